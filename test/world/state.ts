// What the double remembers besides git: plain records, as GitHub would have them in its database.
import type { Repo } from "./repo.ts";

export type Json = Record<string, unknown>;

export interface Account {
  readonly id: number;
  readonly login: string;
  readonly type: "User" | "Organization" | "Bot";
}

export type Level = "read" | "write" | "admin";

export interface Installation {
  readonly id: number;
  readonly account: Account;
  permissions: Record<string, Level>;
  events: string[];
  /** Null: all repositories of the account. */
  selected: Set<number> | null;
  suspendedAt: string | null;
  gone: boolean;
  readonly createdAt: string;
}

export interface Pull {
  readonly number: number;
  readonly id: number;
  title: string;
  body: string | null;
  readonly by: Account;
  /** Null once a fork is deleted. */
  readonly head: { readonly repo: Repo; readonly ref: string; sha: string };
  base: { ref: string; sha: string };
  state: "open" | "closed";
  merged: { readonly at: string; readonly by: Account; readonly sha: string } | null;
  /** The test merge, null where it conflicts. */
  testMerge: string | null;
  readonly createdAt: string;
  updatedAt: string;
  closedAt: string | null;
}

export interface Issue {
  readonly number: number;
  readonly id: number;
  title: string;
  body: string | null;
  readonly by: Account;
  readonly app: number | null;
  labels: string[];
  state: "open" | "closed";
  readonly createdAt: string;
  updatedAt: string;
  closedAt: string | null;
}

export interface Reaction {
  readonly id: number;
  readonly content: string;
  readonly by: Account;
  readonly createdAt: string;
}

export interface Comment {
  readonly id: number;
  readonly issue: number;
  body: string;
  readonly by: Account;
  /** The App that wrote it, if one did. */
  readonly app: number | null;
  readonly createdAt: string;
  updatedAt: string;
  readonly reactions: Reaction[];
  /** Has the test looked at it since it was last written? */
  read: boolean;
}

export interface Review {
  readonly id: number;
  readonly pull: number;
  readonly by: Account;
  readonly app: number | null;
  body: string;
  state: "APPROVED" | "CHANGES_REQUESTED" | "COMMENTED" | "DISMISSED" | "PENDING";
  readonly commit: string;
  readonly submittedAt: string;
}

export interface Annotation {
  readonly path: string;
  readonly start_line: number;
  readonly end_line: number;
  readonly annotation_level: "notice" | "warning" | "failure";
  readonly message: string;
  readonly title?: string;
  readonly raw_details?: string;
  readonly start_column?: number;
  readonly end_column?: number;
}

export interface CheckRun {
  readonly id: number;
  readonly app: number;
  readonly suite: number;
  name: string;
  readonly sha: string;
  status: string;
  conclusion: string | null;
  startedAt: string;
  completedAt: string | null;
  externalId: string;
  detailsUrl: string;
  output: { title: string | null; summary: string | null; text: string | null };
  readonly annotations: Annotation[];
  actions: unknown[];
}

export interface CheckSuite {
  readonly id: number;
  readonly app: number;
  readonly sha: string;
  readonly branch: string | null;
  readonly before: string | null;
  status: string;
  readonly createdAt: string;
  updatedAt: string;
}

export interface Status {
  readonly id: number;
  readonly sha: string;
  readonly state: string;
  readonly context: string;
  readonly description: string | null;
  readonly by: Account;
  readonly createdAt: string;
}

export interface Activity {
  readonly id: number;
  readonly before: string;
  readonly after: string;
  readonly ref: string;
  readonly at: string;
  readonly type: "push" | "force_push" | "branch_creation" | "branch_deletion" | "pr_merge" | "merge_queue_merge";
  readonly by: Account;
}

/** A rule that applies to a branch, as `GET …/rules/branches/{branch}` prints it, and the classic protection beside it. */
export interface Protection {
  readonly checks: readonly { readonly context: string; readonly app: number | null }[];
  /** By ruleset (the default) or by classic branch protection. */
  readonly by: "ruleset" | "branch protection";
  readonly queue: boolean;
}

export const ZERO = "0".repeat(40);
