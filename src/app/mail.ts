// The git carrier of messages and claims: queue files and the scoreboard (PROTOCOL §7, §8), read where a judged head has them
// otherwise than its base; of a trunk that is looked at for the first time, all of them.
import { bind } from "../core/binding.ts";
import type { HostEvent } from "../core/event.ts";
import { branchOf, type Path } from "../core/model.ts";
import type { Policy } from "../core/policy.ts";
import { parseQueue } from "../text/queue.ts";
import { parseScoreboard } from "../text/scoreboard.ts";
import type { View } from "./subjects.ts";

/** More queue files than this on one head are not read. */
const MAX_FILES = 100;
/** One byte more than a file may have, so that its parser sees that it is too large. */
const FILE_BYTES = 1024 * 1024 + 1;

export async function mailOf(view: View, event: HostEvent): Promise<HostEvent[]> {
  if (event.kind !== "gathered" || event.policy.kind !== "valid" || !event.subject.startsWith("branch:")) return [];
  const { policy } = event.policy;
  const { now, trunk } = view;
  const isTrunk = event.push.ref === trunk.ref;
  const branch = branchOf(event.push.ref) ?? "";
  const { session, team } = bind(policy, branch);
  const poster = isTrunk ? null : (session ?? team?.name ?? null);
  if (!isTrunk && poster === null) return [];
  const paths = await mailPaths(view, policy, event, isTrunk);
  const events: HostEvent[] = [];
  for (const path of paths) {
    const entry = await view.host.git.entry(event.head, path);
    if (entry === null || !entry.mode.startsWith("100")) continue;
    const bytes = await view.host.git.blob(entry.oid, FILE_BYTES);
    if (path === policy.messages.scoreboard) {
      const { rows } = parseScoreboard(bytes, path);
      const mine = isTrunk ? rows : rows.filter((row) => row.session === session);
      if (mine.length > 0) events.push({ kind: "scored", policy, now, rows: mine });
      continue;
    }
    const { blocks } = parseQueue(bytes, path);
    if (blocks.length > 0) events.push({ kind: "posted", policy, now, poster, branch: isTrunk ? "" : branch, blocks });
  }
  return events;
}

async function mailPaths(
  { host, state, trunk }: View,
  policy: Policy,
  { push, head }: HostEvent & { kind: "gathered" },
  isTrunk: boolean,
): Promise<readonly Path[]> {
  const { queue, scoreboard } = policy.messages;
  const isFirst = isTrunk && !state.verdicts.has(`branch:${branchOf(trunk.ref)}`);
  const names = isFirst ? (await host.git.names(head, queue)).map((name) => `${queue}/${name}`) : [];
  const changed = push.changes.filter(({ after }) => after !== null).map(({ path }) => path);
  const isMail = (path: Path) => path.startsWith(`${queue}/to-`) && path.endsWith(".md");
  const all = new Set([...names, ...changed].filter(isMail));
  const board = isFirst || changed.includes(scoreboard) ? [scoreboard] : [];
  return [...board, ...[...all].sort().slice(0, MAX_FILES)];
}
