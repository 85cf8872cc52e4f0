// The resident judge: answers hooks over a unix socket, so that no Node process is started per push. It writes nothing;
// the bytes it reads come from whoever can reach the socket, and all it gives away for them is a verdict.
import { randomBytes } from "node:crypto";
import { chmod, rm } from "node:fs/promises";
import { connect, createServer, type Server, type Socket } from "node:net";
import { basename, dirname } from "node:path";
import { LRUCache } from "lru-cache";
import { systemClock } from "../../app/clock.ts";
import { readPolicy } from "../../app/policy.ts";
import type { Oid } from "../../core/model.ts";
import type { PolicyState } from "../../core/policy.ts";
import type { Known } from "../../core/state.ts";
import { type Clock, Incomplete } from "../../ports.ts";
import { renderPush } from "../../render/hook.ts";
import { Conversation } from "./conversation.ts";
import { LocalGit } from "./git.ts";
import { Refused } from "./install.ts";
import { BARE, judgePush } from "./push.ts";
import { oldValues, PushedGit } from "./pushed.ts";
import { type FirstMessage, Receiver } from "./wire.ts";

/** What one answered push looked like, for the log. */
export interface Judged {
  readonly repo: string;
  readonly login: string | null;
  readonly verdict: "pass" | "refused";
  readonly refs: number;
  readonly findings: number;
  readonly ms: number;
}

export interface Options {
  readonly socket: string;
  /** Is a repository, by its real path, one that this server judges? */
  readonly serves: (gitDir: string) => Promise<boolean> | boolean;
  /** What the ledger knows of a repository; null: nothing yet. */
  readonly known?: (gitDir: string) => Promise<Known | null>;
  readonly clock?: Clock;
  readonly onJudged?: (judged: Judged) => void;
  readonly onError?: (error: unknown) => void;
}

/** How long a hook may take to answer a question. */
const PATIENCE_MS = 120_000;

interface Repository {
  readonly git: LocalGit;
  /** Policies by the commit they were read at: immutable, so never stale. */
  readonly policies: LRUCache<Oid, Promise<PolicyState>>;
}

export class Resident {
  readonly #options: Options;
  readonly #server: Server;
  readonly #repositories = new LRUCache<string, Repository>({ max: 500, dispose: ({ git }) => git.close() });
  readonly #waiting = new Map<string, { conversation: Conversation; timer: NodeJS.Timeout }>();

  constructor(options: Options) {
    this.#options = options;
    // A hook closes its side when it has said everything; the answer still goes the other way.
    this.#server = createServer({ allowHalfOpen: true }, (socket) => this.#greet(socket));
  }

  /** Listen; a socket that a dead server left is replaced, that of a living one is not. */
  async listen(): Promise<void> {
    const { socket } = this.#options;
    if (await answers(socket))
      throw new Refused(`another server already listens on ${socket}; stop it, or name another folder with --data`);
    await rm(socket, { force: true });
    await new Promise<void>((resolve, reject) => {
      this.#server.once("error", reject);
      listenAt(this.#server, socket, resolve);
    });
    // Pushes come from whatever user the git server runs as; the folder above decides who gets here.
    await chmod(this.#options.socket, 0o666);
  }

  async close(): Promise<void> {
    for (const { timer } of this.#waiting.values()) clearTimeout(timer);
    this.#waiting.clear();
    await new Promise((resolve) => this.#server.close(resolve));
    this.#repositories.clear();
  }

  #greet(socket: Socket): void {
    const receiver = new Receiver();
    socket.setTimeout(PATIENCE_MS, () => socket.destroy());
    socket.on("error", () => {});
    socket.on("data", (chunk: Buffer) => {
      try {
        receiver.push(chunk);
      } catch (error) {
        this.#hangUp(socket, error);
      }
    });
    socket.on("end", () => {
      if (socket.destroyed) return;
      this.#answer(receiver).then(
        (text) => socket.end(text),
        (error) => this.#hangUp(socket, error),
      );
    });
  }

  /** No answer: the hook then judges by itself, or refuses. */
  #hangUp(socket: Socket, error: unknown): void {
    if (!(error instanceof Incomplete)) this.#options.onError?.(error);
    socket.destroy();
  }

  async #answer(receiver: Receiver): Promise<string> {
    const message = receiver.end();
    if (message.kind === "judge") return this.#continue(await this.#begin(message));
    const waiting = this.#waiting.get(message.token);
    if (waiting === undefined) throw new Incomplete("nobody waits for this answer");
    this.#waiting.delete(message.token);
    clearTimeout(waiting.timer);
    waiting.conversation.tell(message.body);
    return this.#continue(waiting.conversation);
  }

