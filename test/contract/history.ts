// Writes histories into a bare repository object by object, so that a test can have any tree and any shape of merges.
import { execFileSync } from "node:child_process";
import { rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** Text or bytes, or what is not a plain file. */
export type Content = string | Buffer | { executable: string } | { link: string } | { submodule: string };
/** A whole tree by path; a path that is not text is given as bytes in latin1 after `bytes:`. */
export type Tree = Readonly<Record<string, Content>>;

let counter = 0;

export class History {
  readonly dir: string;
  #seconds = 1_700_000_000;
  readonly #blobs = new Map<string | Buffer, string>();

  constructor(dir: string) {
    this.dir = dir;
  }

  run(args: readonly string[], input: string | Buffer = "", env: Record<string, string> = {}): string {
    const who = ["AUTHOR", "COMMITTER"].flatMap((role) => [
      [`GIT_${role}_NAME`, "ada"],
      [`GIT_${role}_EMAIL`, "ada@example.com"],
      [`GIT_${role}_DATE`, `${this.#seconds} +0000`],
    ]);
    const own = { PATH: process.env.PATH, GIT_CONFIG_NOSYSTEM: "1", GIT_CONFIG_GLOBAL: "/dev/null" };
    const options = { cwd: this.dir, input, env: { ...own, ...Object.fromEntries(who), ...env } };
    return execFileSync("git", [...args], { ...options, stdio: ["pipe", "pipe", "pipe"], maxBuffer: 1 << 28 })
      .toString("utf8")
      .trim();
  }

  blob(content: string | Buffer): string {
    const oid = this.#blobs.get(content) ?? this.run(["hash-object", "-w", "--stdin"], content);
    this.#blobs.set(content, oid);
    return oid;
  }

  tree(files: Tree): string {
    counter += 1;
    const index = join(tmpdir(), `lanekeeper-index-${process.pid}-${counter}`);
    const lines = Object.entries(files).map(([path, content]) => {
      const [mode, oid] = this.#entry(content);
      const bytes = path.startsWith("bytes:") ? Buffer.from(path.slice(6), "latin1") : Buffer.from(path);
      return Buffer.concat([Buffer.from(`${mode} ${oid}\t`), bytes, Buffer.from("\0")]);
    });
    try {
      this.run(["update-index", "-z", "--add", "--index-info"], Buffer.concat(lines), { GIT_INDEX_FILE: index });
      return this.run(["write-tree"], "", { GIT_INDEX_FILE: index });
    } finally {
      rmSync(index, { force: true });
    }
  }

  /** A commit of a whole tree; a second later than the one before. */
  commit(files: Tree, parents: readonly string[] = [], message = "work"): string {
    this.#seconds += 1;
    return this.run(["commit-tree", this.tree(files), ...parents.flatMap((oid) => ["-p", oid])], `${message}\n`);
  }

  /** So many commits in a row, each adding a file. */
  row(length: number, from: string): string {
    const commands = Array.from({ length }, (_, at) => {
      const start = at === 0 ? `from ${from}\n` : "";
      const when = `${this.#seconds + at + 1} +0000`;
      const who = `committer ada <ada@example.com> ${when}\n`;
      return `commit refs/heads/row\n${who}data 3\nrow\n${start}M 100644 inline row/${at}\ndata 1\nx\n`;
    });
    this.#seconds += length + 1;
    this.run(["fast-import", "--quiet", "--force"], commands.join(""));
    return this.run(["rev-parse", "refs/heads/row"]);
  }

  ref(name: string, oid: string): void {
    this.run(["update-ref", name, oid]);
  }

  #entry(content: Content): [mode: string, oid: string] {
    if (typeof content === "string" || Buffer.isBuffer(content)) return ["100644", this.blob(content)];
    if ("executable" in content) return ["100755", this.blob(content.executable)];
    if ("link" in content) return ["120000", this.blob(content.link)];
    return ["160000", content.submodule];
  }
}
