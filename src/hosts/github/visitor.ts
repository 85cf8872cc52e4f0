// Who a token belongs to, asked of GitHub and remembered for a few minutes: whoever can read a repository there can read it here.
import { LRUCache } from "lru-cache";
import { Incomplete } from "../../ports.ts";

export interface Visiting {
  readonly login: string | null;
  readonly session: null;
  readonly role: "read" | "write";
}

const PATIENCE_MS = 10_000;

/** How long an answer is believed: counted from when GitHub gave it, however often it is used. */
const BELIEVED_MS = 3 * 60_000;

/** `perf` is the clock that the cache ages by, in milliseconds. */
export function visitors(
  baseUrl: string,
  perf: { now(): number } = performance,
): (token: string, repo: string) => Promise<Visiting | null> {
  const known = new LRUCache<string, { readonly visitor: Visiting | null }>({ max: 5_000, ttl: BELIEVED_MS, perf });
  return async (token, repo) => {
    const key = `${token} ${repo.toLowerCase()}`;
    const found = known.get(key);
    if (found !== undefined) return found.visitor;
    const visitor = await ask(baseUrl, token, repo);
    known.set(key, { visitor });
    return visitor;
  };
}

async function ask(baseUrl: string, token: string, repo: string): Promise<Visiting | null> {
  const get = (path: string) =>
    fetch(`${baseUrl}${path}`, {
      headers: { authorization: `Bearer ${token}`, accept: "application/vnd.github+json", "user-agent": "lanekeeper" },
      signal: AbortSignal.timeout(PATIENCE_MS),
    }).catch(() => {
      throw new Incomplete("GitHub does not answer whose token this is");
    });
  const answer = await get(`/repos/${repo.split("/").map(encodeURIComponent).join("/")}`);
  if ([401, 403, 404].includes(answer.status)) return null;
  if (!answer.ok) throw new Incomplete(`GitHub answered ${answer.status} when asked whose token this is`);
  const { permissions } = (await answer.json()) as { permissions?: { push?: boolean } };
  const user = await get("/user");
  const login = user.ok ? (((await user.json()) as { login?: string }).login ?? null) : null;
  return { login, session: null, role: permissions?.push === true ? "write" : "read" };
}
