// Draws rounds on the host's screens and calls people: one issue per round, one edit per change, one comment per call.
import { createHash } from "node:crypto";
import type { Oid } from "../core/model.ts";
import type { Policy } from "../core/policy.ts";
import { calls, ROUND_CHECK, type RoundCall, type RoundEffect, showRounds, showRoundsAt } from "../core/show/rounds.ts";
import type { Delivery } from "../core/signal.ts";
import type { State } from "../core/state.ts";
import type { Drawn, Host } from "../ports.ts";
import { callComment, callWords, roundCheck, roundIssue, roundTitle, roundTopic } from "../render/round.ts";
import type { Shop } from "./desk.ts";
import { readPolicy } from "./policy.ts";

/** Show every round that changed, the checks of these heads, and make the calls that were not made. */
export async function displayRounds(
  shop: Shop,
  delivery: Delivery,
  host: Host,
  heads: ReadonlySet<Oid>,
  verify: boolean,
): Promise<void> {
  const { key } = delivery.repo;
  let state = await shop.book.read(key);
  if (state.rounds.size === 0) return;
  const note = async (screen: string, digest: string, id: string | null) => {
    state = await shop.book.note(key, delivery.id, shop.clock.now(), { kind: "shown", screen, digest, id });
  };
  const due = [...state.rounds.values()].flatMap((round) => calls(state, round));
  const policy = due.length === 0 ? null : await policyOf(host);
  for (const effect of host.forge.hasIssues ? [...showRounds(state, verify), ...showRoundsAt(state, heads)] : []) {
    const drawn = draw(effect, state, policy);
    if (drawn === null) continue;
    const known = state.shown.get(effect.screen);
    if (known?.digest === drawn.digest && !verify) continue;
    const id = await host.forge.ensure(drawn, known?.id ?? null, false);
    if (known?.digest !== drawn.digest || known.id !== id) await note(effect.screen, drawn.digest, id);
    if (effect.kind === "round-call") tell(shop, delivery, effect, policy);
  }
  if (host.forge.hasIssues) return;
  // Where there are no issues, a call is told by the URLs of the policy alone.
  for (const call of due) {
    await note(call.screen, "told", null);
    tell(shop, delivery, call, policy);
  }
}

async function policyOf(host: Host): Promise<Policy | null> {
  const { tip } = await host.trunk();
  const state = await readPolicy(host.git, tip, host.resolution);
  return state.kind === "valid" ? state.policy : null;
}

function draw(effect: RoundEffect, state: State, policy: Policy | null): Drawn | null {
  switch (effect.kind) {
    case "round-issue": {
      const { round, state: stands, waits, digest } = effect;
      return {
        kind: "issue",
        topic: roundTopic(round),
        title: roundTitle(round),
        body: roundIssue(round, stands, waits),
        digest,
      };
    }
    case "round-check": {
      const { on, conclusion, round, team } = effect;
      const text = roundCheck(round, team);
      const digest = createHash("sha256")
        .update(JSON.stringify([conclusion, text]))
        .digest("hex")
        .slice(0, 32);
      return { kind: "check", name: ROUND_CHECK, on, conclusion, text, digest };
    }
    case "round-call": {
      const issue = state.shown.get(effect.issue)?.id;
      if (issue == null) return null;
      const { topic, round, why, team } = effect;
      const architects = (policy?.architects ?? []).map(({ name }) => name);
      const body = callComment(topic, architects, round, why, team);
      return { kind: "comment", thread: Number(issue), topic, body, digest: topic };
    }
    default:
      return effect satisfies never;
  }
}

/** People are called over URLs too, once a call is on record: nobody waits for those, and nothing hangs on them. */
function tell({ post }: Shop, { repo }: Delivery, { round, why, team }: RoundCall, policy: Policy | null): void {
  const text = `${repo.name}: ${callWords(round, why, team)}`;
  for (const url of policy?.notify ?? []) post?.(url, { repository: repo.name, round: round.round, why, team, text });
}
