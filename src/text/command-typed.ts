// The forms that people typed before there were commands: `CLAIM sA | src/api/** | until 2026-05-31T18:00Z`, `DONE …`, `DROP …`,
// `BLOCK …`, `NOTE …`. A line that only begins with such a word is prose where the form needs more.
import type { Command } from "../core/commands/command.ts";
import { claimed, option, patternIn } from "./command-claim.ts";
import { readVerb, released } from "./command-verbs.ts";
import { oneLine, type Problem, trouble, type Word, wordsOf } from "./command-words.ts";

const FORM = /^(CLAIM|DONE|DROP|BLOCK|NOTE)(?:\s+([\s\S]*))?$/;
const WHO = /^[A-Za-z0-9][\w.-]{0,63}$/;
const USAGE = "write CLAIM sA | src/api/** | until 2026-05-31T18:00Z, or /claim src/api/**";

export interface Typed {
  readonly as: string | null;
  /** One form may be two commands. */
  readonly reads: readonly (Command | Problem)[];
}

/** Null where a line is no such form. */
export function typed(line: string): Typed | null {
  const [, form, input = ""] = FORM.exec(line) ?? [];
  const parts = input.split("|").map((part) => part.trim());
  switch (form) {
    case "CLAIM":
      return claimTyped(input, parts);
    case "DONE":
      return doneTyped(parts);
    case "DROP":
      return dropTyped(parts);
    case "BLOCK":
    case "NOTE": {
      const [who, text] = whoOf(input);
      return text === "" ? null : { as: who, reads: [readVerb(form === "NOTE" ? "note" : "warn", text)] };
    }
    default:
      return null;
  }
}

function claimTyped(input: string, [who = "", what = "", ...more]: readonly string[]): Typed | null {
  const isBare = !input.includes("|");
  if (isBare) {
    const [first] = said(input);
    return first !== undefined && isPath(first)
      ? { as: null, reads: [trouble("nothing says who claims", USAGE)] }
      : null;
  }
  if (!WHO.test(who)) return { as: null, reads: [trouble("nothing says who claims", USAGE)] };
  let how: { lasts: number | null; until: string | null; task: string | null } = {
    lasts: null,
    until: null,
    task: null,
  };
  const reasons: string[] = [];
  for (const part of more) {
    const [, key, value = ""] = /^(until|for|task)\s+(\S+)$/.exec(part) ?? [];
    if (key === "until" || key === "for" || key === "task") {
      const found = option(key, { text: value, quoted: false });
      if ("problem" in found) return { as: who, reads: [found] };
      how = { ...how, ...found };
    } else if (/^(?:until|for)\b/.test(part)) {
      return { as: who, reads: [trouble("the end of the claim cannot be read", USAGE)] };
    } else if (part !== "") reasons.push(part);
  }
  const words = said(what);
  const isList = words.length === 1 || what.split(",").every((each) => !/\s/.test(each.trim()));
  const isMixed = words.some(isPath);
  const paths = isMixed ? words.filter(isPath) : isList ? words : [];
  const rest = isMixed || !isList ? words.filter((word) => !isPath(word)).map(({ text }) => text) : [];
  const reason = oneLine([rest.join(" "), ...reasons].filter((each) => each !== "").join("; "));
  return {
    as: who,
    reads: [
      claimed(
        paths.map(({ text }) => text),
        { mode: "exclusive", ...how },
        reason || null,
      ),
    ],
  };
}

function doneTyped(parts: readonly string[]): Typed | null {
  const [who = "", ...said] = parts;
  if (parts.length === 1) return /^s[A-Z][A-Z0-9]?$/.test(who) ? { as: who, reads: [released("all", null)] } : null;
  if (who !== "" && !WHO.test(who)) return null;
  const text = said.join(" | ").trim();
  const note = text === "" ? [] : [readVerb("note", text)];
  return { as: who || null, reads: [released("all", null), ...note] };
}

function dropTyped(parts: readonly string[]): Typed | null {
  const hasWho = parts.length === 2 && (parts[0] === "" || WHO.test(parts[0]!));
  if (parts.length > 1 && !hasWho) return null;
  const words = said(parts.at(-1)!);
  // Without a bar it might be any sentence.
  const isClear =
    words.length > 0 &&
    words.every((word) => isPath(word) || /^(?:[cm]\d+|q[0-9a-f]{12}(?:-\d+)?|all)$/.test(word.text));
  if (words.length === 0 || (!hasWho && !isClear)) return null;
  const isAll = words.length === 1 && words[0]!.text === "all" && !words[0]!.quoted;
  return { as: (hasWho && parts[0]) || null, reads: [released(isAll ? "all" : words.map(({ text }) => text), null)] };
}

/** Words between commas and spaces. */
function said(text: string): readonly Word[] {
  const read = wordsOf(text.replace(/,(?=\S)/g, ", "));
  return "problem" in read ? [] : read.words.map((word) => ({ ...word, text: patternIn(word) }));
}

const isPath = ({ text, quoted }: Word): boolean => quoted || /[/*]|^[^\s.]*\.\w+$/.test(text);

/** Who says it, where a name stands before the first bar. */
function whoOf(input: string): readonly [who: string | null, text: string] {
  const bar = input.indexOf("|");
  const who = input.slice(0, Math.max(0, bar)).trim();
  return bar !== -1 && (who === "" || WHO.test(who))
    ? [who || null, input.slice(bar + 1).trim()]
    : [null, input.trim()];
}
