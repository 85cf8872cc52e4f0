// Reads what git prints with -z and --raw, by position and never by markers: a path may contain anything but NUL.
// The argument lists stand beside the readers because one is nothing without the other.

import { instantOf } from "../../core/instant.ts";
import type { Change, Commit, Oid, Path, TreeEntry } from "../../core/model.ts";
import { decodePath } from "../../core/path.ts";
import { Incomplete } from "../../ports.ts";
import { sessionOf, TRAILER_KEYS, trailersIn } from "../../text/trailers.ts";

/** Nothing of a user's or a server's configuration may change what is listed. */
const RAW = ["-z", "--raw", "-O/dev/null", "--no-abbrev", "--no-renames", "--no-ext-diff", "--ignore-submodules=none"];

/** `git log` of commits with their own changes; the revisions follow, or come on standard input. */
export const LOG = [
  "-c",
  "log.showRoot=true",
  "-c",
  "core.quotePath=false",
  "-c",
  "trailer.separators=:",
  "log",
  ...RAW,
  "-c",
  "-r",
  "--no-color",
  "--no-show-signature",
  "--no-notes",
  "--encoding=UTF-8",
  `--format=tformat:%H %P%n%s%n%n%ct %at%n%(trailers:${TRAILER_KEYS.map((key) => `key=${key}`).join()},unfold)`,
];

/** `git diff-tree` of two trees; they follow. */
export const DIFF_TREE = ["diff-tree", "-r", ...RAW];

/** More new commits than this in one push are not judged; git is asked for one more, to tell. */
export const MAX_COMMITS = 200_000;

/** Longer than any record or subject that can be judged. */
const MAX_TOKEN = 256 * 1024 * 1024;
const SLICE = 1024 * 1024;

/**
 * Splits a byte stream at NULs, whatever the chunks. A token is a string with one character for each byte: splitting and cutting
 * strings is several times faster than making views on buffers.
 */
export class Tokens {
  #rest = "";

  /** The tokens completed by a chunk. */
  push(chunk: Buffer): string[] {
    if (chunk.length <= SLICE) return this.#split(chunk);
    const tokens: string[][] = [];
    for (let at = 0; at < chunk.length; at += SLICE) tokens.push(this.#split(chunk.subarray(at, at + SLICE)));
    return tokens.flat();
  }

  get isComplete(): boolean {
    return this.#rest === "";
  }

  #split(chunk: Buffer): string[] {
    const tokens = chunk.toString("latin1").split("\0");
    const first = this.#rest + tokens[0];
    if (first.length > MAX_TOKEN) throw new Incomplete("git printed a record that is too long to be judged");
    tokens[0] = first;
    this.#rest = tokens.pop()!;
    return tokens;
  }
}

/** Reads `git log` as LOG asks for it, or as a hook does, which tells only the session in the third line; token by token. */
export class LogReader {
  readonly commits: Commit[] = [];
  #own: Change[] = [];
  #raw: RawRecord | null = null;

  push(token: string): void {
    if (this.#raw !== null) {
      this.#own.push(changeOf(this.#raw, token));
      this.#raw = null;
      return;
    }
    // What separates a message from its records: nothing for a merge, a newline else.
    if (token === "") return;
    const from = token.startsWith("\n") ? 1 : 0;
    if (token.startsWith(":", from)) this.#raw = rawRecord(token, from);
    else this.#begin(token);
  }

  /** Did the stream stop between two commits? */
  get isComplete(): boolean {
    return this.#raw === null;
  }

  #begin(token: string): void {
    const text = Buffer.from(token, "latin1").toString("utf8");
    const first = text.indexOf("\n");
    const second = text.indexOf("\n", first + 1);
    if (first === -1 || second === -1) throw new Incomplete("git log printed what cannot be read");
    const [oid = "", ...parents] = text.slice(0, first).split(" ").filter(Boolean);
    if (!/^[0-9a-f]{40,64}$/.test(oid)) throw new Incomplete("git log printed a commit without an id");
    if (this.commits.length === MAX_COMMITS)
      throw new Incomplete(
        `the push has more than ${MAX_COMMITS} new commits`,
        "push it in parts, or let an administrator import it",
      );
    this.#own = [];
    const [session = "", times, ...lines] = text.slice(second + 1).split("\n");
    const [at = null, authoredAt = null] = times?.split(" ").map(instantOfSeconds) ?? [];
    const trailers = trailersIn(lines);
    this.commits.push({
      oid,
      parents,
      subject: text.slice(first + 1, second),
      session: times === undefined ? session.trim() || null : sessionOf(trailers),
      trailers,
      at,
      authoredAt,
      own: this.#own,
    });
  }
}

/** The last second of the year 9999: nobody's clock is right beyond. */
const LAST_SECOND = 253_402_300_799;

const instantOfSeconds = (text: string): string =>
  instantOf(1_000 * Math.min(LAST_SECOND, Math.max(0, Math.floor(Number(text)) || 0)));

/** Reads `git diff-tree` as DIFF_TREE asks for it. */
export function readChanges(tokens: readonly string[]): Change[] {
  const changes: Change[] = [];
  for (let at = 0; at + 1 < tokens.length; at += 2) changes.push(changeOf(rawRecord(tokens[at]!, 0), tokens[at + 1]!));
  if (tokens.length % 2 !== 0) throw new Incomplete("git diff-tree stopped in the middle of a record");
  return changes;
}

interface RawRecord {
  readonly before: TreeEntry | null;
  readonly after: TreeEntry | null;
}

/** `:mode mode oid oid S`, or for a merge of n parents `::` with n modes and ids before those of the merge. */
function rawRecord(token: string, from: number): RawRecord {
  let parents = 0;
  while (token.startsWith(":", from + parents)) parents++;
  const fields = token.slice(from + parents).split(" ");
  const [mode, oid] = [fields[0], fields[parents + 1]];
  const [nextMode, nextOid] = [fields[parents], fields[2 * parents + 1]];
  if (parents === 0 || !mode || !oid || !nextMode || !nextOid)
    throw new Incomplete("git printed a record that cannot be read");
  return { before: entry(mode, oid), after: entry(nextMode, nextOid) };
}

const entry = (mode: string, oid: Oid): TreeEntry | null => (mode === "000000" ? null : { mode, oid });

const changeOf = ({ before, after }: RawRecord, path: string): Change => ({ path: pathOfToken(path), before, after });

const NOT_ASCII = /[^\x00-\x7f]/;

/** The path that a token's bytes are. */
export const pathOfToken = (token: string): Path =>
  NOT_ASCII.test(token) ? decodePath(Buffer.from(token, "latin1")) : token;

/** A path's bytes, the quick way where they are plain. */
export function pathOf(bytes: Buffer): Path {
  const text = bytes.toString("utf8");
  return text.includes("\ufffd") ? decodePath(bytes) : text;
}
