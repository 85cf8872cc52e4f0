// Reads what git prints with -z and --raw, by position and never by markers: a path may contain anything but NUL.
// The argument lists stand beside the readers because one is nothing without the other.
import type { Change, Commit, Oid, TreeEntry } from "../../core/model.ts";
import { decodePath } from "../../core/path.ts";
import { Incomplete } from "../../ports.ts";

/** Nothing of a user's or a server's configuration may change what is listed. */
const RAW = ["-z", "--raw", "-O/dev/null", "--no-abbrev", "--no-renames", "--no-ext-diff", "--ignore-submodules=none"];

/** `git log` of commits with their own changes; the revisions follow, or come on standard input. */
export const LOG = [
  "-c",
  "log.showRoot=true",
  "-c",
  "core.quotePath=false",
  "log",
  ...RAW,
  "-c",
  "-r",
  "--no-color",
  "--no-show-signature",
  "--no-notes",
  "--encoding=UTF-8",
  "--format=tformat:%H %P%n%s%n%(trailers:key=Session,valueonly,unfold,separator=%x2C)",
];

/** `git diff-tree` of two trees; they follow. */
export const DIFF_TREE = ["diff-tree", "-r", ...RAW];

const NEWLINE = 10;
const COLON = 58;

/** Splits a byte stream at NULs, whatever the chunks. */
export class Tokens {
  // Joined once its end is there: joining at every chunk takes minutes for a subject of some megabytes.
  #rest: Buffer[] = [];

  /** The tokens completed by a chunk. */
  push(chunk: Buffer): Buffer[] {
    const tokens: Buffer[] = [];
    let start = 0;
    for (let end = chunk.indexOf(0); end !== -1; end = chunk.indexOf(0, start)) {
      const last = chunk.subarray(start, end);
      tokens.push(this.#rest.length === 0 ? last : Buffer.concat([...this.#rest, last]));
      this.#rest = [];
      start = end + 1;
    }
    if (start < chunk.length) this.#rest.push(chunk.subarray(start));
    return tokens;
  }

  get isComplete(): boolean {
    return this.#rest.length === 0;
  }
}

/** Reads `git log` as LOG asks for it, token by token. */
export class LogReader {
  readonly commits: Commit[] = [];
  #own: Change[] = [];
  #raw: RawRecord | null = null;

  push(token: Buffer): void {
    if (this.#raw !== null) {
      this.#own.push(changeOf(this.#raw, token));
      this.#raw = null;
      return;
    }
    // What separates a message from its records: nothing for a merge, a newline else.
    if (token.length === 0) return;
    const from = token[0] === NEWLINE ? 1 : 0;
    if (token[from] === COLON) this.#raw = rawRecord(token.subarray(from));
    else this.#begin(token);
  }

  /** Did the stream stop between two commits? */
  get isComplete(): boolean {
    return this.#raw === null;
  }

  #begin(token: Buffer): void {
    const text = token.toString("utf8");
    const first = text.indexOf("\n");
    const second = text.indexOf("\n", first + 1);
    if (first === -1 || second === -1) throw new Incomplete("git log printed what cannot be read");
    const [oid = "", ...parents] = text.slice(0, first).split(" ").filter(Boolean);
    if (!/^[0-9a-f]{40,64}$/.test(oid)) throw new Incomplete("git log printed a commit without an id");
    this.#own = [];
    const session = text.slice(second + 1).trim() || null;
    this.commits.push({ oid, parents, subject: text.slice(first + 1, second), session, own: this.#own });
  }
}

/** Reads `git diff-tree` as DIFF_TREE asks for it. */
export function readChanges(tokens: readonly Buffer[]): Change[] {
  const changes: Change[] = [];
  for (let at = 0; at + 1 < tokens.length; at += 2) changes.push(changeOf(rawRecord(tokens[at]!), tokens[at + 1]!));
  if (tokens.length % 2 !== 0) throw new Incomplete("git diff-tree stopped in the middle of a record");
  return changes;
}

interface RawRecord {
  readonly before: TreeEntry | null;
  readonly after: TreeEntry | null;
}

/** `:mode mode oid oid S`, or for a merge of n parents `::` with n modes and ids before those of the merge. */
function rawRecord(token: Buffer): RawRecord {
  const text = token.toString("latin1");
  const parents = text.lastIndexOf(":", text.indexOf(" ")) + 1;
  const fields = text.slice(parents).split(" ");
  const [mode, oid] = [fields[0], fields[parents + 1]];
  const [nextMode, nextOid] = [fields[parents], fields[2 * parents + 1]];
  if (parents === 0 || !mode || !oid || !nextMode || !nextOid)
    throw new Incomplete("git printed a record that cannot be read");
  return { before: entry(mode, oid), after: entry(nextMode, nextOid) };
}

const entry = (mode: string, oid: Oid): TreeEntry | null => (mode === "000000" ? null : { mode, oid });

const changeOf = (record: RawRecord, path: Buffer): Change => ({ path: pathOf(path), ...record });

/** A path's bytes, the quick way where they are plain. */
export function pathOf(bytes: Buffer): string {
  const text = bytes.toString("utf8");
  return text.includes("\ufffd") ? decodePath(bytes) : text;
}
