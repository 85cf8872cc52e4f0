// The parser's flat events to a tree, with a complaint about everything a plain tree has not: anchors, aliases, tags, a second
// document, duplicate keys, deep nesting. It reads no bytes of its own but to say where things are.
import { EVENT_ID, type Event, getScalarValue, SCALAR_STYLE, type ScalarEvent } from "js-yaml";
import type { Place } from "../core/finding.ts";
import type { Lines } from "./lines.ts";
import { plainType, type ScalarType, show, type YamlEntry, type YamlNode, type YamlScalar } from "./yaml-node.ts";
import { MAX_DEPTH, type Problem, tooDeep } from "./yaml-scan.ts";

const STYLES = {
  [SCALAR_STYLE.PLAIN]: "plain",
  [SCALAR_STYLE.SINGLE_QUOTED]: "single",
  [SCALAR_STYLE.DOUBLE_QUOTED]: "double",
  [SCALAR_STYLE.LITERAL_BLOCK]: "block",
  [SCALAR_STYLE.FOLDED_BLOCK]: "block",
} as const;

type Frame =
  | { readonly kind: "document" }
  | { readonly kind: "list"; readonly at: Place; readonly items: YamlNode[] }
  | {
      readonly kind: "map";
      readonly at: Place;
      readonly entries: YamlEntry[];
      readonly keys: Map<string, Place>;
      key: YamlScalar | null;
      duplicate: boolean;
    };

/** Folds the parser's flat events into a tree; the events carry offsets, empty scalars none. */
export class Tree {
  readonly #source: string;
  readonly #lines: Lines;
  readonly #scalars: "core" | "text";
  readonly #problems: Problem[] = [];
  readonly #stack: Frame[] = [];
  #root: YamlNode | null = null;
  #last = 0;

  constructor(source: string, lines: Lines, scalars: "core" | "text") {
    this.#source = source;
    this.#lines = lines;
    this.#scalars = scalars;
  }

  build(events: readonly Event[], start: Place): { readonly root: YamlNode; readonly problems: readonly Problem[] } {
    const ends = events.findIndex(({ type }, index) => type === EVENT_ID.DOCUMENT && index > 0);
    for (const event of ends < 0 ? events : events.slice(0, ends)) this.#take(event);
    if (ends >= 0) this.#secondDocument(events[0]!);
    return { root: this.#root ?? this.#scalar("", start, "plain", null), problems: this.#problems };
  }

  #take(event: Event): void {
    if (event.type === EVENT_ID.DOCUMENT) this.#document(event.directives.length);
    else if (event.type === EVENT_ID.POP) this.#close();
    else if (event.type === EVENT_ID.ALIAS) this.#alias(event.anchorStart - 1);
    else if (event.type === EVENT_ID.SCALAR) this.#add(this.#read(event));
    else this.#open(event.type === EVENT_ID.SEQUENCE ? "list" : "map", event);
  }

