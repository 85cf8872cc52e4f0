// Which of many live patterns (claims) overlap a pattern, or match a path? And by what path would one notice?
// It must not look at patterns one by one.
import { witness } from "./intersect.ts";
import { type Form, literally, parse } from "./parse.ts";
import { isDots } from "./segment.ts";
import { Trie } from "./trie.ts";

interface Entry<V> {
  readonly pattern: string;
  readonly form: Form;
  readonly value: V;
}

/** Live patterns, each with a value; the same pair may be there more than once. */
export class PatternIndex<V> {
  readonly #trie = new Trie<Entry<V>>();
  #size = 0;
  #tests = 0;

  get size(): number {
    return this.#size;
  }

  /** How many pairs of patterns were intersected so far. */
  get tests(): number {
    return this.#tests;
  }

  add(pattern: string, value: V): void {
    const form = parse(pattern);
    this.#trie.add(form, { pattern, form, value });
    this.#size++;
  }

  /** Takes out one such pair, if there is one. */
  remove(pattern: string, value: V): void {
    const isIt = (entry: Entry<V>) => entry.pattern === pattern && entry.value === value;
    if (this.#trie.remove(parse(pattern), isIt)) this.#size--;
  }

  /** What overlaps a pattern, in no particular order, each with a path that both match. */
  *overlapping(pattern: string): Iterable<{ pattern: string; value: V; witness: string }> {
    const query = parse(pattern);
    for (const entry of this.#trie.walk(query, (position) => position === query.length)) {
      this.#tests++;
      const path = witness(query, entry.form);
      if (path !== null) yield { pattern: entry.pattern, value: entry.value, witness: path };
    }
  }

  /** What matches a path, in no particular order. */
  *matching(path: string): Iterable<{ pattern: string; value: V }> {
    const names = literally(path);
    if (path.split("/").some((name) => isDots(name, 0, name.length))) return;
    // As in matching: a slash at the end may be ignored.
    const least = path.endsWith("/") ? names.length - 1 : names.length;
    for (const { pattern, value } of this.#trie.walk(names, (position) => position >= least)) yield { pattern, value };
  }
}
