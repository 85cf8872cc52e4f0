// Commands as people type them (PROTOCOL §6), one at the start of a line, whatever carries the text: a comment, the command line, HTTP.
// What stands in code, quotations and HTML comments is none.
import type { Command as Said } from "../core/commands/command.ts";
import { nearest } from "../core/similar.ts";
import { sayable } from "./command-prose.ts";
import { typed } from "./command-typed.ts";
import { isVerb, readVerb, VERBS } from "./command-verbs.ts";
import { type Problem, trouble } from "./command-words.ts";

export interface SayingRead {
  /** The line as it was said, with those it was continued on. */
  readonly line: string;
  /** Whom the line says it is said for: a session's id, a team's name, whatever else stands there; null where it says nothing. */
  readonly as: string | null;
  readonly command: Said | null;
  /** Why there is no command, a sentence without its full stop. */
  readonly problem: string | null;
  readonly fix: string | null;
}

/** In UTF-16 code units; longer texts are not read. */
export const MAX_TEXT = 64 * 1024;
/** More commands are not read from one text. */
export const MAX_SAYINGS = 50;

const SLASH = /^(?:[Aa]s (\S{1,80}): +)?\/([A-Za-z][A-Za-z-]*:?)(?=\s|$)/;

/** The commands of a text in order, and what is wrong with those that nearly are; never throws. */
export function parseSayings(text: string): SayingRead[] {
  if (text.length > MAX_TEXT) return tooLong(text);
  const reads: SayingRead[] = [];
  for (const line of sayable(text, isSaid, MAX_SAYINGS + 1)) {
    if (reads.length >= MAX_SAYINGS) {
      const { problem, fix } = trouble(`there are more than ${MAX_SAYINGS} commands`, "say the rest again, by itself");
      return [...reads.slice(0, MAX_SAYINGS), { line: shorten(line), as: null, command: null, problem, fix }];
    }
    reads.push(...readLine(line));
  }
  return reads;
}

/** Somebody who said nothing to us is not answered, however long it was. */
function tooLong(text: string): SayingRead[] {
  const line = /^(?:[Aa]s \S{1,80}: +)?\/([a-z]{1,20})(?=\s|$).*/gm;
  for (const [whole, verb = ""] of text.matchAll(line)) {
    if (!isVerb(verb)) continue;
    const { problem, fix } = trouble("this text is longer than 64 KiB and was not read", "say the command by itself");
    return [{ line: shorten(whole), as: null, command: null, problem, fix }];
  }
  return [];
}

const shorten = (line: string): string => line.slice(0, 200);

function isSaid(line: string): boolean {
  const [, as, verb = ""] = SLASH.exec(line) ?? [];
  return verb === "" ? typed(line) !== null : as !== undefined || isVerb(verb) || nearest(verb, VERBS) !== null;
}

function readLine(line: string): SayingRead[] {
  // A backslash at the end of a line keeps the next one with it.
  const whole = line
    .split("\n")
    .map((each, index, all) => (index < all.length - 1 ? each.slice(0, -1) : each))
    .join("\n");
  const found = SLASH.exec(whole);
  if (found === null) {
    const form = typed(whole);
    return form === null ? [] : form.reads.map((read) => saying(line, form.as, read));
  }
  const [prefix, as = null, verb = ""] = found;
  return [saying(line, as, isVerb(verb) ? readVerb(verb, whole.slice(prefix.length)) : unknown(verb))];
}

function unknown(verb: string): Problem {
  const meant = nearest(verb, VERBS);
  return trouble(
    `/${verb.slice(0, 40)} is not known`,
    meant === null ? `there are ${VERBS.map((each) => `/${each}`).join(" ")}` : `did you mean /${meant}?`,
  );
}

const saying = (line: string, as: string | null, read: Said | Problem): SayingRead =>
  "problem" in read
    ? { line, as, command: null, problem: read.problem, fix: read.fix }
    : { line, as, command: read, problem: null, fix: null };
