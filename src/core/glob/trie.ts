// A trie of patterns by their segments, walked by a query that is itself a pattern (or a path, which is one of names only).
// It must stay exact: what a walk arrives at overlaps the query, so nobody has to try the rest.
import type { Form, Segment } from "./parse.ts";
import { common } from "./segment.ts";

type Like = Extract<Segment, { kind: "like" }>;
type Single = Exclude<Segment, { kind: "deep" }>;

interface Branch<E> {
  readonly segment: Single;
  readonly node: Node<E>;
}

/** Positions in the query that what was walked so far can have led to. */
type Live = readonly number[];

class Node<E> {
  readonly entries: E[] = [];
  names: Map<string, Branch<E>> | null = null;
  /** By what `ending` says of them, then by key. */
  likes: Map<string, Map<string, Branch<E>>> | null = null;
  any: Branch<E> | null = null;
  deep: Node<E> | null = null;

  get empty(): boolean {
    return this.entries.length === 0 && !this.names && !this.likes && !this.any && !this.deep;
  }
}

export class Trie<E> {
  readonly #root = new Node<E>();

  add(form: Form, entry: E): void {
    let node = this.#root;
    for (const segment of form) node = childOf(node, segment) ?? plant(node, segment);
    node.entries.push(entry);
  }

  /** Takes out one entry for which `isIt` holds, if there is one below exactly this form. */
  remove(form: Form, isIt: (entry: E) => boolean): boolean {
    const trail = [this.#root];
    for (const segment of form) {
      const child = childOf(trail.at(-1)!, segment);
      if (child === null) return false;
      trail.push(child);
    }
    const { entries } = trail.at(-1)!;
    const index = entries.findIndex(isIt);
    if (index < 0) return false;
    entries.splice(index, 1);
    for (let depth = form.length; depth > 0 && trail[depth]!.empty; depth--) prune(trail[depth - 1]!, form[depth - 1]!);
    return true;
  }

  /** The entries whose forms overlap the query; `accepts` says where in the query one may end. */
  *walk(query: Form, accepts: (position: number) => boolean): Iterable<E> {
    const stack: { node: Node<E>; live: Live }[] = [{ node: this.#root, live: enter([], query, 0) }];
    for (let top = stack.pop(); top !== undefined; top = stack.pop()) {
      const { node, live } = top;
      if (node.entries.length > 0 && live.some(accepts)) yield* node.entries;
      if (node.deep !== null) stack.push({ node: node.deep, live: from(Math.min(...live), query.length) });
      for (const branch of branchesFor(node, query, live)) {
        const after = step(query, live, branch.segment);
        if (after.length > 0) stack.push({ node: branch.node, live: after });
      }
    }
  }
}

/** The branches that can be of use: all of them, unless the query waits for names. */
function branchesFor<E>(node: Node<E>, query: Form, live: Live): Branch<E>[] {
  const branches: Branch<E>[] = node.any === null ? [] : [node.any];
  if (node.names === null && node.likes === null) return branches;
  const texts = awaitedNames(query, live);
  if (texts === null) {
    for (const branch of node.names?.values() ?? []) branches.push(branch);
    for (const likes of node.likes?.values() ?? []) for (const branch of likes.values()) branches.push(branch);
    return branches;
  }
  for (const text of texts) {
    const branch = node.names?.get(text);
    if (branch !== undefined) branches.push(branch);
  }
  if (node.likes === null) return branches;
  for (const end of new Set(["", ...texts.map((text) => text.slice(-1))])) {
    for (const branch of node.likes.get(end)?.values() ?? []) branches.push(branch);
  }
  return branches;
}

/** The distinct names that the query waits for, or null where it waits for something else too. */
function awaitedNames(query: Form, live: Live): string[] | null {
  const texts: string[] = [];
  for (const position of live) {
    const wanted = query[position];
    if (wanted === undefined) continue;
    if (wanted.kind !== "name") return null;
    texts.push(wanted.text);
  }
  return texts.length > 1 ? [...new Set(texts)] : texts;
}

/** One segment on, one that both the query and what was walked can match. */
function step(query: Form, live: Live, segment: Single): Live {
  const after: number[] = [];
  for (const position of live) {
    const wanted = query[position];
    if (wanted === undefined) continue;
    if (wanted.kind === "deep") enter(after, query, position);
    else if (common(wanted, segment) !== null) enter(after, query, position + 1);
  }
  return after;
}

function enter(into: number[], query: Form, position: number): number[] {
  if (!into.includes(position)) into.push(position);
  if (query[position]?.kind === "deep" && !into.includes(position + 1)) into.push(position + 1);
  return into;
}

const from = (first: number, last: number): Live => Array.from({ length: last - first + 1 }, (_, at) => first + at);

/** The last code unit of the names a segment matches, where that is fixed. */
function ending({ tokens }: Like): string {
  const last = tokens.at(-1)!;
  return last < 0 ? "" : String.fromCodePoint(last).slice(-1);
}

function childOf<E>(node: Node<E>, segment: Segment): Node<E> | null {
  switch (segment.kind) {
    case "name":
      return node.names?.get(segment.text)?.node ?? null;
    case "like":
      return node.likes?.get(ending(segment))?.get(segment.key)?.node ?? null;
    case "any":
      return node.any?.node ?? null;
    case "deep":
      return node.deep;
    default:
      return segment satisfies never;
  }
}

function plant<E>(parent: Node<E>, segment: Segment): Node<E> {
  const node = new Node<E>();
  switch (segment.kind) {
    case "name":
      parent.names ??= new Map();
      parent.names.set(segment.text, { segment, node });
      return node;
    case "like": {
      parent.likes ??= new Map();
      const likes = parent.likes.get(ending(segment)) ?? new Map<string, Branch<E>>();
      parent.likes.set(ending(segment), likes.set(segment.key, { segment, node }));
      return node;
    }
    case "any":
      parent.any = { segment, node };
      return node;
    case "deep":
      parent.deep = node;
      return node;
    default:
      return segment satisfies never;
  }
}

function prune<E>(parent: Node<E>, segment: Segment): void {
  if (segment.kind === "any") parent.any = null;
  else if (segment.kind === "deep") parent.deep = null;
  else if (segment.kind === "name") {
    parent.names?.delete(segment.text);
    if (parent.names?.size === 0) parent.names = null;
  } else {
    const likes = parent.likes?.get(ending(segment));
    likes?.delete(segment.key);
    if (likes?.size === 0) parent.likes?.delete(ending(segment));
    if (parent.likes?.size === 0) parent.likes = null;
  }
}
