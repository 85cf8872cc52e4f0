// Check runs and suites: only Apps write them, only their own; sizes are in bytes, annotations are appended.
import { type Answer, type Call, invalid, noCommit, notFound, paged, Refused, type Routes } from "./api.ts";
import { annotationJson, checkRunJson, suiteJson } from "./check-shapes.ts";
import type { Annotation, CheckRun, Json } from "./state.ts";

export const MAX_TEXT = 65_535;
const MAX_ANNOTATIONS = 50;
const MAX_MESSAGE = 64 * 1024;

interface Output {
  readonly title?: string;
  readonly summary?: string;
  readonly text?: string;
  readonly annotations?: Annotation[];
}

const refuse = (field: string, message: string): Refused => invalid("CheckRun", field, "invalid", message);

/** What GitHub refuses of a check run's content. */
function checked(body: Json): void {
  const output = body.output as Output | undefined;
  if (body.status === "completed" && body.conclusion === undefined)
    throw refuse("conclusion", "conclusion is required");
  if (body.conclusion === "stale") throw refuse("conclusion", "stale is for GitHub alone");
  const actions = (body.actions ?? []) as { label: string; description: string; identifier: string }[];
  if (actions.length > 3) throw refuse("actions", "only three actions are allowed");
  for (const { label, description, identifier } of actions)
    if (label.length > 20 || description.length > 40 || identifier.length > 20)
      throw refuse("actions", "an action is too long");
  if (output === undefined) return;
  if (output.title === undefined || output.summary === undefined)
    throw refuse("output", 'missing required keys: "title" and "summary" must be supplied');
  for (const key of ["summary", "text"] as const)
    if (Buffer.byteLength(output[key] ?? "") > MAX_TEXT)
      throw refuse(key, `${key} exceeds a maximum bytesize of ${MAX_TEXT}`);
  const annotations = output.annotations ?? [];
  if (annotations.length > MAX_ANNOTATIONS)
    throw new Refused(
      422,
      `Invalid request.\n\nNo more than ${MAX_ANNOTATIONS} items are allowed; ${annotations.length} were supplied.`,
    );
  for (const each of annotations) {
    if (each.start_line < 1 || each.end_line < each.start_line)
      throw refuse("annotations", "lines are counted from 1, the start comes first");
    if (each.start_column !== undefined && each.start_line !== each.end_line)
      throw refuse("annotations", "columns on more than one line");
    if ((each.title ?? "").length > 255) throw refuse("annotations", "title is too long (maximum is 255 characters)");
    for (const text of [each.message, each.raw_details ?? ""])
      if (Buffer.byteLength(text) > MAX_MESSAGE) throw refuse("annotations", "message exceeds 64 KB");
    if (each.message === "") throw refuse("annotations", "message is missing");
  }
}

function runOf({ repo, params }: Call): CheckRun {
  const run = repo.checks.runs.find(({ id }) => id === Number(params.check_run_id));
  if (run === undefined) throw notFound();
  return run;
}

async function create(call: Call): Promise<Answer> {
  const { repo, body, app } = call;
  if (app === null) throw new Refused(403, "You must authenticate via a GitHub App.");
  checked(body);
  const sha = body.head_sha as string;
  if ((await repo.object(sha))?.type !== "commit") throw noCommit(sha);
  const fields = written(body);
  const status = fields.conclusion === undefined ? ((body.status as string | undefined) ?? "queued") : "completed";
  const { annotations = [] } = (body.output ?? {}) as Output;
  const run = repo.checks.add({
    ...{ app, sha, name: body.name as string, conclusion: null, annotations: [...annotations] },
    ...fields,
    status,
  });
  tell(call, "created", run);
  if (run.status === "completed") tell(call, "completed", run);
  return { status: 201, body: checkRunJson(repo, run) };
}

/** The fields of a body that a check run keeps. */
function written(body: Json): Partial<CheckRun> {
  const { title, summary, text } = (body.output ?? {}) as Output;
  const given = {
    name: body.name,
    conclusion: body.conclusion,
    externalId: body.external_id,
    detailsUrl: body.details_url,
    startedAt: body.started_at,
    completedAt: body.completed_at,
    actions: body.actions,
    output:
      body.output === undefined ? undefined : { title: title ?? null, summary: summary ?? null, text: text ?? null },
  };
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)) as Partial<CheckRun>;
}

