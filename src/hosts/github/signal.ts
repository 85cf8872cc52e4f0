// GitHub's webhooks to signals: a few facts of each payload, none of it believed further than where to look. Total: what it does
// not know, or what is not as documented, becomes no signal.
import type { Oid } from "../../core/model.ts";
import type { Delivery, Repository, Signal } from "../../core/signal.ts";

/** JSON as it came: anything may be missing. */
type Json = { readonly [key: string]: unknown } | undefined;

/** The deliveries one webhook amounts to; an event of an installation is one for each of its repositories. */
export function signalsOf(id: string, event: string, payload: unknown, at: string): Delivery[] {
  const body = object(payload);
  if (event === "installation" || event === "installation_repositories") return installation(id, body);
  const repo = repository(body?.repository, body?.installation);
  const read = Object.hasOwn(READERS, event) ? READERS[event] : undefined;
  const signal = read?.(body, at) ?? null;
  return repo === null || signal === null ? [] : [{ id, repo, signal }];
}

const READERS: Readonly<Record<string, (body: Json, at: string) => Signal | null>> = {
  push: (body, at) => {
    const [ref, before, after] = [text(body?.ref), oid(body?.before), oid(body?.after)];
    if (ref === null || before === undefined || after === undefined) return null;
    return { kind: "pushed", ref, before, after, by: login(body?.sender), at };
  },
  // A push tells the same and more; these come when a push does not.
  create: (body) => (body?.ref_type === "branch" ? { kind: "look", head: null, branch: text(body?.ref) } : null),
  delete: (body, at) => {
    const name = body?.ref_type === "branch" ? text(body?.ref) : null;
    return name === null
      ? null
      : { kind: "pushed", ref: `refs/heads/${name}`, before: null, after: null, by: login(body?.sender), at };
  },
  pull_request: (body, at) => {
    const [number, action] = [body?.number, text(body?.action)];
    if (typeof number !== "number" || action === null || !PULL_ACTIONS.has(action)) return null;
    const head = object(object(body?.pull_request)?.head);
    const sha = oid(head?.sha) ?? null;
    const who = login(body?.sender);
    if (action === "synchronize")
      return { kind: "pulled", number, action, before: oid(body?.before) ?? null, after: sha, by: who, at };
    // Whoever opens it did not push what is in it, unless it is their own fork; nor does whoever opens it again.
    const by = action === "opened" && who === login(object(head?.repo)?.owner) ? who : null;
    const isOpened = action === "opened" || action === "reopened";
    return { kind: "pulled", number, action, before: null, after: isOpened ? sha : null, by, at };
  },
  merge_group: (body) => {
    const group = object(body?.merge_group);
    const [head, base] = [oid(group?.head_sha), oid(group?.base_sha)];
    const [ref, baseRef] = [text(group?.head_ref), text(group?.base_ref)];
    if (body?.action !== "checks_requested" || !head || !base || ref === null || baseRef === null) return null;
    return { kind: "queued", head, ref, base, baseRef };
  },
  check_run: (body) => {
    const run = object(body?.check_run);
    const head = oid(run?.head_sha);
    return body?.action === "rerequested" && head ? { kind: "rerun", head, check: text(run?.name) } : null;
  },
  check_suite: (body) => {
    const suite = object(body?.check_suite);
    const head = oid(suite?.head_sha);
    if (!head) return null;
    if (body?.action === "rerequested") return { kind: "rerun", head, check: null };
    return body?.action === "requested" ? { kind: "look", head, branch: text(suite?.head_branch) } : null;
  },
  // No bot is obeyed: not even this one.
  issue_comment: (body) => {
    const [comment, issue] = [object(body?.comment), object(body?.issue)];
    const [id, number, by, said] = [comment?.id, issue?.number, login(body?.sender), comment?.body];
    if (typeof id !== "number" || typeof number !== "number" || by === null || typeof said !== "string") return null;
    const heard = heardOf(said, object(body?.sender)?.type);
    if (heard === null) return null;
    const edited = body?.action === "edited";
    if (body?.action !== "created" && !(edited && object(object(body?.changes)?.body)?.from !== said)) return null;
    return { kind: "said", comment: id, thread: number, by, text: heard, edited };
  },
  // A task is an issue: what it says first counts like a comment.
  issues: (body) => {
    const issue = object(body?.issue);
    const [number, by, said] = [issue?.number, login(body?.sender), issue?.body];
    if (body?.action !== "opened" || typeof number !== "number" || by === null || typeof said !== "string") return null;
    const heard = heardOf(said, object(body?.sender)?.type);
    return heard === null ? null : { kind: "said", comment: null, thread: number, by, text: heard, edited: false };
  },
  repository: (body) => {
    const action = text(body?.action);
    if (action === "deleted") return { kind: "removed" };
    return action !== null && REPOSITORY_ACTIONS.has(action) ? { kind: "sweep" } : null;
  },
};

/** As much of a comment as is kept. */
const SAID = 16_000;

/** As much of a text as is kept, where it may have a command in it and no bot wrote it; what it really says is parsed later. */
export const heardOf = (said: unknown, type: unknown): string | null =>
  typeof said === "string" && type !== "Bot" && COMMAND.test(said) ? said.slice(0, SAID) : null;

const COMMAND = /^(?:as \S+: )?(?:\/[a-z]|from:\S|(?:CLAIM|DONE|DROP|BLOCK|NOTE)\b)/m;

const PULL_ACTIONS: ReadonlySet<string> = new Set([
  "opened",
  "reopened",
  "synchronize",
  "edited",
  "closed",
  "ready_for_review",
]);
const REPOSITORY_ACTIONS: ReadonlySet<string> = new Set(["created", "renamed", "transferred", "edited", "unarchived"]);

function installation(id: string, body: Json): Delivery[] {
  const action = text(body?.action);
  const gone = action === "deleted" || action === "suspend";
  const list = (value: unknown) =>
    (Array.isArray(value) ? value : []).map((each) => repository(each, body?.installation));
  const added = gone ? [] : [...list(body?.repositories), ...list(body?.repositories_added)];
  const removed = gone ? list(body?.repositories) : list(body?.repositories_removed);
  const say = (repos: readonly (Repository | null)[], signal: Signal) =>
    repos.flatMap((repo) => (repo === null ? [] : [{ id: `${id}/${repo.key}`, repo, signal }]));
  return [...say(added, { kind: "sweep" }), ...say(removed, { kind: "removed" })];
}

/** The numeric id is the key: it survives a rename. */
function repository(value: unknown, installed: unknown): Repository | null {
  const repo = object(value);
  const [id, name, installation] = [repo?.id, text(repo?.full_name), object(installed)?.id];
  if (typeof id !== "number" || name === null || typeof installation !== "number") return null;
  return { key: `github/${id}`, name, installation };
}

const object = (value: unknown): Json =>
  typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Json) : undefined;

const text = (value: unknown): string | null =>
  typeof value === "string" && value !== "" && value.length < 1024 ? value : null;

const login = (value: unknown): string | null => text(object(value)?.login);

/** An object id; null for the zero id, undefined for what is none. */
function oid(value: unknown): Oid | null | undefined {
  if (typeof value !== "string" || !/^(?:[0-9a-f]{40}|[0-9a-f]{64})$/.test(value)) return undefined;
  return /^0+$/.test(value) ? null : value;
}
