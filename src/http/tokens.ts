// Bearer tokens of this server: made, listed, revoked in one file of the data folder, which any process may change while the server
// runs. Only hashes are kept; a token is seen once, by whoever made it.
import { createHash, randomBytes } from "node:crypto";
import { readFile, rename, writeFile } from "node:fs/promises";
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

export class Tokens {
  readonly #path: string;

  constructor(data: string) {
    this.#path = join(data, "tokens.json");
  }

  async list(): Promise<readonly Token[]> {
    const text = await readFile(this.#path, "utf8").catch((error: NodeJS.ErrnoException) => {
      if (error.code === "ENOENT") return "[]";
      throw error;
    });
    return JSON.parse(text) as Token[];
  }

  async create(grant: Grant): Promise<{ readonly id: string; readonly token: string }> {
    const id = randomBytes(4).toString("hex");
    const token = `lk_${randomBytes(24).toString("base64url")}`;
    await this.#write([...(await this.list()), { id, hash: hashOf(token), ...grant }]);
    return { id, token };
  }

  /** False where there is none of that id. */
  async revoke(id: string): Promise<boolean> {
    const all = await this.list();
    const left = all.filter((each) => each.id !== id);
    if (left.length < all.length) await this.#write(left);
    return left.length < all.length;
  }

  async find(token: string): Promise<Token | null> {
    const hash = hashOf(token);
    return (await this.list()).find((each) => each.hash === hash) ?? null;
  }

  async #write(tokens: readonly Token[]): Promise<void> {
    const next = `${this.#path}.${process.pid}`;
    await writeFile(next, `${JSON.stringify(tokens, null, 1)}\n`, { mode: 0o600 });
    await rename(next, this.#path);
  }
}
