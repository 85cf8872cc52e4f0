// The environment to Settings, or every problem in it at once. Nothing else reads the environment.
import { readFileSync } from "node:fs";
import { parseDuration } from "./core/duration.ts";

export interface GitHubSettings {
  readonly appId: number;
  readonly privateKey: string;
  readonly secret: string;
  /** The API's root: that of github.com, or a server of one's own. */
  readonly baseUrl: string;
}

export interface Settings {
  /** Null: the App is off. */
  readonly github: GitHubSettings | null;
  readonly databaseUrl: string | null;
  /** Milliseconds between two sweeps. */
  readonly sweep: number;
}

export class BadSettings extends Error {
  override readonly name = "BadSettings";
  readonly problems: readonly string[];
  constructor(problems: readonly string[]) {
    super(problems.join("; "));
    this.problems = problems;
  }
}

type Env = Readonly<Record<string, string | undefined>>;

/** Read everything; throws BadSettings with every problem. */
export function readSettings(env: Env): Settings {
  const problems: string[] = [];
  const github = githubOf(env, problems);
  const sweep = parseDuration(env.LANEKEEPER_SWEEP || "5m");
  if (sweep === null)
    problems.push(`LANEKEEPER_SWEEP is ${JSON.stringify(env.LANEKEEPER_SWEEP)}, which is no duration such as 5m`);
  const databaseUrl = env.DATABASE_URL || null;
  if (databaseUrl !== null && !/^postgres(?:ql)?:\/\//.test(databaseUrl))
    problems.push("DATABASE_URL must begin with postgres://");
  if (problems.length > 0 || sweep === null) throw new BadSettings(problems);
  return { github, databaseUrl, sweep };
}

function githubOf(env: Env, problems: string[]): GitHubSettings | null {
  const { APP_ID: id, PRIVATE_KEY: key, PRIVATE_KEY_PATH: path, WEBHOOK_SECRET: secret } = env;
  if (!id && !key && !path) {
    if (secret) problems.push("WEBHOOK_SECRET is set without APP_ID and PRIVATE_KEY: set them, or unset it");
    return null;
  }
  const appId = Number(id);
  if (!id || !Number.isSafeInteger(appId) || appId <= 0) problems.push("APP_ID must be the App's number");
  const privateKey = key ? key.replaceAll("\\n", "\n") : readKey(path, problems);
  if (privateKey !== null && !privateKey.includes("PRIVATE KEY"))
    problems.push("PRIVATE_KEY is not a key in PEM format");
  // Without a secret anybody could tell us anything.
  if (!secret) problems.push("WEBHOOK_SECRET is missing: the App does not start without one");
  const protocol = env.GHE_PROTOCOL || "https";
  if (!/^https?$/.test(protocol)) problems.push("GHE_PROTOCOL must be https or http");
  const baseUrl = env.GHE_HOST ? `${protocol}://${env.GHE_HOST}/api/v3` : "https://api.github.com";
  return privateKey === null || !secret ? null : { appId, privateKey, secret, baseUrl };
}

function readKey(path: string | undefined, problems: string[]): string | null {
  if (!path) {
    problems.push("PRIVATE_KEY or PRIVATE_KEY_PATH is missing");
    return null;
  }
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    problems.push(`PRIVATE_KEY_PATH could not be read: ${(error as NodeJS.ErrnoException).code ?? "unreadable"}`);
    return null;
  }
}
