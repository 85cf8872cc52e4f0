// Bearer tokens of this server: made, listed, revoked in one file of the data folder, which any process may change while the server
// runs. Only hashes are kept; a token is seen once, by whoever made it.
import { createHash, randomBytes } from "node:crypto";
import { open, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";

export const ROLES = ["read", "write", "architect"] as const;
export type Role = (typeof ROLES)[number];

export interface Grant {
  /** `owner/name` or `local/name`; null: every repository. */
  readonly repo: string | null;
  readonly session: string | null;
  readonly role: Role;
  readonly login: string | null;
}

export interface Token extends Grant {
  readonly id: string;
  readonly hash: string;
}

const hashOf = (token: string): string => createHash("sha256").update(token).digest("hex");

/** Whoever changes the file holds a lock beside it; one this old is of a process that died. */
const STALE_MS = 10_000;
const AGAIN_MS = 20;

export class Tokens {
  readonly #path: string;
  /** What the file was when it was read last: any change gives it another stamp. */
  #known: { readonly stamp: string; readonly tokens: ReadonlyMap<string, Token> } = { stamp: "", tokens: new Map() };

  constructor(data: string) {
    this.#path = join(data, "tokens.json");
  }

  async list(): Promise<readonly Token[]> {
    return [...(await this.#read()).values()];
  }

  async create(grant: Grant): Promise<{ readonly id: string; readonly token: string }> {
    const id = randomBytes(4).toString("hex");
    const token = `lk_${randomBytes(24).toString("base64url")}`;
    await this.#change((all) => [...all, { id, hash: hashOf(token), ...grant }]);
    return { id, token };
  }

  /** False where there is none of that id. */
  async revoke(id: string): Promise<boolean> {
    let found = false;
    await this.#change((all) => {
      const left = all.filter((each) => each.id !== id);
      found = left.length < all.length;
      return left;
    });
    return found;
  }

  async find(token: string): Promise<Token | null> {
    return (await this.#read()).get(hashOf(token)) ?? null;
  }

  /** By hash; the file is read again only where it is another one than before. */
  async #read(): Promise<ReadonlyMap<string, Token>> {
    const stamp = await stat(this.#path, { bigint: true }).then(
      ({ ino, mtimeNs, size }) => `${ino} ${mtimeNs} ${size}`,
      (error: NodeJS.ErrnoException) => {
        if (error.code === "ENOENT") return null;
        throw error;
      },
    );
    if (stamp === null) return new Map();
    if (stamp === this.#known.stamp) return this.#known.tokens;
    const tokens = JSON.parse(await readFile(this.#path, "utf8")) as Token[];
    this.#known = { stamp, tokens: new Map(tokens.map((each) => [each.hash, each])) };
    return this.#known.tokens;
  }

  async #change(edit: (all: readonly Token[]) => readonly Token[]): Promise<void> {
    const lock = `${this.#path}.lock`;
    await hold(lock);
    try {
      const next = `${this.#path}.next`;
      await writeFile(next, `${JSON.stringify(edit(await this.list()), null, 1)}\n`, { mode: 0o600 });
      await rename(next, this.#path);
    } finally {
      await rm(lock, { force: true });
    }
  }
}

/** Resolves once the lock is ours. */
async function hold(lock: string): Promise<void> {
  for (;;) {
    try {
      return await (await open(lock, "wx")).close();
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
      const { mtimeMs } = await stat(lock).catch(() => ({ mtimeMs: Date.now() }));
      if (Date.now() - mtimeMs > STALE_MS) await rm(lock, { force: true });
      else await new Promise((resolve) => setTimeout(resolve, AGAIN_MS));
    }
  }
}
