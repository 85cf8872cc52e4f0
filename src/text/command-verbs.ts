// The commands by name (PROTOCOL §6) and what may follow each; comments, trailers, the command line and HTTP read them alike.
import type { Command } from "../core/commands/command.ts";
import { RULE_IDS } from "../core/finding.ts";
import { ACKS, type AckStatus } from "../core/messages/messages.ts";
import { nearest } from "../core/similar.ts";
import { claimOf } from "./command-claim.ts";
import { jobOf } from "./command-job.ts";
import { firstWord, isDashes, oneLine, type Problem, trouble, wordsOf } from "./command-words.ts";
import { show } from "./yaml-node.ts";

type Read = (input: string) => Command | Problem;

const readers = {
  claim: claimOf,
  release: releaseOf,
  ack: ackOf,
  tell: (input) => sendOf("tell", "note", input),
  ask: (input) => sendOf("ask", "question", input),
  handoff: handoffOf,
  found: (input) => postOf("found", "discovery", input),
  note: (input) => postOf("note", "note", input),
  warn: (input) => postOf("warn", "warning", input),
  keep: keepOf,
  task: (input) => ({ kind: "task", text: input.trim() }),
  cancel: cancelOf,
  heartbeat: (input) => bare("heartbeat", input, { kind: "heartbeat" }),
  job: jobOf,
  round: roundOf,
  override: overrideOf,
  status: (input) => bare("status", input, { kind: "ask-state", about: "status" }),
  help: (input) => bare("help", input, { kind: "ask-state", about: "help" }),
} as const satisfies Readonly<Record<string, Read>>;

export type Verb = keyof typeof readers;
export const VERBS: readonly Verb[] = Object.keys(readers) as Verb[];
export const isVerb = (word: string): word is Verb => Object.hasOwn(readers, word);

/** What follows a command's name, read. Any text is a command or has a problem. */
export const readVerb = (verb: Verb, input: string): Command | Problem => readers[verb](input);

const MAX_WORD = 200;
const MAX_THINGS = 100;

function releaseOf(input: string): Command | Problem {
  const read = wordsOf(input);
  if ("problem" in read) return read;
  const { words, reason } = read;
  const isAll = words.length === 0 || words.some(({ text, quoted }) => text === "all" && !quoted);
  if (isAll && words.length > 1)
    return trouble("this releases everything and something", "write /release all, or what to release");
  return released(isAll ? "all" : words.map(({ text, quoted }) => (quoted ? text : text.replace(/,$/, ""))), reason);
}

/** The release of some things, or why there is none. */
export function released(what: "all" | readonly string[], reason: string | null): Command | Problem {
  if (what.length > MAX_THINGS) return trouble(`these are more than ${MAX_THINGS} things`, "write /release all");
  if (what !== "all" && what.some((each) => each === "" || each.length > MAX_WORD))
    return trouble("a pattern to release is empty or too long", "write it as it was claimed");
  return {
    kind: "release",
    what: what === "all" ? what : [...new Set(what)],
    reason: reason === null ? null : oneLine(reason),
  };
}

function ackOf(input: string): Command | Problem {
  const read = wordsOf(input);
  if ("problem" in read) return read;
  const [message, status = { text: "seen" }, ...more] = read.words;
  if (message === undefined) return trouble("nothing says which message", "write /ack m1 done");
  if (message.text.length > MAX_WORD) return trouble("no message has so long an id", "write /ack m1 done");
  if (more.length > 0) return trouble("there are too many words", `write /ack ${message.text} done -- what to say`);
  const known = ACKS.find((each) => each === status.text);
  if (known === undefined) {
    const meant = nearest(status.text, ACKS);
    return trouble(
      `${show(status.text)} is not what becomes of a message`,
      meant === null ? `there are ${ACKS.join(", ")}` : `did you mean ${meant}?`,
    );
  }
  return { kind: "ack", message: message.text, status: known satisfies AckStatus, text: read.reason };
}

