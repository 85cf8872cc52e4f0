// What the API reads and does: a repository's state, its entries, its judge, and commands that are carried out.
import { randomUUID } from "node:crypto";
import type { Instant } from "../core/entry.ts";
import type { HostEvent } from "../core/event.ts";
import type { RepoKey, Repository } from "../core/signal.ts";
import type { State } from "../core/state.ts";
import type { Inbox, Ledger } from "../ports.ts";
import type { JudgementDocument } from "../render/judgement.ts";
import { parseSayings } from "../text/command.ts";
import type { Shop } from "./desk.ts";
import { judgeNow, NoSuchHead, type Question } from "./judge-now.ts";
import type { News } from "./news.ts";
import { type Answer, say, type Voice } from "./say.ts";

interface Shelf {
  readonly ledger: Ledger;
  readonly inbox: Inbox;
}

/** Who speaks, as a token or a forge says. */
interface Speaker {
  readonly login: string | null;
  readonly session: string | null;
  readonly role: "read" | "write" | "architect";
}

/** `locals`: the names of the bare repositories that are served now. */
export function libraryOf(shop: Shop, store: Shelf, news: News, locals: () => Promise<readonly string[]>) {
  const { book, clock } = shop;
  const found = new Map<string, RepoKey>();
  return {
    news,
    state: (key: RepoKey) => book.read(key),
    now: (): Instant => clock.now(),
    entries: (key: RepoKey, after: number) => store.ledger.read(key, after),
    names: async () => {
      const keys = (await store.ledger.repos()).filter((key) => !key.startsWith("local/"));
      const remote = await Promise.all(keys.map(async (key) => (await book.read(key)).name));
      return [...(await locals()), ...remote.filter((name) => name !== null)];
    },
    find: async (name: string): Promise<RepoKey | null> => {
      if (name.startsWith("local/")) return (await locals()).includes(name) ? name : null;
      const called = name.toLowerCase();
      const isCalled = async (key: RepoKey) => (await book.read(key)).name?.toLowerCase() === called;
      // Names move; where one was last is asked first.
      const last = found.get(called);
      if (last !== undefined && (await isCalled(last))) return last;
      for (const key of await store.ledger.repos())
        if (await isCalled(key)) {
          found.set(called, key);
          return key;
        }
      found.delete(called);
      return null;
    },
    judge: async (key: RepoKey, asked: Question): Promise<JudgementDocument | string> => {
      const state = await book.read(key);
      try {
        return await judgeNow(await shop.hostOf(repositoryOf(key, state)), state, clock.now(), asked);
      } catch (error) {
        if (error instanceof NoSuchHead) return error.message;
        throw error;
      }
    },
    command: async (key: RepoKey, by: Speaker, session: string | null, text: string): Promise<readonly Answer[]> => {
      const repo = repositoryOf(key, await book.read(key));
      const cause = `api/${randomUUID()}`;
      const voice: Voice = {
        via: "command",
        login: by.login ?? (by.session === null ? "the holder of a token" : `the token of ${by.session}`),
        session: by.session ?? session,
        bound: by.session !== null,
        branch: null,
        architect: by.role === "architect",
        readOnly: by.role === "read",
      };
      const settle = (events: readonly HostEvent[]) => book.settle(key, cause, clock.now(), events);
      const host = await shop.hostOf(repo);
      const answers = await say({ host, clock, settle }, voice, parseSayings(text), (index) => `${cause}:${index}`);
      // What it changed is shown like everything else.
      if (answers.some(({ became }) => became.length > 0))
        await store.inbox.put({ id: cause, repo, signal: { kind: "tick" } }, clock.now());
      return answers;
    },
  };
}

const repositoryOf = (key: RepoKey, { name, installation }: State): Repository => ({
  key,
  name: name ?? key,
  installation,
});
