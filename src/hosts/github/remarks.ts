// What people wrote on issues and pull requests, read again for a ledger that begins anew: comments, and what issues say first.
import type { Remark } from "../../ports.ts";
import type { Rest } from "./rest.ts";
import { heardOf } from "./signal.ts";

interface Written {
  readonly id: number;
  readonly number?: number;
  readonly body?: string | null;
  readonly user?: { readonly login?: string; readonly type?: string } | null;
  readonly issue_url?: string;
  readonly pull_request?: unknown;
  readonly created_at: string;
  readonly updated_at: string;
}

/** Longer histories are not read: 100,000 comments, 100,000 issues. */
const MAX_PAGES = 1_000;

/** Those that may have commands in them, the oldest first. Throws Incomplete where GitHub does not list them in full. */
export async function remarksOf(rest: Rest): Promise<readonly Remark[]> {
  const order = { sort: "created", direction: "asc" };
  const comments = await rest.all<Written>("GET /repos/{owner}/{repo}/issues/comments", order, null, MAX_PAGES);
  const issues = await rest.all<Written>(
    "GET /repos/{owner}/{repo}/issues",
    { ...order, state: "all" },
    null,
    MAX_PAGES,
  );
  const remarks = [
    ...issues.filter((each) => each.pull_request === undefined).map(ofIssue),
    ...comments.map(ofComment),
  ];
  return remarks.filter((each) => each !== null).sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0));
}

function ofComment({ id, body, user, issue_url: issue, created_at: at, updated_at: changed }: Written): Remark | null {
  const thread = Number(/\/(\d+)$/.exec(issue ?? "")?.[1] ?? Number.NaN);
  const text = heardOf(body, user?.type);
  if (text === null || user?.login === undefined || Number.isNaN(thread)) return null;
  return { comment: id, thread, by: user.login, text, edited: at !== changed, at: instantOf(at) };
}

/** That a body was edited GitHub does not tell: whatever happens on an issue changes it. */
function ofIssue({ number, body, user, created_at: at }: Written): Remark | null {
  const text = heardOf(body, user?.type);
  if (text === null || user?.login === undefined || number === undefined) return null;
  return { comment: null, thread: number, by: user.login, text, edited: false, at: instantOf(at) };
}

const instantOf = (at: string): string => new Date(at).toISOString();
