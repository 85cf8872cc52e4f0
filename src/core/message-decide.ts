// What has become true of messages: sent, moved by whoever may, handed back, nudged by time.
import type { Command, Saying } from "./command.ts";
import type { Entry, Instant } from "./entry.ts";
import type { HostEvent } from "./event.ts";
import type { MessageEntry } from "./message-entry.ts";
import type { Ruling } from "./ruling.ts";
import type { State } from "./state.ts";

type Spoken = Saying & { readonly as: string };

export function send(_state: State, _saying: Spoken, _command: Command & { kind: "send" }): Ruling {
  throw new Error("send");
}
export function ack(_state: State, _saying: Spoken, _command: Command & { kind: "ack" }): Ruling {
  throw new Error("ack");
}
export function cancel(_state: State, _saying: Spoken, _command: Command & { kind: "cancel" }): Ruling {
  throw new Error("cancel");
}
export function post(_saying: Spoken, _command: Command & { kind: "post" }): Ruling {
  throw new Error("post");
}
/** Blocks of queue files: new ones are sent, a changed status is an ack by whoever's branch it is on. */
export function readBlocks(_state: State, _event: HostEvent & { kind: "posted" }): readonly Entry[] {
  return [];
}
/** Messages that wait for too long. */
export function nudgeMessages(_state: State, _now: Instant): readonly Entry[] {
  return [];
}
/** What a session had taken and not finished goes back to `sent`. */
export function handBack(
  _state: State,
  _session: string,
  _reason: string,
): readonly (MessageEntry & { kind: "handed-back" })[] {
  return [];
}
/** What was handed back when a session was reaped is claimed by it again, where nobody else took it. */
export function giveBack(_state: State, _session: string, _ids: readonly string[]): readonly Entry[] {
  return [];
}
/** `/release <message-id>`: whoever took a message gives it back, with the reason kept. */
export function putBack(_state: State, _saying: Spoken, _id: string, _reason: string | null): Ruling {
  throw new Error("putBack");
}
