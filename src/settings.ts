// The environment to Settings, or every problem in it at once. Nothing else reads the environment. A problem never repeats a secret.
import { createPrivateKey } from "node:crypto";
import { readFileSync } from "node:fs";
import { parseDuration } from "./core/duration.ts";

export interface GitHubSettings {
  readonly appId: number;
  readonly privateKey: string;
  readonly secret: string;
  /** The API's root: that of github.com, or a server of one's own. */
  readonly baseUrl: string;
  /** Space out writes as github.com asks for; a server of one's own may have no limits. */
  readonly pace: boolean;
}

/** From what is always told to what is told on request. */
export const LEVELS = ["error", "warn", "info", "debug"] as const;
export type Level = (typeof LEVELS)[number];

export interface Settings {
  /** Null: the App is off. */
  readonly github: GitHubSettings | null;
  readonly databaseUrl: string | null;
  /** Milliseconds between two sweeps. */
  readonly sweep: number;
  readonly logLevel: Level;
  /** Where the addresses of `notify` may lie: on the public internet, or inside the server's own network too. */
  readonly notify: "public" | "anywhere";
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

/** A timer cannot wait longer than 24 days. */
const SWEEP = { least: 1_000, most: 24 * 24 * 3600_000 };

/** Read everything; throws BadSettings with every problem. */
export function readSettings(env: Env): Settings {
  const problems: string[] = [];
  const github = githubOf(env, problems);
  const sweep = sweepOf(env.LANEKEEPER_SWEEP || "5m", problems);
  const databaseUrl = env.DATABASE_URL || null;
  if (databaseUrl !== null && !(/^postgres(?:ql)?:\/\//.test(databaseUrl) && URL.canParse(databaseUrl)))
    problems.push("DATABASE_URL must be an address such as postgres://user:password@host:5432/database");
  const level = env.LOG_LEVEL || "info";
  const logLevel = LEVELS.find((each) => each === level);
  if (logLevel === undefined) problems.push(`LOG_LEVEL is ${quoted(level)}; there are ${LEVELS.join(", ")}`);
  const notify = env.LANEKEEPER_NOTIFY || "anywhere";
  if (notify !== "public" && notify !== "anywhere")
    problems.push(`LANEKEEPER_NOTIFY is ${quoted(notify)}; there are public and anywhere`);
  if (problems.length > 0 || logLevel === undefined) throw new BadSettings(problems);
  return { github, databaseUrl, sweep, logLevel, notify: notify === "public" ? notify : "anywhere" };
}

function sweepOf(text: string, problems: string[]): number {
  const sweep = parseDuration(text);
  if (sweep === null) problems.push(`LANEKEEPER_SWEEP is ${quoted(text)}, which is no duration such as 5m`);
  else if (sweep < SWEEP.least || sweep > SWEEP.most)
    problems.push(`LANEKEEPER_SWEEP is ${quoted(text)}; it must be from 1s to 24d`);
  return sweep ?? 0;
}

function githubOf(env: Env, problems: string[]): GitHubSettings | null {
  const { APP_ID: id, PRIVATE_KEY: key, PRIVATE_KEY_PATH: path, WEBHOOK_SECRET: secret } = env;
  if (!id && !key && !path) {
    if (secret) problems.push("WEBHOOK_SECRET is set without APP_ID and PRIVATE_KEY: set them, or unset it");
    return null;
  }
  const appId = Number(id);
  if (!id || !Number.isSafeInteger(appId) || appId <= 0) problems.push("APP_ID must be the App's number");
  const privateKey = keyOf(key, path, problems);
  // Without a secret anybody could tell us anything.
  if (!secret) problems.push("WEBHOOK_SECRET is missing: the App does not start without one");
  const baseUrl = baseUrlOf(env, problems);
  const pace = env.LANEKEEPER_PACE || "on";
  if (pace !== "on" && pace !== "off") problems.push(`LANEKEEPER_PACE is ${quoted(pace)}; there are on and off`);
  return privateKey === null || !secret ? null : { appId, privateKey, secret, baseUrl, pace: pace !== "off" };
}

function baseUrlOf({ GHE_HOST: host, GHE_PROTOCOL: protocol }: Env, problems: string[]): string {
  if (protocol && !/^https?$/.test(protocol)) problems.push("GHE_PROTOCOL must be https or http");
  if (!host) return "https://api.github.com";
  if (!/^(?:[a-z0-9.-]+|\[[0-9a-f:]+\])(?::\d{1,5})?$/i.test(host))
    problems.push(
      `GHE_HOST is ${quoted(host)}; it must be a host, with a port where it has one, such as ghe.example.com`,
    );
  return `${protocol || "https"}://${host}/api/v3`;
}

/** A key that can sign, whichever way it was given. */
function keyOf(text: string | undefined, path: string | undefined, problems: string[]): string | null {
  const name = text ? "PRIVATE_KEY" : "PRIVATE_KEY_PATH";
  const key = text ? text.replaceAll("\\n", "\n") : readKey(path, problems);
  if (key === null) return null;
  try {
    createPrivateKey(key);
    return key;
  } catch {
    problems.push(`${name} is not a private key in PEM format, whole and without a passphrase`);
    return null;
  }
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

/** What is no secret may be shown, but not all of it: somebody may have put the wrong thing there. */
const quoted = (text: string): string => JSON.stringify(text.length > 40 ? `${text.slice(0, 10)}…` : text);
