// The API over a ledger made of a list: served at the real HTTP door, with real tokens, to be asked and listened to.
import { mkdtempSync } from "node:fs";
import { rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { News } from "../../src/app/news.ts";
import type { Entry, Stamped } from "../../src/core/entry.ts";
import { EMPTY } from "../../src/core/state.ts";
import { api, type Library } from "../../src/http/api.ts";
import type { AskForge, Visitor } from "../../src/http/auth.ts";
import { pages } from "../../src/http/pages.ts";
import { httpServer } from "../../src/http/server.ts";
import { Tokens } from "../../src/http/tokens.ts";

export interface Desk {
  readonly url: string;
  readonly tokens: Tokens;
  /** Who commanded what. */
  readonly commanded: { by: Visitor; key: string; text: string }[];
  readonly errors: unknown[];
  readonly news: News;
  /** Append to a repository's ledger and say so. */
  readonly append: (key: string, ...entries: readonly Entry[]) => void;
  readonly ask: (path: string, token: string | null, init?: RequestInit) => Promise<Response>;
  readonly close: () => Promise<void>;
}

/** `repos` by name, each with its key. */
export async function openDesk(
  repos: Readonly<Record<string, string>>,
  forge: AskForge | null = null,
  more: Partial<Library> = {},
  port = 0,
): Promise<Desk> {
  const data = mkdtempSync(join(tmpdir(), "lanekeeper-api-"));
  const ledgers = new Map<string, Stamped[]>();
  const [commanded, errors]: [Desk["commanded"], unknown[]] = [[], []];
  const news = new News();
  const of = (key: string) => ledgers.get(key) ?? [];
  const library: Library = {
    news,
    names: async () => Object.keys(repos),
    find: async (name) => repos[name.toLowerCase()] ?? null,
    state: async (key) => ({ ...EMPTY, seq: of(key).length }),
    entries: async function* (key, after) {
      yield* of(key).filter(({ seq }) => seq > after);
    },
    now: () => "2026-05-31T18:00:00.000Z",
    judge: async () => "there is no git here",
    command: async (key, by, _, text) => {
      commanded.push({ by, key, text });
      return [{ became: [], finding: null }];
    },
    ...more,
  };
  const tokens = new Tokens(data);
  const routes = api(library, tokens, forge);
  const board = pages(library, tokens, forge);
  const onError = (error: unknown) => errors.push(error);
  const ready = async () => ({ ready: true, checks: {} });
  const rooms = { version: "test", ready, metrics: async () => "", webhook: null, api: routes, pages: board, onError };
  const http = httpServer(rooms);
  const url = await http.listen("127.0.0.1", port);
  return {
    ...{ url, tokens, commanded, errors, news },
    append: (key, ...entries) => {
      const all = of(key);
      for (const entry of entries)
        all.push({ seq: all.length + 1, at: "2026-05-31T18:00:00.000Z", cause: "test", entry });
      ledgers.set(key, all);
      news.ring(key);
    },
    ask: (path, token, init = {}) =>
      fetch(`${url}/api/v1/repos/${path}`, {
        ...init,
        headers: {
          ...(init.headers as Record<string, string>),
          ...(token === null ? {} : { authorization: `Bearer ${token}` }),
        },
      }),
    close: async () => {
      routes.close();
      await http.close(100);
      await rm(data, { recursive: true, force: true });
    },
  };
}
