// What has become true of jobs: their part of the ledger's entries.
import type { Job } from "./jobs.ts";

export type JobEntry =
  | ({ readonly kind: "job-started"; readonly by: string | null } & Pick<
      Job,
      "id" | "as" | "line" | "on" | "beats" | "to"
    >)
  /** It was heard of, at least half a beat after the last time; of one that was lost, it is there after all. */
  | { readonly kind: "job-beat"; readonly id: string }
  /** `report`: the message that tells of it. */
  | {
      readonly kind: "job-ended";
      readonly id: string;
      readonly code: number | null;
      readonly signal: string | null;
      readonly report: string;
    }
  | { readonly kind: "job-lost"; readonly id: string; readonly report: string };
