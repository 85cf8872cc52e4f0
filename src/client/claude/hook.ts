// What each of Claude Code's events gets for an answer. Silent where there is nothing new; where the server is away it says so once and
// lets everything through. It never blocks a prompt, a stop or a read.
import type { StateDocument } from "../../core/document.ts";
import { quotePath } from "../../core/path.ts";
import { type Standing, standingIn } from "../here/kept.ts";
import { repoNamed } from "../origin.ts";
import { partsOf, readerOf, waitingFor } from "../waiting.ts";
import type { ClaudeEvent } from "./event.ts";
import { fileFor, type Memory, memoryOf, remember, stateFolder, sweep } from "./memory.ts";
import { Away, HookServer } from "./server.ts";

export interface HookAnswer {
  /** The document for stdout; null: nothing. */
  readonly output: object | null;
  /** Once the output was written, and not before. */
  readonly afterwards: () => void;
}

const SILENT: HookAnswer = { output: null, afterwards: () => {} };

/** Milliseconds between signs of life, and for one request. */
const BEAT_MS = 60_000;
const PATIENCE_MS = 1_200;
const END_PATIENCE_MS = 900;

interface Scene {
  readonly event: ClaudeEvent;
  readonly standing: Standing;
  /** Who it was said that this is; null: the branch tells. */
  readonly said: string | null;
  readonly repo: string;
  /** A string: why there is nobody to ask. */
  readonly server: HookServer | string;
  readonly file: string;
  readonly folder: string;
  readonly memory: Memory;
}

export async function answerTo(event: ClaudeEvent, env: NodeJS.ProcessEnv): Promise<HookAnswer> {
  const scene = await sceneOf(event, env);
  if (scene === null) return SILENT;
  switch (event.name) {
    case "SessionStart":
      return await started(scene);
    case "UserPromptSubmit":
    case "PostToolBatch":
      return await delivered(scene);
    case "PreToolUse":
      return await guarded(scene);
    case "Stop":
      await beat(scene, PATIENCE_MS);
      return SILENT;
    case "SessionEnd":
      return await ended(scene);
    default:
      return event.name satisfies never;
  }
}

/** Null outside of repositories, and in those that have neither a policy nor a token. */
async function sceneOf(event: ClaudeEvent, env: NodeJS.ProcessEnv): Promise<Scene | null> {
  const folder = stateFolder(env);
  const said = env.LANEKEEPER_SESSION || null;
  const { LANEKEEPER_URL: url = "http://127.0.0.1:3000", LANEKEEPER_TOKEN: token = "" } = env;
  const standing = await standingIn(event.cwd, folder, said);
  if (standing === null || (!standing.hasPolicy && token === "")) return null;
  const repo = standing.origin === null ? null : repoNamed(standing.origin);
  const file = fileFor(folder, "session", event.session);
  return {
    ...{ event, standing, said, folder, file },
    repo: repo ?? "this repository",
    server: serverFor({ url, token, repo }, folder),
    memory: memoryOf(file),
  };
}

function serverFor(
  { url, token, repo }: { readonly url: string; readonly token: string; readonly repo: string | null },
  folder: string,
): HookServer | string {
  if (token === "") return "LANEKEEPER_TOKEN is not set";
  if (repo === null) return "the clone has no origin";
  if (!/^https?:/.test(url) || !URL.canParse(url)) return "LANEKEEPER_URL is not a URL";
  return new HookServer({ url, token, repo }, folder);
}

/** How things stand, or why nobody says. */
async function ask<T>({ server }: Scene, question: (server: HookServer) => Promise<T>): Promise<T | Away> {
  if (typeof server === "string") return new Away(server);
  return await question(server).catch((error: unknown) => {
    if (error instanceof Away) return error;
    throw error;
  });
}

/** A sign of life, not too often; what is remembered of it. */
async function beat({ standing, server, memory, file }: Scene, patience: number): Promise<Memory> {
  const { who } = standing.bound;
  const now = Date.now();
  if (who === null || typeof server === "string" || Math.abs(now - memory.beat) < BEAT_MS) return memory;
  if (!(await server.say("/heartbeat", who, patience))) return memory;
  const next = { ...memory, beat: now };
  remember(file, next);
  return next;
}

