// What `/claim` and `Claim:` say: patterns, and how, how long, for what and why they are claimed.
import type { Command } from "../core/commands/command.ts";
import { parseDuration } from "../core/duration.ts";
import { patternProblem } from "../core/glob.ts";
import { instantOf, msOf } from "../core/instant.ts";
import { oneLine, type Problem, trouble, type Word, wordsOf } from "./command-words.ts";
import { show } from "./yaml-node.ts";

/** So many patterns are one claim. */
export const MAX_PATTERNS = 100;
const MAX_REF = 200;

type Claim = Command & { kind: "claim" };

export function claimOf(input: string): Command | Problem {
  const read = wordsOf(input);
  if ("problem" in read) return read;
  const paths: string[] = [];
  let claim: Pick<Claim, "mode" | "lasts" | "until" | "task"> = {
    mode: "exclusive",
    lasts: null,
    until: null,
    task: null,
  };
  for (let at = 0; at < read.words.length; at += 1) {
    const word = read.words[at]!;
    const key = word.quoted ? null : word.text;
    if (key === "shared") {
      claim = { ...claim, mode: "shared" };
    } else if (key === "for" || key === "until" || key === "task") {
      at += 1;
      const said = option(key, read.words[at]);
      if ("problem" in said) return said;
      claim = { ...claim, ...said };
    } else paths.push(patternIn(word));
  }
  return claimed(paths, claim, read.reason);
}

/** Patterns may be separated by commas as well. */
export const patternIn = ({ text, quoted }: Word): string =>
  !quoted && text.length > 1 && text.endsWith(",") ? text.slice(0, -1) : text;

/** The claim of some paths, or why there is none. */
export function claimed(
  paths: readonly string[],
  how: Pick<Claim, "mode" | "lasts" | "until" | "task">,
  reason: string | null,
): Command | Problem {
  const all = [...new Set(paths)];
  if (all.length === 0)
    return trouble("nothing says which paths", 'write /claim src/api/** for 2h; one called shared is written "shared"');
  if (all.length > MAX_PATTERNS)
    return trouble(`these are more than ${MAX_PATTERNS} patterns`, "claim directories: src/api/");
  for (const path of all) {
    const wrong = patternProblem(path);
    if (wrong !== null) return trouble(`the pattern ${show(path)} is refused: ${wrong.message}`);
  }
  return { kind: "claim", paths: all, ...how, reason: reason === null ? null : oneLine(reason) };
}

/** What follows `for`, `until` or `task`. */
export function option(
  key: "for" | "until" | "task",
  word: Word | undefined,
): Partial<Pick<Claim, "lasts" | "until" | "task">> | Problem {
  const text = word?.text ?? "";
  if (key === "task") {
    if (text === "") return trouble("nothing says which task", "write task #12");
    return text.length > MAX_REF ? trouble(`a task's name is longer than ${MAX_REF} characters`) : { task: text };
  }
  if (key === "until") {
    const ms = msOf(text);
    return Number.isNaN(ms)
      ? trouble(`${show(text)} is not an instant`, "write it in UTC: until 2026-05-31T18:00Z")
      : { until: instantOf(ms) };
  }
  const lasts = parseDuration(text);
  if (lasts === null || lasts === 0)
    return trouble(`${show(text)} is not a duration`, "write for 2h or for 1h30m; a reason stands behind two dashes");
  return { lasts };
}
