// Trees without asking for them: GitHub's list of changed files, put into a tree that is known, has to give exactly the id of the new
// one. An id proves its content, so a list that is cut short, renamed or wrong gives nothing, and the trees are read instead.
import { createHash } from "node:crypto";
import type { Oid, TreeEntry } from "../../core/model.ts";
import { DIRECTORY, type Tree } from "./tree.ts";

export interface FileAnswer {
  readonly filename?: string;
  readonly previous_filename?: string;
  readonly status?: string;
  readonly sha?: string | null;
}

/** What the list does to one directory; null: the entry goes. */
interface Edit {
  readonly files: Map<string, Written | null>;
  readonly folders: Map<string, Edit>;
}

/** A file's new content; its mode is that of the file it was, which may have had another name. */
interface Written {
  readonly oid: Oid;
  readonly from: string;
}

/** GitHub lists no more files than this; more are never derived. */
const MOST = 300;
const PLAIN = "100644";

/** Every tree below `next` that is not below `old`; null where the list does not lead there, or a tree it changes is not known. */
export function derive(
  old: Oid,
  next: Oid,
  list: readonly FileAnswer[],
  known: (oid: Oid) => Tree | undefined,
): ReadonlyMap<Oid, Tree> | null {
  if (list.length === 0 || list.length >= MOST || next.length !== 40) return null;
  const edit = edits(list);
  const made = new Map<Oid, Tree>();
  const root = edit === null ? null : apply(old, edit, old, known, made);
  return root?.oid === next ? made : null;
}

function edits(list: readonly FileAnswer[]): Edit | null {
  const root: Edit = { files: new Map(), folders: new Map() };
  const put = (path: string, file: Written | null) => {
    const steps = path.split("/");
    const name = steps.pop()!;
    let at = root;
    for (const step of steps) {
      const below: Edit = at.folders.get(step) ?? { files: new Map(), folders: new Map() };
      at.folders.set(step, below);
      at = below;
    }
    // A path that one file left and another took has the other.
    if (file !== null || !at.files.has(name)) at.files.set(name, file);
  };
  for (const { filename, previous_filename: from = filename, status, sha } of list) {
    if (filename === undefined || from === undefined) return null;
    if (status === "unchanged") continue;
    if (status === "removed" || (status === "renamed" && from !== filename)) put(from, null);
    if (status === "removed") continue;
    if (typeof sha !== "string") return null;
    put(filename, { oid: sha, from });
  }
  return root;
}

function apply(
  old: Oid | null,
  { files, folders }: Edit,
  root: Oid,
  known: (oid: Oid) => Tree | undefined,
  made: Map<Oid, Tree>,
): { readonly oid: Oid; readonly size: number } | null {
  const before = old === null ? EMPTY : known(old);
  if (before === undefined) return null;
  const entries = new Map(before);
  for (const name of files.keys()) if (entries.get(name)?.mode !== DIRECTORY) entries.delete(name);
  for (const [name, edit] of folders) {
    const had = entries.get(name);
    const below = apply(had?.mode === DIRECTORY ? had.oid : null, edit, root, known, made);
    if (below === null) return null;
    entries.delete(name);
    if (below.size > 0) entries.set(name, { mode: DIRECTORY, oid: below.oid });
  }
  for (const [name, file] of files)
    if (file !== null) entries.set(name, { mode: modeOf(root, file.from, known), oid: file.oid });
  const tree = new Map([...entries].sort(([a, x], [b, y]) => Buffer.compare(key(a, x), key(b, y))));
  const oid = idOf(tree);
  made.set(oid, tree);
  return { oid, size: tree.size };
}

const EMPTY: Tree = new Map();

/** The mode that a path had; a new file is a plain one, and where it is not, the id will not fit. */
function modeOf(root: Oid, path: string, known: (oid: Oid) => Tree | undefined): string {
  let tree = known(root);
  const steps = path.split("/");
  const name = steps.pop()!;
  for (const step of steps) {
    const entry: TreeEntry | undefined = tree?.get(step);
    tree = entry?.mode === DIRECTORY ? known(entry.oid) : undefined;
  }
  const mode = tree?.get(name)?.mode;
  return mode === undefined || mode === DIRECTORY ? PLAIN : mode;
}

/** Git sorts a directory as if its name ended in a slash. */
const key = (name: string, { mode }: TreeEntry): Buffer => Buffer.from(mode === DIRECTORY ? `${name}/` : name);

function idOf(tree: Tree): Oid {
  const parts = [...tree].flatMap(([name, { mode, oid }]) => [
    Buffer.from(`${mode.replace(/^0/, "")} ${name}\0`),
    Buffer.from(oid, "hex"),
  ]);
  const body = Buffer.concat(parts);
  return createHash("sha1").update(`tree ${body.length}\0`).update(body).digest("hex");
}
