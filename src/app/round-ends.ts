// How a round's branch or pull request ended: merged, or only gone. What is merged is final, what is gone begins again.
import type { HostEvent } from "../core/event.ts";
import { onBranch } from "../core/rounds/rounds.ts";
import type { State } from "../core/state.ts";
import type { Host } from "../ports.ts";

/** A branch is gone; asked of git and of its pull requests only where a round's team had it, or somebody claims something. */
export async function lost(host: Host, state: State, branch: string): Promise<HostEvent[]> {
  const found = onBranch(state.rounds, branch);
  const isRound = found !== null && found.round.closed === null && found.team.state !== "merged";
  if (!isRound && state.claims.size === 0) return [];
  const landed = await isMerged(host, state, branch, found?.team.reply?.head ?? null);
  return [{ kind: "branch-lost", branch, landed }];
}

async function isMerged(host: Host, state: State, branch: string, replied: string | null): Promise<boolean> {
  const { tip } = await host.trunk();
  const head = state.verdicts.get(`branch:${branch}`)?.head ?? replied;
  if (tip !== null && head !== null && (await host.git.isAncestor(head, tip))) return true;
  for (const pull of state.pulls.values())
    if (pull.branch === branch && (await host.pull(pull.number))?.merged) return true;
  return false;
}
