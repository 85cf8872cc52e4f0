// The field's directive: `scope: {write: [...], read: [...]}` in the front matter of a directory's CLAUDE.md or AGENTS.md.
// Read for what `init` proposes; it never decides a verdict.
import { patternProblem } from "../core/glob.ts";
import type { Path } from "../core/model.ts";
import { frontMatter } from "./front-matter.ts";
import type { Note } from "./note.ts";
import { parseYaml } from "./yaml.ts";
import { show, type YamlNode, type YamlScalar } from "./yaml-node.ts";

export interface ScopeDirective {
  /** Patterns from the root of the repository. */
  readonly write: readonly string[];
  readonly read: readonly string[];
}

export interface ScopeRead {
  /** Null where the file gives no scope that can be used. */
  readonly scope: ScopeDirective | null;
  readonly notes: readonly Note[];
}

export function scopeDirective(text: string, path: Path): ScopeRead {
  const front = frontMatter(text);
  if (front === null || !/^["']?scope["']?\s*:/m.test(front.yaml)) return { scope: null, notes: [] };
  const { root, problems } = parseYaml(front.yaml, { path, firstLine: front.firstLine, scalars: "text" });
  const notes: Note[] = problems.map(({ at, message }) => ({ at, message: `the scope was not read: ${message}` }));
  const scope = notes.length === 0 ? child(root, "scope") : null;
  if (scope === null) return { scope: null, notes };
  if (scope.kind !== "map")
    return { scope: null, notes: [{ at: scope.at, message: "the scope is not a map with write and read" }] };
  for (const { key } of scope.entries)
    if (key.text !== "write" && key.text !== "read")
      notes.push({ at: key.at, message: `${show(key.text)} means nothing in a scope and was left out` });
  const write = patterns(child(scope, "write"), notes);
  return { scope: write.length === 0 ? null : { write, read: patterns(child(scope, "read"), notes) }, notes };
}

function child(node: YamlNode | null, name: string): YamlNode | null {
  return node?.kind === "map" ? (node.entries.find(({ key }) => key.text === name)?.value ?? null) : null;
}

function patterns(node: YamlNode | null, notes: Note[]): string[] {
  if (node === null) return [];
  const items = node.kind === "list" ? node.items : [node];
  const scalars = items.filter((item): item is YamlScalar => {
    if (item.kind === "scalar" && item.text !== "") return true;
    notes.push({ at: item.at, message: "this is not a pattern of paths and was left out" });
    return false;
  });
  const found = scalars.flatMap((scalar) => {
    // From the root either way.
    const text = scalar.text.replace(/^\//, "");
    const problem = patternProblem(text);
    if (problem === null) return [text];
    notes.push({ at: scalar.at, message: `the pattern ${show(scalar.text)} was left out: ${problem.message}` });
    return [];
  });
  return [...new Set(found)];
}