function update(call: Call): Answer {
  const { repo, body, app } = call;
  const run = runOf(call);
  if (run.app !== app)
    throw new Refused(403, "Invalid app_id - check run can only be modified by the GitHub App that created it.");
  checked(body);
  const was = run.status;
  Object.assign(run, written(body));
  run.annotations.push(...(((body.output ?? {}) as Output).annotations ?? []));
  if (body.conclusion !== undefined) run.status = "completed";
  else if (body.status !== undefined) run.status = body.status as string;
  if (run.status === "completed") run.completedAt ??= call.world.timestamp();
  else Object.assign(run, { conclusion: null, completedAt: null });
  repo.checks.refresh(repo.checks.suites.find(({ id }) => id === run.suite)!);
  if (was !== "completed" && run.status === "completed") tell(call, "completed", run);
  return { body: checkRunJson(repo, run) };
}

const tell = ({ world, repo, by }: Call, action: string, run: CheckRun): void => {
  // Created and completed only to those who subscribed.
  if (world.installationOf(repo)?.events.includes("check_run") === true)
    world.emit(repo, "check_run", { action, check_run: checkRunJson(repo, run) }, by);
};

/** Runs by the filters of the list, newest first; by default only the latest of a name in its suite. */
function listed({ query }: Call, runs: readonly CheckRun[]): CheckRun[] {
  const named = runs
    .filter((run) => !query.has("check_name") || run.name === query.get("check_name"))
    .filter((run) => !query.has("app_id") || String(run.app) === query.get("app_id"))
    .filter((run) => !query.has("status") || run.status === query.get("status"));
  const newest = [...named].reverse();
  if (query.get("filter") === "all") return newest;
  const seen = new Set<string>();
  return newest.filter(({ suite, name }) => !seen.has(`${suite} ${name}`) && seen.add(`${suite} ${name}`));
}

function runsAnswer(call: Call, runs: readonly CheckRun[]): Answer {
  const all = listed(call, runs);
  const { items, headers } = paged(call, all);
  return { body: { total_count: all.length, check_runs: items.map((run) => checkRunJson(call.repo, run)) }, headers };
}

export const checkRoutes: Routes = {
  "POST /repos/{owner}/{repo}/check-runs": { needs: ["checks", "write"], run: create },
  "PATCH /repos/{owner}/{repo}/check-runs/{check_run_id}": { needs: ["checks", "write"], run: update },
  "GET /repos/{owner}/{repo}/check-runs/{check_run_id}": {
    needs: ["checks", "read"],
    run: (call) => ({ body: checkRunJson(call.repo, runOf(call)) }),
  },
  "GET /repos/{owner}/{repo}/check-runs/{check_run_id}/annotations": {
    needs: ["checks", "read"],
    run: (call) => {
      const { items, headers } = paged(call, runOf(call).annotations);
      return { body: items.map(annotationJson), headers };
    },
  },
  "GET /repos/{owner}/{repo}/check-suites/{check_suite_id}/check-runs": {
    needs: ["checks", "read"],
    run: (call) =>
      runsAnswer(
        call,
        call.repo.checks.runs.filter(({ suite }) => suite === Number(call.params.check_suite_id)),
      ),
  },
  "GET /repos/{owner}/{repo}/commits/{ref}/check-runs": {
    needs: ["checks", "read"],
    run: async (call) => {
      const commit = await call.repo.commit(call.params.ref!);
      if (commit === null) throw noCommit(call.params.ref!);
      return runsAnswer(
        call,
        call.repo.checks.runs.filter(({ sha }) => sha === commit.oid),
      );
    },
  },
  "GET /repos/{owner}/{repo}/commits/{ref}/check-suites": {
    needs: ["checks", "read"],
    run: async (call) => {
      const { repo, query } = call;
      const commit = await repo.commit(call.params.ref!);
      if (commit === null) throw noCommit(call.params.ref!);
      const at = repo.checks.suites.filter(
        ({ sha, app }) => sha === commit.oid && (query.get("app_id") ?? String(app)) === String(app),
      );
      const { items, headers } = paged(call, at);
      return {
        body: { total_count: at.length, check_suites: items.map((suite) => suiteJson(repo, suite, commit)) },
        headers,
      };
    },
  },
};
