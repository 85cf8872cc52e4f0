// Trees of GitHub by id, walked without `recursive` and pruned where ids are equal: no list is ever cut short without being noticed.
// What has an id never changes, so it is remembered for as long as there is room.
import type { LRUCache } from "lru-cache";
import type { Change, Oid, Path, TreeEntry } from "../../core/model.ts";
import { Incomplete } from "../../ports.ts";
import { derive, type FileAnswer } from "./derive.ts";
import type { Rest } from "./rest.ts";
import { DIRECTORY, type Tree } from "./tree.ts";

const NOTHING: Tree = new Map();
/** Requests at the same time; GitHub allows 100 for everything together. */
const AT_ONCE = 10;

interface TreeAnswer {
  readonly truncated?: boolean;
  readonly tree?: readonly { readonly path?: string; readonly mode?: string; readonly sha?: string }[];
}

export class Trees {
  readonly #rest: Rest;
  readonly #known: LRUCache<Oid, Tree>;
  readonly #asked = new Map<Oid, Promise<Tree>>();
  #running = 0;
  readonly #waiting: (() => void)[] = [];

  constructor(rest: Rest, known: LRUCache<Oid, Tree>) {
    this.#rest = rest;
    this.#known = known;
  }

  async read(oid: Oid): Promise<Tree> {
    const known = this.#known.get(oid);
    if (known !== undefined) return known;
    const asked = this.#asked.get(oid) ?? this.#ask(oid).finally(() => this.#asked.delete(oid));
    this.#asked.set(oid, asked);
    return asked;
  }

  /** Make the trees below one from those below another and what GitHub says differs, where that is proven by their ids. */
  learn(old: Oid, next: Oid, files: readonly FileAnswer[]): void {
    if (this.#known.has(next)) return;
    for (const [oid, tree] of derive(old, next, files, (each) => this.#known.get(each)) ?? [])
      this.#known.set(oid, tree);
  }

  /** The entry at a path below a tree. */
  async entry(root: Oid, path: Path): Promise<TreeEntry | null> {
    const steps = path.split("/");
    const name = steps.pop()!;
    let tree = await this.read(root);
    for (const step of steps) {
      const entry = tree.get(step);
      if (entry?.mode !== DIRECTORY) return null;
      tree = await this.read(entry.oid);
    }
    return tree.get(name) ?? null;
  }

  async names(root: Oid, directory: Path): Promise<readonly string[]> {
    if (directory === "") return [...(await this.read(root)).keys()];
    const entry = await this.entry(root, directory);
    return entry?.mode === DIRECTORY ? [...(await this.read(entry.oid)).keys()] : [];
  }

  /** The paths at which a tree differs from every one of the others; with none, all of it. `before` is the first one's entry. */
  differences(others: readonly (Oid | null)[], own: Oid): Promise<Change[]> {
    return this.#differ("", others.length === 0 ? [null] : others, own);
  }

  async #differ(at: Path, others: readonly (Oid | null)[], own: Oid | null): Promise<Change[]> {
    // Equal to one of them is no own change, and so for everything below.
    if (others.includes(own)) return [];
    const [mine, ...theirs] = await Promise.all(
      [own, ...others].map((oid) => (oid === null ? NOTHING : this.read(oid))),
    );
    const names = new Set([...(mine?.keys() ?? []), ...theirs.flatMap((tree) => [...tree.keys()])]);
    const parts = [...names].map((name) => {
      const before = theirs.map((tree) => tree.get(name) ?? null);
      return this.#differAt(at === "" ? name : `${at}/${name}`, before, mine?.get(name) ?? null);
    });
    return (await Promise.all(parts)).flat();
  }

  async #differAt(path: Path, before: readonly (TreeEntry | null)[], after: TreeEntry | null): Promise<Change[]> {
    if (before.some((entry) => entry?.oid === after?.oid && entry?.mode === after?.mode)) return [];
    const file = (entry: TreeEntry | null) => (entry?.mode === DIRECTORY ? null : entry);
    const folder = (entry: TreeEntry | null) => (entry?.mode === DIRECTORY ? entry.oid : null);
    const self = before.every((entry) => file(entry) === null && file(after) === null)
      ? []
      : this.#selfChange(path, before.map(file), file(after));
    const folders = before.map(folder);
    const below =
      folder(after) === null && folders.every((oid) => oid === null)
        ? []
        : await this.#differ(path, folders, folder(after));
    return [...self, ...below];
  }

  #selfChange(path: Path, before: readonly (TreeEntry | null)[], after: TreeEntry | null): Change[] {
    const same = before.some((entry) => entry?.oid === after?.oid && entry?.mode === after?.mode);
    return same ? [] : [{ path, before: before[0] ?? null, after }];
  }

  async #ask(oid: Oid): Promise<Tree> {
    await this.#turn();
    try {
      const answer = await this.#rest.get<TreeAnswer>("GET /repos/{owner}/{repo}/git/trees/{tree_sha}", {
        tree_sha: oid,
      });
      if (answer.truncated === true || !Array.isArray(answer.tree))
        throw new Incomplete(`GitHub cut the tree ${oid} short`);
      const tree = new Map(
        answer.tree.map(({ path, mode, sha }) => [String(path), { mode: String(mode), oid: String(sha) }]),
      );
      // JSON has only U+FFFD for bytes that are no UTF-8: two names may come as one, and one would hide the other.
      if (tree.size < answer.tree.length)
        throw new Incomplete(`names in the tree ${oid} are not valid UTF-8 and look alike`, "rename those files");
      this.#known.set(oid, tree);
      return tree;
    } finally {
      this.#running -= 1;
      this.#waiting.shift()?.();
    }
  }

  async #turn(): Promise<void> {
    while (this.#running >= AT_ONCE) await new Promise<void>((resolve) => this.#waiting.push(resolve));
    this.#running += 1;
  }
}
