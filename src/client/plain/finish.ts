// `finish`: what a session holds is let go of, its row is taken out, its worktree goes. Nobody's work goes with it.
import type { Instant } from "../../core/entry.ts";
import type { SessionId } from "../../core/policy.ts";
import { withoutRow } from "../../text/scoreboard-print.ts";
import { type Landed, land } from "./commit.ts";
import { Checkout, NotHere } from "./git.ts";
import { worktrees } from "./start.ts";

export interface End {
  readonly session: SessionId;
  readonly scoreboard: string;
  readonly now: Instant;
  /** Whatever was not committed or pushed goes too. */
  readonly force: boolean;
}

export type Finished =
  | { readonly kind: "finished"; readonly landed: Landed; readonly worktree: string | null }
  /** There is work that nobody else has. */
  | { readonly kind: "unsaved"; readonly why: string; readonly fix: string }
  | { readonly kind: "refused"; readonly landed: Landed };

/** Release, push, remove. Throws NotHere where the session has no worktree in this clone. */
export async function finish(here: Checkout, { session, scoreboard, now, force }: End): Promise<Finished> {
  const branch = `session-${session}`;
  const all = await worktrees(here);
  const index = all.findIndex((each) => each.branch === branch);
  const found = all[index];
  if (found === undefined)
    throw new NotHere(`${branch} is checked out in no worktree of this clone`, "git worktree list");
  const checkout = await Checkout.at(found.path);
  const unsaved = force ? null : await unsavedIn(checkout, branch);
  if (unsaved !== null) return { kind: "unsaved", ...unsaved };
  const { tip } = await checkout.head();
  const board = await checkout.file(tip, scoreboard);
  const left = board === null ? null : withoutRow(board.bytes.toString("utf8"), session);
  const files =
    left === null || left === board?.bytes.toString("utf8") ? [] : [{ path: scoreboard, bytes: Buffer.from(left) }];
  const subject = `[${session}] docs(ai-sessions): release ${session} at ${now.slice(0, 16)}Z`;
  const landed = await land(checkout, { message: `${subject}\n\nRelease: all\n`, files, fromWorkTree: force });
  if (landed.pushed !== null && !landed.pushed.ok) return { kind: "refused", landed };
  // The clone itself stays, whoever worked in it.
  if (index === 0) return { kind: "finished", landed, worktree: null };
  const main = await Checkout.at(all[0]!.path).catch(() => here);
  await main.need(["worktree", "remove", ...(force ? ["--force"] : []), found.path]);
  return { kind: "finished", landed, worktree: found.path };
}

/** What is only here, and how to save it. */
async function unsavedIn(
  checkout: Checkout,
  branch: string,
): Promise<{ readonly why: string; readonly fix: string } | null> {
  const changed = (await checkout.need(["status", "--porcelain"])).split("\n").filter((line) => line !== "");
  if (changed.length > 0)
    return {
      why: `${changed.length === 1 ? "a file is" : `${changed.length} files are`} not committed`,
      fix: "commit, or say --force to lose it",
    };
  if (!(await checkout.hasOrigin())) return null;
  const ahead = Number(await checkout.need(["rev-list", "--count", "HEAD", "--not", "--remotes=origin"]));
  return ahead === 0
    ? null
    : {
        why: `${ahead === 1 ? "a commit is" : `${ahead} commits are`} not pushed`,
        fix: `git push origin ${branch}, or say --force`,
      };
}
