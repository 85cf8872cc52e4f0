// `done` by plain git: the reply file of the round whose branch one stands on, committed and pushed. Pushing is the signal (PROTOCOL §4).
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { ReplyStatus } from "../../core/rounds/rounds.ts";
import { parseReply } from "../../text/reply.ts";
import { type Landed, land } from "./commit.ts";
import { type Checkout, NotHere } from "./git.ts";

export interface Answer {
  readonly round: number;
  readonly team: string;
  /** The session that answers, where it says so in the subject. */
  readonly session: string | null;
  readonly status: ReplyStatus | null;
  /** Null: what stands in the work tree's file, or a word where there is none. */
  readonly text: string | null;
  /** The reply file's path. */
  readonly file: string;
}

export interface Replied extends Landed {
  readonly status: ReplyStatus;
}

/** Write the reply, commit and push it. Throws NotHere where the file's own text cannot be read as a reply. */
export async function reply(checkout: Checkout, answer: Answer): Promise<Replied> {
  const { round, session, file } = answer;
  const theirs = answer.text === null ? await readFile(join(checkout.root, file)).catch(() => null) : null;
  const bytes = theirs === null || answer.status !== null ? printed(answer, theirs) : theirs;
  const { value, complaints } = parseReply(bytes, file);
  if (value === null || (value.round ?? round) !== round)
    throw new NotHere(
      complaints[0]?.message ?? `${file} answers round ${value?.round}, and this is round ${round}`,
      `say it anew: lanekeeper done "…"`,
    );
  const { tip } = await checkout.head();
  if ((await checkout.file(tip, file))?.bytes.equals(bytes) === true)
    throw new NotHere(`${file} says so already`, "git push, if it was not pushed");
  const message = `${session === null ? "" : `[${session}] `}docs(rounds): answer round ${round}, ${value.status}\n`;
  const draft = { message, files: [{ path: file, bytes }], fromWorkTree: theirs !== null };
  return { ...(await land(checkout, draft)), status: value.status };
}

/** Front matter and text; of a file that is there the text is kept. */
function printed({ round, team, status, text }: Answer, theirs: Uint8Array | null): Uint8Array {
  const kept = theirs === null ? null : (parseReply(theirs, "").value?.text ?? null);
  const known = status ?? "done";
  const body = (text ?? kept ?? `${known[0]!.toUpperCase()}${known.slice(1)}.`).replace(/\r\n?/g, "\n").trim();
  return Buffer.from(`---\nround: ${round}\nteam: ${team}\nstatus: ${known}\n---\n${body}\n`);
}
