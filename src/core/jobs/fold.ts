// Folds jobs: every one that runs, and the newest of those that are over.
import type { Instant } from "../entry.ts";
import type { JobEntry } from "./entry.ts";
import { isOver, type Job } from "./jobs.ts";

/** More that are over are forgotten, the oldest first: the ledger has them. */
export const MAX_OVER = 100;

export interface JobDraft {
  jobs: Map<string, Job>;
}

export function foldJob({ jobs }: JobDraft, entry: JobEntry, at: Instant): void {
  if (entry.kind === "job-started") {
    const { kind: _, by: __, ...job } = entry;
    jobs.set(job.id, { ...job, startedAt: at, seen: at, lostAt: null, ended: null, report: null });
    return;
  }
  const job = jobs.get(entry.id);
  if (job === undefined) return;
  // What is over stands in the order it ended.
  jobs.delete(job.id);
  jobs.set(job.id, step(job, entry, at));
  const over = [...jobs.values()].filter(isOver);
  if (over.length > MAX_OVER) jobs.delete(over[0]!.id);
}

function step(job: Job, entry: Exclude<JobEntry, { kind: "job-started" }>, at: Instant): Job {
  switch (entry.kind) {
    case "job-beat":
      return { ...job, seen: at, lostAt: null };
    case "job-lost":
      return { ...job, lostAt: at, report: entry.report };
    case "job-ended":
      return { ...job, ended: { at, code: entry.code, signal: entry.signal }, report: entry.report };
    default:
      return entry satisfies never;
  }
}