function sendOf(verb: string, type: "note" | "question", input: string): Command | Problem {
  const [to, text] = addressed(input);
  if (to === "") return trouble("nothing says to whom", `write /${verb} sB and what to say`);
  if (text === "") return trouble(`nothing is said to ${show(to)}`, `write /${verb} ${to} and what to say`);
  return { kind: "send", type, to, ref: null, text };
}

function handoffOf(input: string): Command | Problem {
  const [to, said] = addressed(input);
  if (to === "") return trouble("nothing says to whom", "write /handoff sB task #12 and what is to be done");
  const [first, rest] = firstWord(said);
  const [ref, behind] = first === "task" ? firstWord(rest) : [null, said];
  if (ref === "") return trouble("nothing says which task", `write /handoff ${to} task #12 and what is to be done`);
  if (ref !== null && ref.length > MAX_WORD) return trouble(`a task's name is longer than ${MAX_WORD} characters`);
  const [dashes, after] = firstWord(behind);
  const text = isDashes(dashes) ? after : behind;
  // A task says enough by itself.
  if (text === "" && ref === null)
    return trouble(`nothing is handed to ${show(to)}`, `write /handoff ${to} and what is to be done`);
  return { kind: "send", type: "handoff", to, ref, text };
}

/** An address may end in a colon, as people write to each other. */
function addressed(input: string): readonly [to: string, text: string] {
  const [word, text] = firstWord(input);
  return [word.slice(0, MAX_WORD).replace(/(?<=.)[:,]$/, ""), text];
}

function postOf(verb: string, type: "discovery" | "note" | "warning", input: string): Command | Problem {
  const text = input.trim();
  return text === "" ? trouble("nothing is said", `write /${verb} and what to say`) : { kind: "post", type, text };
}

function keepOf(input: string): Command | Problem {
  const [key, text] = firstWord(input);
  if (key === "") return trouble("nothing says under which key", "write /keep gate passed at 12:00");
  return key.length > MAX_WORD ? trouble(`a key is longer than ${MAX_WORD} characters`) : { kind: "keep", key, text };
}

function cancelOf(input: string): Command | Problem {
  const [message, rest] = firstWord(input);
  return message === "" || rest !== "" || message.length > MAX_WORD
    ? trouble("nothing says which message", "write /cancel m1")
    : { kind: "cancel", message };
}

function roundOf(input: string): Command | Problem {
  const [verb, rest] = firstWord(input);
  if (verb === "" || (verb === "status" && rest === "")) return { kind: "ask-state", about: "rounds" };
  if (verb !== "close" && verb !== "reopen")
    return trouble(`/round ${oneLine(verb).slice(0, 60)} is not known; there are status, close N and reopen N`);
  if (!/^[1-9]\d{0,8}$/.test(rest)) return trouble("say which round", `/round ${verb} 5`);
  return { kind: "round", verb, round: Number(rest) };
}

function overrideOf(input: string): Command | Problem {
  const usage = "write /override claim-overlap on framework/round-5 -- why";
  const read = wordsOf(input);
  if ("problem" in read) return read;
  const [rule, on, branch, ...more] = read.words;
  if (rule === undefined) return trouble("nothing says which rule", usage);
  if (!RULE_IDS.some((id) => id === rule.text)) {
    const meant = nearest(rule.text, RULE_IDS);
    return trouble(`${show(rule.text)} is not a rule`, meant === null ? usage : `did you mean ${meant}?`);
  }
  if (more.length > 0 || (on !== undefined && (on.text !== "on" || branch === undefined)))
    return trouble("this does not say on which branch", usage);
  if (read.reason === null) return trouble("nothing says why", usage);
  return { kind: "override", rule: rule.text, branch: branch?.text ?? null, reason: oneLine(read.reason) };
}

const bare = (verb: string, input: string, command: Command): Command | Problem =>
  input.trim() === "" ? command : trouble(`nothing follows /${verb}`, `write /${verb} alone`);
