// YAML text to a located tree, or to located problems. It constructs no values, follows no reference and never throws.
import { parseEvents, YAMLException } from "js-yaml";
import type { Place } from "../core/finding.ts";
import type { Path } from "../core/model.ts";
import { Lines } from "./lines.ts";
import type { YamlNode } from "./yaml-node.ts";
import { isTooLong, type Problem, refusedCharacters, tooLong } from "./yaml-scan.ts";
import { syntaxProblem } from "./yaml-syntax.ts";
import { Tree } from "./yaml-tree.ts";

// What the parser needs for twenty levels of its own counting; its recursion ends there.
const PARSER_DEPTH = 23;

export interface YamlOptions {
  readonly path: Path;
  /** The line of the file the text begins on. */
  readonly firstLine?: number;
  /** `core` tells numbers, booleans and nothing from text; with `text` every scalar is text. */
  readonly scalars?: "core" | "text";
}

/** The tree where there is one, also beside problems, so that a reader can go on to report its own. */
export interface Yaml {
  readonly root: YamlNode | null;
  readonly problems: readonly Problem[];
}

export function parseYaml(text: string, { path, firstLine = 1, scalars = "core" }: YamlOptions): Yaml {
  const start: Place = { path, line: firstLine, column: 1 };
  if (isTooLong(text)) return { root: null, problems: [{ at: start, ...tooLong }] };
  const source = text.startsWith("\ufeff") ? text.slice(1) : text;
  const lines = new Lines(source, path, firstLine);
  const refused = refusedCharacters(source, lines);
  if (refused.length > 0) return { root: null, problems: refused };
  try {
    const events = parseEvents(source, { maxDepth: PARSER_DEPTH });
    return new Tree(source, lines, scalars).build(events, start);
  } catch (error) {
    if (!(error instanceof YAMLException)) throw error;
    const at = lines.place(error.mark?.position ?? 0);
    return { root: null, problems: [syntaxProblem(source, error.mark?.position ?? 0, at, error.reason)] };
  }
}
