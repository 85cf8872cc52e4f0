// What a session says where no server is asked: a claim, an ack, a task as a commit's trailer, a message as a block of a queue file. The
// server reads both once it sees the push (PROTOCOL §6 and §7).
import { type Command, isSession } from "../../core/commands/command.ts";
import type { Instant } from "../../core/entry.ts";
import { printCommand } from "../../text/command-print.ts";
import { parseQueue } from "../../text/queue.ts";
import { printBlock, withBlock } from "../../text/queue-print.ts";
import { trailerSayings, trailersOf } from "../../text/trailers.ts";
import { type Draft, type Landed, land } from "./commit.ts";
import { type Checkout, NotHere } from "./git.ts";

/** Who speaks where. */
export interface Place {
  /** A session's id, a team's name, `human`. */
  readonly speaker: string;
  /** Whose branch it is that one stands on; null: nobody's. */
  readonly owner: string | null;
  /** Is it trunk, where trailers do not count? */
  readonly isTrunk: boolean;
  /** The folder of queue files. */
  readonly queue: string;
}

export interface Carried extends Landed {
  /** The message's id, as the server will know it; null for what is no message. */
  readonly id: string | null;
  /** The queue file; null for a trailer. */
  readonly file: string | null;
}

/** Can plain git carry it? */
export const isCarried = ({ kind }: Command): boolean => kind in TRAILERS || kind === "send" || kind === "post";

const TRAILERS = { claim: "Claim", release: "Release", ack: "Ack", task: "Task" } as const;

/** Commit it and push. Throws NotHere for what git cannot carry from here. */
export async function sayByGit(checkout: Checkout, place: Place, command: Command, now: Instant): Promise<Carried> {
  if (command.kind === "send" || command.kind === "post") {
    const letter = letterOf(command, place.speaker, now);
    const file = `${place.queue}/to-${nameOf(letter.to)}.md`;
    const { tip } = await checkout.head();
    const { bytes, id } = written((await checkout.file(tip, file))?.bytes ?? Buffer.alloc(0), letter, file);
    const message = messageOf(place, `${letter.type} to ${letter.to}`, []);
    return { ...(await land(checkout, { message, files: [{ path: file, bytes }] })), id, file };
  }
  return { ...(await land(checkout, trailerOf(place, command))), id: null, file: null };
}

type Letter = Parameters<typeof printBlock>[0];

function letterOf(command: Command & { kind: "send" | "post" }, from: string, at: Instant): Letter {
  const { type, text } = command;
  return command.kind === "post"
    ? { at, from, to: "all", type, ref: null, text }
    : { at, from, to: command.to, type, ref: command.ref, text };
}

/** The file's part of an address: a session of another project is that session, all of one are all. */
function nameOf(address: string): string {
  const name = address.replace(/^[A-Za-z0-9][A-Za-z0-9._-]*:(?=.)/, "").replace(/^\*$/, "all");
  if (/^[A-Za-z0-9][A-Za-z0-9._-]{0,79}$/.test(name)) return name;
  throw new NotHere(`${address.slice(0, 80)} is no address`, "write to a session, a team, human or all");
}

/** The file with one more message, which reads back as it was said. */
function written(file: Uint8Array, letter: Letter, path: string): { readonly bytes: Uint8Array; readonly id: string } {
  const bytes = withBlock(file, printBlock(letter));
  const [before, after] = [parseQueue(file, path).blocks, parseQueue(bytes, path).blocks];
  const last = after.at(-1);
  if (last === undefined || after.length !== before.length + 1 || last.from !== letter.from)
    throw new NotHere(`${path} takes no more messages`, "delete what is done from it, or see that it is UTF-8 text");
  return { bytes, id: last.id };
}

function trailerOf(place: Place, command: Command): Draft {
  if (!(command.kind in TRAILERS)) throw new NotHere(`plain git cannot carry ${command.kind}`, "ask the server");
  if (place.isTrunk)
    throw new NotHere("a trailer says nothing on trunk", "git switch to a session's branch, or lanekeeper start");
  const one = onOneLine(command);
  const said = printCommand(one)
    .replace(/^\/\S+ ?/, "")
    .replace(/\s*\n\s*/g, " ");
  const key = TRAILERS[command.kind as keyof typeof TRAILERS];
  const message = messageOf(place, `${command.kind} ${said}`, [`${key}: ${said}`]);
  const [read, ...more] = trailerSayings(trailersOf(message));
  if (more.length > 0 || JSON.stringify(read?.command) !== JSON.stringify(one))
    throw new NotHere(
      `this cannot stand in a trailer: ${read?.problem ?? "it would be read as something else"}`,
      "say it shorter and plainer",
    );
  return { message, files: [] };
}

/** Texts of it without ends of lines: a trailer is one line. */
function onOneLine(command: Command): Command {
  const one = (text: string | null) => (text === null ? null : text.replace(/[\s\p{Cc}]+/gu, " ").trim() || null);
  switch (command.kind) {
    case "claim":
    case "release":
      return { ...command, reason: one(command.reason) };
    case "ack":
      return { ...command, text: one(command.text) };
    case "task":
      return { ...command, text: one(command.text) ?? "" };
    default:
      return command;
  }
}

const MAX_SUBJECT = 72;

/** `[sA] claim src/api/**`, and the trailers. */
function messageOf({ speaker, owner }: Place, about: string, trailers: readonly string[]): string {
  const plain = about.replace(/[\s\p{C}]+/gu, " ").trim();
  const whole = `${isSession(speaker) ? `[${speaker}] ` : ""}${plain}`;
  const subject = [...whole].length > MAX_SUBJECT ? `${[...whole].slice(0, MAX_SUBJECT - 1).join("")}…` : whole;
  // The branch says whose it is, where it is somebody's.
  const session = owner === speaker || trailers.length === 0 ? [] : [`Session: ${speaker}`];
  return `${[subject, ...(trailers.length === 0 ? [] : ["", ...trailers, ...session])].join("\n")}\n`;
}