async function started(scene: Scene): Promise<HookAnswer> {
  const { event, standing, repo, folder, file } = scene;
  sweep(folder, Date.now());
  const asker = { repo, branch: standing.branch, ...standing.bound };
  const [state, memory] = await Promise.all([
    ask(scene, (server) => server.state({ branch: asker.branch }, PATIENCE_MS)),
    beat(scene, PATIENCE_MS),
  ]);
  if (state instanceof Away) return notice(scene, memory, state, true);
  const { outlookOf } = await import("../prime.ts");
  const { renderPrime } = await import("../../render/prime.ts");
  const { text, shown } = renderPrime(outlookOf(state, asker));
  return {
    output: { hookSpecificOutput: { hookEventName: event.name, additionalContext: text } },
    afterwards: () => remember(file, { ...memory, shown: stillNew(scene, state, [...memory.shown, ...shown]) }),
  };
}

async function delivered(scene: Scene): Promise<HookAnswer> {
  const { event, file } = scene;
  const [state, memory] = await Promise.all([
    ask(scene, (server) => server.state({}, PATIENCE_MS)),
    beat(scene, PATIENCE_MS),
  ]);
  if (state instanceof Away) return notice(scene, memory, state, false);
  const fresh = newOnes(scene, state).filter(({ id }) => !memory.shown.includes(id));
  if (fresh.length === 0) {
    const shown = stillNew(scene, state, memory.shown);
    if (shown.length < memory.shown.length) remember(file, { ...memory, shown });
    return SILENT;
  }
  const { renderNews } = await import("../../render/prime.ts");
  const { text, shown } = renderNews(fresh);
  return {
    output: { hookSpecificOutput: { hookEventName: event.name, additionalContext: text } },
    afterwards: () => remember(file, { ...memory, shown: stillNew(scene, state, [...memory.shown, ...shown]) }),
  };
}

/** Messages that the reader has not acknowledged in any way. */
function newOnes({ standing }: Scene, state: StateDocument) {
  const { who, team } = standing.bound;
  if (who === null) return [];
  const reader = { who, team: team ?? readerOf(state, who).team };
  return waitingFor(state.messages, reader).filter((message) => partsOf(message, reader).includes("sent"));
}

/** Of what was shown that which is still unacknowledged: what is handed back later is shown again. */
function stillNew(scene: Scene, state: StateDocument, shown: readonly string[]): readonly string[] {
  const waiting = new Set(newOnes(scene, state).map(({ id }) => id));
  return [...new Set(shown)].filter((id) => waiting.has(id));
}

/** Everything that judges is loaded while the server is asked. */
async function guarded(scene: Scene): Promise<HookAnswer> {
  const { event, standing, said, memory } = scene;
  if (!standing.hasPolicy) return SILENT;
  const [claims, here, { bindingHere }, { denialOf }] = await Promise.all([
    ask(scene, (server) => server.claims(PATIENCE_MS)),
    standing.here(),
    import("../here/bound.ts"),
    import("../guard/denial.ts"),
  ]);
  const binding = bindingHere(here, said);
  if (here.policy === null || binding === null) return SILENT;
  const reason = await denialOf(event, here, here.policy, binding, claims instanceof Away ? null : claims);
  const away = claims instanceof Away ? notice(scene, memory, claims, false) : SILENT;
  if (reason === null) return away;
  const denial = { hookEventName: event.name, permissionDecision: "deny", permissionDecisionReason: reason };
  return { output: { ...away.output, hookSpecificOutput: denial }, afterwards: away.afterwards };
}

async function ended({ event, server, standing, file }: Scene): Promise<HookAnswer> {
  const { who } = standing.bound;
  // Cleared or switched, it goes on in the same place.
  if (event.reason === "clear" || event.reason === "resume" || who === null || typeof server === "string")
    return SILENT;
  await server.say("/release all -- the session ended", who, END_PATIENCE_MS);
  return { output: null, afterwards: () => remember(file, { shown: [], noticed: false, beat: 0 } satisfies Memory) };
}

/** That the server is away, once in a session; at its start for the session too, which knows nothing else. */
function notice({ event, file, repo }: Scene, memory: Memory, { message }: Away, tell: boolean): HookAnswer {
  if (memory.noticed && !tell) return SILENT;
  const text = `Lanekeeper's server says nothing of ${quotePath(repo)}: ${message}. Messages and claims are not seen until it does; the gate still holds.`;
  return {
    output: {
      ...(memory.noticed ? {} : { systemMessage: text }),
      ...(tell ? { hookSpecificOutput: { hookEventName: event.name, additionalContext: text } } : {}),
    },
    afterwards: () => remember(file, { ...memory, noticed: true }),
  };
}