  async #continue(conversation: Conversation): Promise<string> {
    const turn = await conversation.turn();
    if (turn.kind === "verdict") return turn.text;
    const token = randomBytes(16).toString("hex");
    const timer = setTimeout(() => this.#waiting.delete(token), PATIENCE_MS).unref();
    this.#waiting.set(token, { conversation, timer });
    return `more ${token}\n${turn.asks.join("\n")}\n`;
  }

  async #begin(message: FirstMessage): Promise<Conversation> {
    if (!(await this.#options.serves(message.gitDir))) throw new Incomplete(`${message.gitDir} is not served here`);
    const started = performance.now();
    const { git, policies } = this.#repository(message.gitDir);
    const { trunk, updates, login } = message;
    return new Conversation(async (hook) => {
      const pushed = new PushedGit(git, message.log, trunk.tip, oldValues(message), hook);
      const { known, clock = systemClock } = this.#options;
      const ledger = { known: async () => (await known?.(message.gitDir)) ?? null, now: clock.now() };
      const { refs } = await judgePush(
        pushed,
        { updates, login, trunk, ledger },
        this.#policy(git, policies, trunk.tip),
      );
      const pass = refs.every(({ verdict }) => verdict.verdict === "pass");
      const findings = refs.reduce((sum, { verdict }) => sum + verdict.findings.length, 0);
      const ms = Math.round(performance.now() - started);
      this.#options.onJudged?.({
        repo: message.gitDir,
        login,
        verdict: pass ? "pass" : "refused",
        refs: refs.length,
        findings,
        ms,
      });
      const text = renderPush(refs);
      return `${pass ? "yes" : "no"}${text === "" ? "" : `\n${text}`}`;
    });
  }

  #repository(gitDir: string): Repository {
    const known = this.#repositories.get(gitDir);
    if (known !== undefined) return known;
    const repository = {
      git: new LocalGit({ gitDir }),
      policies: new LRUCache<Oid, Promise<PolicyState>>({ max: 50 }),
    };
    this.#repositories.set(gitDir, repository);
    return repository;
  }

  #policy(git: LocalGit, policies: Repository["policies"], tip: Oid | null): Promise<PolicyState> {
    if (tip === null) return Promise.resolve({ kind: "absent" });
    const known = policies.get(tip);
    if (known !== undefined) return known;
    const reading = readPolicy(git, tip, BARE);
    policies.set(tip, reading);
    reading.catch(() => policies.delete(tip));
    return reading;
  }
}

/** Does somebody listen on this socket? */
export function answers(socket: string): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = connectAt(socket)
      .once("connect", () => {
        probe.destroy();
        resolve(true);
      })
      .once("error", () => resolve(false));
  });
}

/** The kernel takes no socket path of more than 107 bytes; a shorter one is what it is called from its own folder. */
function listenAt(server: Server, socket: string, listening: () => void): void {
  inFolder(socket, (name) => server.listen(name, listening));
}

const connectAt = (socket: string): Socket => inFolder(socket, (name) => connect(name));

function inFolder<T>(socket: string, call: (name: string) => T): T {
  if (Buffer.byteLength(socket) <= 107) return call(socket);
  const here = process.cwd();
  process.chdir(dirname(socket));
  try {
    return call(basename(socket));
  } finally {
    process.chdir(here);
  }
}
