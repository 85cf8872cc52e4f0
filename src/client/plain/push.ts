// A push of one commit to one branch, and what the server said of it.
import { Incomplete } from "../../ports.ts";
import type { Checkout } from "./git.ts";

export interface Pushed {
  readonly ok: boolean;
  /** Refused: by git's word, such as `pre-receive hook declined`; null where it was taken. */
  readonly why: string | null;
  /** The server has commits that are not here. */
  readonly behind: boolean;
  /** What hooks on the server printed. */
  readonly said: readonly string[];
}

const MAX_SAID = 100;

/** Push to `refs/heads/<branch>` of origin, a commit or with null nothing: the branch is deleted. `lease`: what must be there now, "" for no branch. */
export async function pushTo(
  checkout: Checkout,
  commit: string | null,
  branch: string,
  lease: string | null = null,
): Promise<Pushed> {
  const ref = `refs/heads/${branch}`;
  const leased = lease === null ? [] : [`--force-with-lease=${ref}:${lease}`];
  const { code, stdout, stderr } = await checkout.run([
    "push",
    "--porcelain",
    ...leased,
    "origin",
    `${commit ?? ""}:${ref}`,
  ]);
  const said = stderr
    .split("\n")
    .flatMap((line) => /^remote: ?(.*?)\s*$/.exec(line)?.[1] ?? [])
    .filter((line) => line !== "")
    .slice(0, MAX_SAID);
  if (code === 0) return { ok: true, why: null, behind: false, said };
  const [, kind = "", why = ""] = /^!\t\S*\t\[([a-z ]+)\] \(?(.*?)\)?$/m.exec(stdout) ?? [];
  // A server that cannot be reached has refused nothing.
  if (kind === "") throw new Incomplete(`the push did not arrive: ${lastOf(stderr)}`, "nothing was changed; try again");
  return { ok: false, why, behind: /fetch first|non-fast-forward|stale info/.test(why), said };
}

const lastOf = (text: string): string => text.split("\n").find((line) => /^(?:fatal|error): /.test(line)) ?? text;
