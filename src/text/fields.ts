// The front matter of an announcement or a reply as fields of text: every scalar is a string, unknown keys are kept and warned about.
import type { Complaint, Place } from "../core/finding.ts";
import type { Path } from "../core/model.ts";
import { nearest } from "../core/similar.ts";
import { frontMatter } from "./front-matter.ts";
import { parseYaml } from "./yaml.ts";
import { show, type YamlMap, type YamlNode } from "./yaml-node.ts";

/** A value where it stands. */
export interface Located {
  readonly text: string;
  readonly at: Place;
}

export class Fields {
  readonly body: string;
  /** The line of the file the body begins on. */
  readonly bodyLine: number;
  readonly complaints: Complaint[] = [];
  readonly #map: YamlMap | null;

  constructor(text: string, path: Path, known: readonly string[]) {
    const front = frontMatter(text);
    this.body = front?.body ?? text;
    this.bodyLine = front === null ? 1 : text.slice(0, text.length - front.body.length).split("\n").length;
    if (front === null && /^\ufeff?---[ \t]*\n[a-z_]+:/.test(text))
      this.#say("error", { path, line: 1, column: 1 }, "the front matter is not closed", "close it with a line of ---");
    const { root, problems } =
      front === null
        ? { root: null, problems: [] }
        : parseYaml(front.yaml, { path, firstLine: front.firstLine, scalars: "text" });
    for (const { at, message, fix } of problems) this.#say("error", at, message, fix);
    if (root !== null && root.kind !== "map" && !(root.kind === "scalar" && root.text === ""))
      this.#say("error", root.at, "the front matter is not a map of keys and values", "write key: value");
    this.#map = root?.kind === "map" ? root : null;
    for (const { key } of this.#map?.entries ?? []) {
      if (known.includes(key.text)) continue;
      const meant = nearest(key.text, known);
      this.#say(
        "warning",
        key.at,
        `${show(key.text)} is not a key that is understood here`,
        meant === null ? `known are ${known.join(", ")}` : `did you mean ${meant}?`,
      );
    }
  }

  node(key: string): YamlNode | null {
    return this.#map?.entries.find((entry) => entry.key.text === key)?.value ?? null;
  }

  /** Where each key's value stands; `round` may stand in the body. */
  places(round?: Place): ReadonlyMap<string, Place> {
    const front = (this.#map?.entries ?? []).map(({ key, value }) => [key.text, value.at] as const);
    return new Map([...(round === undefined ? [] : [["round", round] as const]), ...front]);
  }

  /** One text. */
  text(key: string): Located | null {
    const node = this.node(key);
    if (node === null) return null;
    if (node.kind === "scalar") return node.text === "" ? null : { text: node.text, at: node.at };
    this.refuse(node.at, `${key} must be one value, not a ${node.kind}`, `write ${key}: value`);
    return null;
  }

  /** A list of texts; null where the key is missing. */
  list(key: string): readonly Located[] | null {
    const node = this.node(key);
    if (node === null) return null;
    if (node.kind === "list")
      return node.items.flatMap((item) => (item.kind === "scalar" ? [{ text: item.text, at: item.at }] : []));
    this.refuse(node.at, `${key} must be a list`, `write ${key}: [a, b]`);
    return null;
  }

  /** A whole number from 1. */
  number(key: string): number | null {
    const found = this.text(key);
    return found === null ? null : this.whole(key, found);
  }

  whole(key: string, { text, at }: Located): number | null {
    if (/^[1-9]\d{0,8}$/.test(text)) return Number(text);
    this.refuse(at, `${key} must be a whole number from 1, not ${show(text)}`, `write ${key}: 5`);
    return null;
  }

  refuse(at: Place, message: string, fix: string): void {
    this.#say("error", at, message, fix);
  }

  #say(level: Complaint["level"], at: Place, message: string, fix: string | null): void {
    this.complaints.push({ level, message, path: at.path, line: at.line, column: at.column, fix });
  }
}
