// Reads objects by id through one long-lived `git cat-file`, and remembers trees. Ids only: no name from outside reaches it.
import { type ChildProcess, spawn } from "node:child_process";
import type { Oid, Path, TreeEntry } from "../../core/model.ts";
import { Incomplete } from "../../ports.ts";
import { pathOf } from "./records.ts";
import { gitEnv, type Place } from "./run.ts";

export type Tree = ReadonlyMap<string, TreeEntry>;

interface Found {
  readonly type: string;
  readonly size: number;
  /** Null where the object is larger than was asked for. */
  readonly body: Buffer | null;
}

interface Waiting {
  readonly resolve: (found: Found | null) => void;
  readonly reject: (error: Error) => void;
  readonly atMost: number;
}

const NEWLINE = 10;
const IDLE_MS = 60_000;
const MAX_TREE = 64 * 1024 * 1024;
const MAX_TREES = 20_000;
const OID = /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/;
/** How git stores the mode of a directory. */
const DIRECTORY = "40000";

export class Objects {
  readonly #place: Place;
  /** The least recently used first. A cache that sets aside its room beforehand costs a lone hook a tenth of its time. */
  readonly #trees = new Map<Oid, Tree>();
  #child: ChildProcess | null = null;
  #queue: Waiting[] = [];
  #buffer: Buffer = Buffer.alloc(0);
  /** Bytes still to come of an object that is too large to be held. */
  #skip = 0;
  #idle: NodeJS.Timeout | null = null;

  constructor(place: Place) {
    this.#place = place;
  }

  /** The tree of a commit, a tag or a tree id. */
  async tree(oid: Oid): Promise<Tree> {
    const known = this.#trees.get(oid);
    if (known !== undefined) return this.#remember(oid, known);
    const found = await this.#ask(oid, MAX_TREE);
    if (found === null) throw new Incomplete(`object ${oid} is missing`);
    if (found.body === null) throw new Incomplete(`object ${oid} is too large to be read`);
    const tree = found.type === "tree" ? parseTree(found.body, oid.length / 2) : await this.tree(treeOf(oid, found));
    return this.#remember(oid, tree);
  }

  #remember(oid: Oid, tree: Tree): Tree {
    if (!this.#trees.delete(oid) && this.#trees.size === MAX_TREES)
      this.#trees.delete(this.#trees.keys().next().value!);
    this.#trees.set(oid, tree);
    return tree;
  }

  async entry(at: Oid, path: Path): Promise<TreeEntry | null> {
    const steps = path.split("/");
    const name = steps.pop()!;
    let tree = await this.tree(at);
    for (const step of steps) {
      const entry = tree.get(step);
      if (entry?.mode !== DIRECTORY) return null;
      tree = await this.tree(entry.oid);
    }
    return tree.get(name) ?? null;
  }

  /** The names in a directory; none where there is no such directory. */
  async names(at: Oid, directory: Path): Promise<readonly string[]> {
    if (directory === "") return [...(await this.tree(at)).keys()];
    const entry = await this.entry(at, directory);
    return entry?.mode === DIRECTORY ? [...(await this.tree(entry.oid)).keys()] : [];
  }

  /** A blob; for one larger than `atMost` as many zeros as make it too large, so that nobody holds it in memory. */
  async blob(oid: Oid, atMost: number): Promise<Uint8Array> {
    const found = await this.#ask(oid, atMost);
    if (found === null || found.type !== "blob") throw new Incomplete(`blob ${oid} is missing`);
    return found.body ?? new Uint8Array(atMost + 1);
  }

  close(): void {
    if (this.#idle !== null) clearTimeout(this.#idle);
    this.#child?.stdin?.end();
    this.#child = null;
  }

  #ask(oid: Oid, atMost: number): Promise<Found | null> {
    if (!OID.test(oid)) return Promise.reject(new Incomplete(`${JSON.stringify(oid)} is not an object id`));
    return new Promise((resolve, reject) => {
      const child = this.#start();
      this.#queue.push({ resolve, reject, atMost });
      child.stdin!.write(`${oid}\n`);
    });
  }

  #start(): ChildProcess {
    if (this.#idle !== null) clearTimeout(this.#idle);
    this.#idle = setTimeout(() => this.#queue.length === 0 && this.close(), IDLE_MS).unref();
    if (this.#child !== null) return this.#child;
    const args = ["--git-dir", this.#place.gitDir, "cat-file", "--batch"];
    const child = spawn("git", args, { env: gitEnv(this.#place), stdio: ["pipe", "pipe", "ignore"] });
    child.stdout!.on("data", (chunk: Buffer) => this.#read(chunk));
    child.stdin!.on("error", () => {});
    child.on("error", (cause) =>
      this.#fail(child, new Incomplete(`git could not be started: ${cause.message}`, "install git")),
    );
    child.on("close", () => this.#fail(child, new Incomplete("git cat-file ended before it answered")));
    this.#child = child;
    this.#buffer = Buffer.alloc(0);
    this.#skip = 0;
    return child;
  }

  #fail(child: ChildProcess, error: Error): void {
    if (this.#child !== child) return;
    this.#child = null;
    const waiting = this.#queue;
    this.#queue = [];
    for (const each of waiting) each.reject(error);
  }

  #read(chunk: Buffer): void {
    const skipped = Math.min(this.#skip, chunk.length);
    this.#skip -= skipped;
    this.#buffer =
      this.#buffer.length === 0 ? chunk.subarray(skipped) : Buffer.concat([this.#buffer, chunk.subarray(skipped)]);
    while (this.#queue.length > 0 && this.#next(this.#queue[0]!)) this.#queue.shift();
  }

  /** Answer the first in the queue if all of it has come. */
  #next(waiting: Waiting): boolean {
    const end = this.#buffer.indexOf(NEWLINE);
    if (end === -1) return false;
    const [, type = "", length] = this.#buffer.toString("latin1", 0, end).split(" ");
    const size = length === undefined ? -1 : Number(length);
    const large = size > waiting.atMost;
    if (!large && this.#buffer.length < end + 1 + size + 1) return false;
    const rest = end + 1 + size + 1;
    const body = large ? null : Buffer.from(this.#buffer.subarray(end + 1, Math.max(end + 1, rest - 1)));
    if (large) this.#skip = Math.max(0, rest - this.#buffer.length);
    this.#buffer = this.#buffer.subarray(rest);
    waiting.resolve(size < 0 ? null : { type, size, body });
    return true;
  }
}

/** What a commit or a tag points at: `tree <oid>` or `object <oid>` is the first line of either. */
function treeOf(oid: Oid, { type, body }: Found): Oid {
  if (body === null || (type !== "commit" && type !== "tag"))
    throw new Incomplete(`object ${oid} is a ${type}, not a tree`);
  return body.toString("latin1", body.indexOf(" ") + 1, body.indexOf(NEWLINE));
}

/** A tree as git stores it: `mode name NUL id`, again and again. */
export function parseTree(body: Buffer, idBytes: number): Tree {
  const tree = new Map<string, TreeEntry>();
  for (let at = 0; at < body.length; ) {
    const space = body.indexOf(0x20, at);
    const nul = body.indexOf(0, space);
    const next = nul + 1 + idBytes;
    tree.set(pathOf(body.subarray(space + 1, nul)), {
      mode: body.toString("latin1", at, space),
      oid: body.toString("hex", nul + 1, next),
    });
    at = next;
  }
  return tree;
}
