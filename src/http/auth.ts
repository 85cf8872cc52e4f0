// Who asks, by bearer token: one of this server's, or one that the forge itself says may read the repository.
import type { Role, Tokens } from "./tokens.ts";

export interface Visitor {
  readonly login: string | null;
  readonly session: string | null;
  readonly role: Role;
}

/** What a forge says of a token at a repository; null: it may not read it, or is none. */
export type AskForge = (token: string, repo: string) => Promise<Visitor | null>;

export type Admitted =
  | { readonly visitor: Visitor; readonly status: 200 }
  | { readonly visitor: null; readonly status: 401 | 404 };

/** `authorization`: the header as it was sent. */
export async function admit(
  authorization: string | undefined,
  repo: string,
  tokens: Pick<Tokens, "find">,
  forge: AskForge | null,
): Promise<Admitted> {
  const token = /^Bearer +([\x21-\x7e]{1,512})$/i.exec(authorization ?? "")?.[1];
  if (token === undefined) return { visitor: null, status: 401 };
  const own = await tokens.find(token);
  if (own !== null) {
    const covers = own.repo === null || own.repo.toLowerCase() === repo.toLowerCase();
    return covers ? { visitor: own, status: 200 } : { visitor: null, status: 404 };
  }
  if (forge === null || repo.startsWith("local/") || token.startsWith("lk_")) return { visitor: null, status: 401 };
  const visitor = await forge(token, repo);
  return visitor === null ? { visitor: null, status: 404 } : { visitor, status: 200 };
}
