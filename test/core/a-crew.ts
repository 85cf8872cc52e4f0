// A crew in shorthand: a policy, a state that events were decided on, and what was said in it.
import type { Command, Saying } from "../../src/core/commands/command.ts";
import { isSession } from "../../src/core/commands/command.ts";
import { decide } from "../../src/core/decide.ts";
import type { Entry, Instant } from "../../src/core/entry.ts";
import type { HostEvent } from "../../src/core/event.ts";
import { later } from "../../src/core/instant.ts";
import type { AckStatus, Block, Message } from "../../src/core/messages/messages.ts";
import type { Policy } from "../../src/core/policy.ts";
import { EMPTY, evolve, type State } from "../../src/core/state.ts";
import { aPolicy, valid } from "./a-push.ts";

export const START = "2026-05-31T12:00:00.000Z";
export const MINUTE = 60_000;

/** sA and sB are fw's, sQ is qa's, sC is alone; sA is Sintra. */
export const CREW = aPolicy("sessions: {names: {sA: Sintra}, write: {sC: ['docs/']}}");

export class Crew {
  state: State = EMPTY;
  now: Instant = START;
  readonly policy: Policy;
  #said = 0;

  constructor(policy = CREW) {
    this.policy = policy;
    this.happens({ kind: "policy-read", policy: valid(policy) });
  }

  /** What became of it, and it is in the state; decided again nothing becomes of it. */
  happens(event: HostEvent): readonly Entry[] {
    const entries = decide(this.state, event);
    const first = this.state.seq + 1;
    this.state = evolve(
      this.state,
      entries.map((entry, index) => ({ seq: first + index, at: this.now, cause: "test", entry })),
    );
    expect(decide(this.state, event)).toEqual([]);
    return entries;
  }

  wait(minutes: number): readonly Entry[] {
    this.now = later(this.now, minutes * MINUTE);
    return this.happens({ kind: "tick", now: this.now });
  }

  saying(as: string, command: Command, more: Partial<Saying> = {}): Saying {
    this.#said += 1;
    const rest = { line: "/…", unclear: null, by: "grace", architect: false, branch: null, via: "comment" } as const;
    return { key: `said ${this.#said}`, at: this.now, as, command, policy: this.policy, ...rest, ...more };
  }

  /** Null where it was granted, else why not. */
  says(as: string, command: Command, more: Partial<Saying> = {}): string | null {
    const entries = this.happens({ kind: "said", saying: this.saying(as, command, more) });
    const { refused } = entries.find((entry) => entry.kind === "obeyed")!;
    return refused === null || refused.fix === null ? (refused?.why ?? null) : `${refused.why} | ${refused.fix}`;
  }

  send(as: string, to: string, type = "question", text = "Why?"): string | null {
    return this.says(as, { kind: "send", type, to, ref: null, text });
  }

  ack(as: string, message: string, status: AckStatus, text: string | null = null): string | null {
    return this.says(as, { kind: "ack", message, status, text });
  }

  /** Posted blocks: `poster` null is trunk. */
  posts(poster: string | null, branch: string, ...blocks: readonly Block[]): readonly Entry[] {
    return this.happens({ kind: "posted", policy: this.policy, now: this.now, poster, branch, blocks });
  }

  message(id: string): Message {
    return this.state.messages.get(id)!;
  }

  /** `sB seen, sC sent`. */
  acks(id: string): string {
    return [...this.message(id).acks].map(([who, { status }]) => `${who} ${status}`).join(", ");
  }

  /** Messages to somebody: `m2 sB answer: Because.` */
  inbox(to: string): string[] {
    return [...this.state.messages.values()]
      .filter(({ acks }) => acks.has(to))
      .map(({ id, from, type, text }) => `${id} ${from} ${type}: ${text}`);
  }

  alive(...sessions: readonly string[]): void {
    for (const session of sessions) if (isSession(session)) this.says(session, { kind: "heartbeat" });
  }
}

export const block = (more: Partial<Block> = {}): Block => ({
  id: "b1",
  at: "2026-05-31T11:00Z",
  from: "sA",
  to: "sB",
  type: "question",
  ref: null,
  status: "sent",
  text: "Why?",
  ...more,
});
