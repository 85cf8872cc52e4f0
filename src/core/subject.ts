// The subject of a commit: the `[sX]` prefix, and what git puts in front of a subject by itself (PROTOCOL §3). Pure.
import type { SessionId } from "./policy.ts";

const PREFIX = /^\[(?<sid>s[A-Z][A-Z0-9]?)\] \S/;
const AUTOSQUASH = /^(?:fixup|squash|amend)! /;
const UNDO = /^(?:Revert|Reapply) "/;

/** The session a subject names, or null. */
export const prefixOf = (subject: string): SessionId | null => PREFIX.exec(subject)?.groups?.sid ?? null;

/** Subjects that git itself wrote for an undo; the prefix rule exempts them. */
export const isUndo = (subject: string): boolean => UNDO.test(subject);

/** Without `fixup! `, `squash! ` and `amend! `, repeatedly. */
export const withoutAutosquash = (subject: string): string => strip(subject, (text) => text.replace(AUTOSQUASH, ""));

/** Without anything git puts in front, repeatedly: what says whose commit it is where commits land on trunk. */
export const bare = (subject: string): string =>
  strip(subject, (text) => text.replace(AUTOSQUASH, "").replace(UNDO, ""));

function strip(subject: string, once: (text: string) => string): string {
  for (let text = subject; ; ) {
    const next = once(text);
    if (next === text) return text;
    text = next;
  }
}
