// What `/job` says: that a command runs under supervision, that it still does, how it ended.
import type { Command } from "../core/commands/command.ts";
import { parseDuration } from "../core/duration.ts";
import { firstWord, oneLine, type Problem, trouble, type Word, wordsOf } from "./command-words.ts";
import { show } from "./yaml-node.ts";

type Job<Verb> = Command & { readonly kind: "job"; readonly verb: Verb };

const START = "write /job start j1 every 1m [on MACHINE] [tell sB] -- npm test";
const END = "write /job end j1 code 0 [-- last lines], or /job end j1 signal SIGKILL";
const BEATS = { least: 1_000, most: 3_600_000 } as const;
const MAX_WORD = 200;

export function jobOf(input: string): Command | Problem {
  const [verb, rest] = firstWord(input);
  const read = wordsOf(rest);
  if ("problem" in read) return read;
  const [id, ...words] = read.words;
  if (verb !== "start" && verb !== "beat" && verb !== "end")
    return trouble("this says neither that a job starts, nor that it runs, nor that it ends", START);
  if (id === undefined || !/^[A-Za-z0-9][\w.-]{0,39}$/.test(id.text))
    return trouble("nothing says which job", verb === "end" ? END : START);
  if (verb === "start") return startOf(id.text, words, read.reason);
  if (verb === "end") return endOf(id.text, words, read.reason);
  return words.length > 0 || read.reason !== null
    ? trouble("nothing follows a beat", `write /job beat ${id.text} alone`)
    : { kind: "job", verb, id: id.text };
}

function startOf(id: string, words: readonly Word[], line: string | null): Command | Problem {
  if (line === null) return trouble("nothing says what runs", START);
  let said: Pick<Job<"start">, "on" | "to"> & { beats: number | null } = { beats: null, on: null, to: null };
  for (let at = 0; at < words.length; at += 2) {
    const [key, value = ""] = [words[at]!.text, words[at + 1]?.text];
    if (value === "" || value.length > MAX_WORD)
      return trouble(`what follows ${show(key)} is missing or too long`, START);
    if (key === "every") said = { ...said, beats: parseDuration(value) ?? 0 };
    else if (key === "on") said = { ...said, on: value };
    else if (key === "tell") said = { ...said, to: value };
    else return trouble(`${show(key)} means nothing here`, START);
  }
  const { beats, ...rest } = said;
  if (beats === null || beats < BEATS.least || beats > BEATS.most)
    return trouble("a job is heard of every 1s at most and every 1h at least", START);
  return { kind: "job", verb: "start", id, beats, ...rest, line: oneLine(line) };
}

function endOf(id: string, [how, value, ...more]: readonly Word[], text: string | null): Command | Problem {
  if (how === undefined || value === undefined || more.length > 0)
    return trouble("this does not say how it ended", END);
  if (how.text === "code" && /^\d{1,10}$/.test(value.text))
    return { kind: "job", verb: "end", id, code: Number(value.text), signal: null, text };
  if (how.text === "signal" && /^SIG[A-Z0-9]{1,20}$/.test(value.text))
    return { kind: "job", verb: "end", id, code: null, signal: value.text, text };
  return trouble("this does not say how it ended", END);
}
