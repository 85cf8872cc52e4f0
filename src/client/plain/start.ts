// `start`: a session's worktree, branch and row of the scoreboard (PROTOCOL §8). Whose id it is, the push of the branch decides.
import { existsSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import type { Instant } from "../../core/entry.ts";
import type { SessionId } from "../../core/policy.ts";
import { printRow, rowsOf, withRow } from "../../text/scoreboard-print.ts";
import { commitOn } from "./commit.ts";
import { type Checkout, NotHere } from "./git.ts";
import { pushTo } from "./push.ts";

export interface Wish {
  /** Null: the lowest that is free. */
  readonly session: SessionId | null;
  /** The default branch's name. */
  readonly trunk: string;
  readonly scoreboard: string;
  readonly names: ReadonlyMap<SessionId, string>;
  readonly now: Instant;
}

export interface Started {
  readonly session: SessionId;
  readonly name: string | null;
  readonly branch: string;
  readonly worktree: string;
  readonly commit: string;
  readonly pushed: boolean;
}

/** The id is somebody's, or the server does not take the branch. */
export interface NotStarted {
  readonly why: string;
  readonly said: readonly string[];
  readonly fix: string;
}

const MAX_RACES = 50;

/** Make them, once the branch is pushed; without an origin from the local trunk. */
export async function start(checkout: Checkout, wish: Wish): Promise<Started | NotStarted> {
  const hasOrigin = await checkout.hasOrigin();
  if (hasOrigin) await checkout.need(["fetch", "--quiet", "--prune", "origin"]);
  const base = hasOrigin ? `refs/remotes/origin/${wish.trunk}` : `refs/heads/${wish.trunk}`;
  const tip = await checkout.ask(["rev-parse", "--verify", "--quiet", `${base}^{commit}`]);
  if (tip === null) throw new NotHere(`there is no ${base} to begin from`, "git fetch, or name the default branch");
  const board = (await checkout.file(tip, wish.scoreboard))?.bytes.toString("utf8") ?? "";
  const taken = await takenBy(checkout, board);
  for (let race = 0; race < MAX_RACES; race += 1) {
    const session = wish.session ?? IDS.find((id) => !taken.has(id));
    if (session === undefined) throw new NotHere("every session id is taken", "finish one, and delete its branch");
    const by = taken.get(session);
    if (by !== undefined) return { why: `${session} is taken: ${by}`, said: [], fix: "say another id, or none" };
    const made = await startAs(checkout, wish, { session, tip, board, hasOrigin });
    if (made !== "taken") return made;
    // Somebody else was first: theirs it is.
    taken.set(session, `a branch session-${session} was pushed just now`);
  }
  throw new NotHere("others are always first", "try again");
}

interface Try {
  readonly session: SessionId;
  readonly tip: string;
  readonly board: string;
  readonly hasOrigin: boolean;
}

async function startAs(
  checkout: Checkout,
  { scoreboard, names, now }: Wish,
  { session, tip, board, hasOrigin }: Try,
): Promise<Started | NotStarted | "taken"> {
  const branch = `session-${session}`;
  const name = names.get(session) ?? null;
  const worktree = await worktreeOf(checkout, session);
  const bytes = Buffer.from(withRow(board, printRow(session, name, branch, now)));
  const message = `[${session}] docs(ai-sessions): claim ${session} at ${now.slice(0, 16)}Z\n`;
  const commit = await commitOn(checkout, tip, message, [{ path: scoreboard, bytes }]);
  if (hasOrigin) {
    const { ok, why, behind, said } = await pushTo(checkout, commit, branch, "");
    if (!ok && (behind || /already exists|cannot lock ref|failed to update ref/.test(why ?? ""))) return "taken";
    if (!ok) return { why: `the branch was refused: ${why}`, said, fix: "see what the server says" };
  }
  const added = await checkout.run(["worktree", "add", "--quiet", "-b", branch, worktree, commit]);
  if (added.code !== 0) {
    if (hasOrigin) await pushTo(checkout, null, branch, commit).catch(() => {});
    throw new NotHere(`the worktree could not be made: ${added.stderr.split("\n").at(-1)}`, "is the place free?");
  }
  if (hasOrigin) await checkout.run(["branch", "--quiet", `--set-upstream-to=origin/${branch}`, branch]);
  return { session, name, branch, worktree, commit, pushed: hasOrigin };
}

const LETTERS = [..."ABCDEFGHIJKLMNOPQRSTUVWXYZ"];
/** From the lowest: `sA` to `sZ`, then those of two characters. */
const IDS: readonly SessionId[] = [
  ...LETTERS.map((letter) => `s${letter}`),
  ...LETTERS.flatMap((letter) => [..."0123456789", ...LETTERS].map((more) => `s${letter}${more}`)),
];

/** What each id that is not free is taken by: a branch, a worktree, a row. */
async function takenBy(checkout: Checkout, board: string): Promise<Map<SessionId, string>> {
  const taken = new Map<SessionId, string>();
  for (const id of rowsOf(board)) taken.set(id, "it has a row in the scoreboard");
  for (const { path } of await worktrees(checkout)) {
    const id = /-(s[A-Z][A-Z0-9]?)$/.exec(path)?.[1];
    if (id !== undefined) taken.set(id, `its worktree is ${path}`);
  }
  const refs = await checkout.need(["for-each-ref", "--format=%(refname)", "refs/heads/", "refs/remotes/origin/"]);
  for (const ref of refs.split("\n")) {
    const id = /\/session-(s[A-Z][A-Z0-9]?)$/.exec(ref)?.[1];
    if (id !== undefined) taken.set(id, `there is a branch ${ref.replace(/^refs\/(?:heads|remotes)\//, "")}`);
  }
  return taken;
}

/** Every work tree of the clone, the first of them the one that was cloned. */
export async function worktrees(
  checkout: Checkout,
): Promise<readonly { readonly path: string; readonly branch: string | null }[]> {
  const listed = await checkout.need(["worktree", "list", "--porcelain", "-z"]);
  return listed
    .split("\0\0")
    .filter((each) => each.startsWith("worktree "))
    .map((each) => ({
      path: each.slice("worktree ".length).split("\0")[0]!,
      branch: /\0branch refs\/heads\/([^\0]+)/.exec(each)?.[1] ?? null,
    }));
}

/** Beside the clone, `<project>-sA`, whichever of its work trees one stands in. Throws NotHere where something is there. */
async function worktreeOf(checkout: Checkout, session: SessionId): Promise<string> {
  const main = (await worktrees(checkout))[0]?.path ?? checkout.root;
  const place = join(dirname(main), `${basename(main).replace(/\.git$/, "")}-${session}`);
  if (existsSync(place)) throw new NotHere(`${place} is there already`, "move it away, or say another id");
  return place;
}