  #document(directives: number): void {
    this.#stack.push({ kind: "document" });
    if (directives > 0)
      this.#complain(
        this.#place(0),
        "Directives (%YAML, %TAG) are not allowed.",
        "Remove the lines that start with %.",
      );
  }

  #open(kind: "list" | "map", event: Extract<Event, { start: number }>): void {
    const at = this.#place(event.start);
    this.#properties(event);
    if (this.#stack.length === MAX_DEPTH + 1) this.#complain(at, tooDeep, null);
    if (kind === "list") this.#stack.push({ kind, at, items: [] });
    else this.#stack.push({ kind, at, entries: [], keys: new Map(), key: null, duplicate: false });
  }

  #close(): void {
    const frame = this.#stack.pop();
    if (frame?.kind === "list") this.#add({ kind: "list", at: frame.at, items: frame.items });
    else if (frame?.kind === "map") this.#add({ kind: "map", at: frame.at, entries: frame.entries });
  }

  #add(node: YamlNode): void {
    const frame = this.#stack.at(-1);
    if (frame?.kind === "list") frame.items.push(node);
    else if (frame?.kind !== "map") this.#root = node;
    else if (frame.key === null) this.#key(frame, node);
    else {
      if (!frame.duplicate) frame.entries.push({ key: frame.key, value: node });
      frame.key = null;
    }
  }

  #key(frame: Extract<Frame, { kind: "map" }>, node: YamlNode): void {
    frame.key = node.kind === "scalar" ? node : this.#refused("", node.at);
    const { text, at } = frame.key;
    if (node.kind !== "scalar")
      this.#complain(at, `A key must be a plain word, not a ${node.kind}.`, "Put a pattern in quotes.");
    else if (node.text === "" && node.type !== "refused")
      this.#complain(at, "A key is missing before the colon.", null);
    const first = frame.keys.get(text);
    frame.duplicate = first !== undefined;
    if (first === undefined) frame.keys.set(text, at);
    else if (frame.key.type !== "refused" && text !== "")
      this.#complain(
        at,
        `The key ${show(text)} stands here a second time; it is already on line ${first.line}.`,
        "Keep one of them.",
      );
  }

  #read(event: ScalarEvent): YamlScalar {
    this.#properties(event);
    const frame = this.#stack.at(-1);
    if (event.valueStart < 0) {
      const at = frame?.kind === "map" && frame.key !== null ? frame.key.at : this.#lines.place(this.#last);
      return event.tagStart >= 0 || event.anchorStart >= 0 ? this.#refused("", at) : this.#scalar("", at, "plain", "");
    }
    const style = STYLES[event.style];
    const quoted = style === "single" || style === "double";
    const at = this.#place(style === "block" ? this.#blockStart(event) : event.valueStart - (quoted ? 1 : 0));
    this.#last = Math.max(event.valueStart, event.valueEnd);
    const text = getScalarValue(this.#source, event);
    if (/\p{Cs}/u.test(text)) {
      this.#complain(at, "An escape here makes half of a surrogate pair.", "Write the character itself.");
      return this.#refused(text, at);
    }
    const raw = style === "block" ? null : this.#source.slice(event.valueStart, event.valueEnd);
    return this.#scalar(text, at, style, raw?.includes("\n") ? null : raw);
  }

  /** Where the text of a block shows first: empty lines before it are not indented, and end as the file's lines do. */
  #blockStart({ valueStart, indent }: ScalarEvent): number {
    if (indent < 0) return valueStart;
    const empty = /(?: *\r?\n)*/y;
    empty.lastIndex = valueStart;
    return valueStart + (empty.exec(this.#source)?.[0].length ?? 0) + indent;
  }

  #scalar(text: string, at: Place, style: YamlScalar["style"], raw: string | null): YamlScalar {
    const type: ScalarType = style === "plain" && this.#scalars === "core" ? plainType(text) : "text";
    return { kind: "scalar", at, text, style, type, raw };
  }

  #refused(text: string, at: Place): YamlScalar {
    return { kind: "scalar", at, text, style: "plain", type: "refused", raw: null };
  }

  #alias(offset: number): void {
    const at = this.#place(offset);
    const name = /^\*[^\s,[\]{}]*/.exec(this.#source.slice(offset, offset + 200))?.[0] ?? "*";
    this.#complain(
      at,
      `${show(name)} is read as a YAML alias, which is not allowed.`,
      `A pattern goes in quotes: ${show(name)}.`,
    );
    this.#add(this.#refused(name, at));
  }

  #properties({ anchorStart, tagStart }: { readonly anchorStart: number; readonly tagStart: number }): void {
    if (anchorStart >= 0)
      this.#complain(
        this.#place(anchorStart - 1),
        "A YAML anchor (&) is not allowed.",
        "Write the value out each time.",
      );
    if (tagStart >= 0)
      this.#complain(this.#place(tagStart), "A YAML tag (!) is not allowed.", "Put text that starts with ! in quotes.");
  }

  #secondDocument(first: Event): void {
    // A line that starts with a marker is one: nothing else may stand there, in quotes and block scalars neither.
    const marker = /^(?:---|\.\.\.)(?=\s|$)/gm;
    const explicit = first.type === EVENT_ID.DOCUMENT && first.explicitStart;
    marker.lastIndex = explicit ? Math.max(this.#last, this.#source.search(/^---/m) + 3) : this.#last;
    this.#complain(
      this.#place(marker.exec(this.#source)?.index ?? 0),
      "A second document begins here; only one is allowed.",
      null,
    );
  }

  #place(offset: number): Place {
    this.#last = Math.max(this.#last, offset);
    return this.#lines.place(offset);
  }

  #complain(at: Place, message: string, fix: string | null): void {
    this.#problems.push({ at, message, fix });
  }
}
