// What the commands share that plain git carries: where one stands, by the policy of trunk as the clone knows it, and how they answer.

import type { Landed } from "../client/plain/commit.ts";
import { Checkout, NotHere } from "../client/plain/git.ts";
import type { Place } from "../client/plain/say.ts";
import { bind } from "../core/binding.ts";
import { finding } from "../core/finding.ts";
import { branchOf } from "../core/model.ts";
import type { Policy } from "../core/policy.ts";
import { printable } from "../render/escape.ts";
import { openClone, policyHere } from "./clone.ts";
import { answer, EXIT, Usage } from "./output.ts";

/** Without a policy the files are where they always were. */
export const DEFAULTS = { queue: "docs/ai/sessions/queue", scoreboard: "docs/ai/sessions/active.md" } as const;

export interface Scene {
  readonly checkout: Checkout;
  readonly policy: Policy | null;
  /** The default branch's name. */
  readonly trunk: string;
}

/** Run with the clone around the working directory; what cannot be done here is bad usage. */
export async function plainly<T>(work: (scene: Scene) => Promise<T>): Promise<T> {
  try {
    const checkout = await Checkout.at(".");
    const clone = await openClone(".");
    try {
      const state = await policyHere(clone);
      const trunk = branchOf(clone.trunk.ref) ?? clone.trunk.ref;
      return await work({ checkout, policy: state.kind === "valid" ? state.policy : null, trunk });
    } finally {
      clone.git.close();
    }
  } catch (error) {
    if (error instanceof NotHere) throw new Usage(error.message, error.fix);
    throw error;
  }
}

/** Whose branch it is: a session's, a team's, nobody's. */
export function ownerOf({ policy }: Pick<Scene, "policy">, branch: string): string | null {
  if (policy === null) return /^session-(s[A-Z][A-Z0-9]?)$/.exec(branch)?.[1] ?? null;
  const { session, team } = bind(policy, branch);
  return session ?? team?.name ?? null;
}

export async function placeHere(scene: Scene, speaker: string | null): Promise<Place> {
  const { branch } = await scene.checkout.head();
  const owner = ownerOf(scene, branch);
  const who = speaker ?? owner;
  if (who === null) throw new NotHere("nobody can tell who speaks", "say --session sA, or stand on a session's branch");
  const isTrunk = branch === scene.trunk && scene.policy?.trunk !== "direct";
  return { speaker: who, owner, isTrunk, queue: scene.policy?.messages.queue ?? DEFAULTS.queue };
}

/** What landed, for a document. */
export const landedJson = ({ commit, branch, pushed, moved }: Landed) => ({
  by: "git" as const,
  commit,
  branch,
  pushed: pushed?.ok === true,
  moved,
});

/** In words: where it is now, or why it was refused and what the server's hooks said. */
export function landedLines(what: string, { commit, branch, pushed, moved }: Landed): readonly string[] {
  if (pushed === null)
    return [`${what}: committed as ${commit.slice(0, 10)} on ${branch}; there is no origin to push to`];
  if (!pushed.ok)
    return [
      `refused: ${printable(pushed.why ?? "")}, so nothing was changed here`,
      ...pushed.said.map((line) => `  ${printable(line)}`),
      ...(pushed.behind ? ["  fix: git pull --rebase, then say it again"] : []),
    ];
  return [
    `${what}: carried by git, ${commit.slice(0, 10)} on origin/${branch}`,
    ...(moved ? [`  ${branch} moved here meanwhile: git pull --rebase`] : []),
  ];
}

/** Answer with what landed; 1 where the server refused it. */
export function answerLanded(json: boolean | undefined, what: string, landed: Landed, more: object = {}): void {
  const { pushed } = landed;
  const refused = pushed !== null && !pushed.ok;
  const message = refused ? `the push was refused: ${pushed.why}` : "";
  const findings = refused
    ? [finding("command", { level: "error", message, fix: pushed.behind ? "git pull --rebase" : null })]
    : [];
  const document = { ...landedJson(landed), ...more, became: [], findings, said: pushed?.said ?? [] };
  answer(json, refused ? EXIT.findings : EXIT.ok, document, landedLines(what, landed).join("\n"));
}
