// Commits of any shape, written by `git fast-import`: trees that no file system could hold, merges that no merge would make.
import { encodePath } from "../../src/core/path.ts";
import { need } from "./shell.ts";

/** What stands at a path: a file's text, or something odder; null: nothing any more. */
export type Entry =
  | string
  | Buffer
  | { readonly exec: string }
  | { readonly link: string | Buffer }
  | { readonly submodule: string }
  | { readonly movedFrom: string }
  | null;

/** Paths are text; a byte that is not UTF-8 is a lone surrogate, `\udc80` to `\udcff`. */
export type Files = Readonly<Record<string, Entry>>;

export interface Draft {
  /** The local branch it is put on. */
  readonly on: string;
  /** Its parents; default: the branch's tip, else trunk as the clone knows it. None: a root commit. */
  readonly from?: readonly string[];
  readonly says?: string;
  readonly author?: string;
  readonly files: Files;
}

const clocks = new Map<string, number>();
/** Equal stories make equal commits, whatever is told beside them. */
export const resetClock = (gitDir: string): void => {
  clocks.delete(gitDir);
};

/** Write drafts one after another; a draft may name an earlier one by its branch. */
export async function writeCommits(gitDir: string, drafts: readonly Draft[]): Promise<string[]> {
  const marks = new Map<string, string>();
  const parts: (string | Buffer)[] = [];
  for (const [index, draft] of drafts.entries()) {
    const from = draft.from ?? [marks.get(draft.on) ?? (await tipOr(gitDir, draft.on))];
    const parents = from.filter((each) => each !== "").map((each) => marks.get(each) ?? each);
    const clock = (clocks.get(gitDir) ?? 1_700_000_000) + 1;
    clocks.set(gitDir, clock);
    parts.push(
      `reset refs/lk/build\n\ncommit refs/lk/build\nmark :${index + 1}\n`,
      `author ${draft.author ?? "Somebody <somebody@example.com>"} ${clock} +0000\n`,
      `committer Somebody <somebody@example.com> ${clock} +0000\n`,
      ...data(draft.says ?? "Change something"),
      ...parents.map((each, at) => `${at === 0 ? "from" : "merge"} ${each}\n`),
      ...Object.entries(draft.files).flatMap(([path, entry]) => line(path, entry)),
      `\nreset refs/heads/${draft.on}\nfrom :${index + 1}\n\n`,
    );
    marks.set(draft.on, `:${index + 1}`);
  }
  const asks = drafts.map((_, index) => `get-mark :${index + 1}\n`).join("");
  const input = Buffer.concat(
    ["feature get-mark\n", ...parts, asks, "reset refs/lk/build\n\ndone\n"].map((part) => Buffer.from(part)),
  );
  const args = ["--git-dir", gitDir, "fast-import", "--quiet", "--force", "--done"];
  return (await need("git", args, { input })).split("\n").filter((each) => each !== "");
}

async function tipOr(gitDir: string, branch: string): Promise<string> {
  for (const ref of [`refs/heads/${branch}`, "refs/remotes/origin/main", "refs/heads/main"]) {
    const args = ["--git-dir", gitDir, "for-each-ref", "--format=%(objectname)", ref];
    const oid = await need("git", args);
    if (oid !== "") return oid;
  }
  return "";
}

function line(path: string, entry: Entry): (string | Buffer)[] {
  const name = quoted(path);
  if (entry === null) return [`D ${name}\n`];
  if (typeof entry === "string" || Buffer.isBuffer(entry)) return [`M 100644 inline ${name}\n`, ...data(entry)];
  if ("exec" in entry) return [`M 100755 inline ${name}\n`, ...data(entry.exec)];
  if ("link" in entry) return [`M 120000 inline ${name}\n`, ...data(entry.link)];
  if ("submodule" in entry) return [`M 160000 ${entry.submodule} ${name}\n`];
  return [`R ${quoted(entry.movedFrom)} ${name}\n`];
}

const data = (text: string | Buffer): (string | Buffer)[] => [`data ${Buffer.byteLength(text)}\n`, text, "\n"];

const quoted = (path: string): string =>
  `"${Array.from(encodePath(path), (byte) =>
    byte < 0x20 || byte > 0x7e || byte === 0x22 || byte === 0x5c
      ? `\\${byte.toString(8).padStart(3, "0")}`
      : String.fromCharCode(byte),
  ).join("")}"`;
