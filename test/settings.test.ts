// The environment: what it means, and every problem in it at once, without a secret in the words.
import { generateKeyPairSync } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { BadSettings, readSettings } from "../src/settings.ts";

const folder = mkdtempSync(join(tmpdir(), "lanekeeper-settings-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
const PKCS1 = privateKey.export({ type: "pkcs1", format: "pem" }).toString();
const PKCS8 = privateKey.export({ type: "pkcs8", format: "pem" }).toString();
const LOCKED = privateKey
  .export({ type: "pkcs8", format: "pem", cipher: "aes-256-cbc", passphrase: "a passphrase" })
  .toString();
const file = (text: string): string => {
  const path = join(folder, `${text.length}.pem`);
  writeFileSync(path, text);
  return path;
};
const APP = { APP_ID: "42", PRIVATE_KEY: PKCS1, WEBHOOK_SECRET: "do not show this" };

function problems(env: Record<string, string>): readonly string[] {
  try {
    readSettings(env);
  } catch (error) {
    if (error instanceof BadSettings) return error.problems;
    throw error;
  }
  return [];
}

describe("settings", () => {
  it("have a default for everything: no App, SQLite, a sweep every five minutes", () => {
    const none = { github: null, databaseUrl: null, sweep: 300_000, logLevel: "info", notify: "anywhere" };
    expect(readSettings({})).toEqual(none);
    expect(readSettings({ APP_ID: "", PRIVATE_KEY: "", WEBHOOK_SECRET: "", DATABASE_URL: "", LOG_LEVEL: "" })).toEqual(
      none,
    );
  });

  it("of an App lead to github.com", () => {
    const github = {
      appId: 42,
      privateKey: PKCS1,
      secret: "do not show this",
      baseUrl: "https://api.github.com",
      pace: true,
    };
    expect(readSettings(APP).github).toEqual(github);
  });

  it.each([
    ["as it is", { PRIVATE_KEY: PKCS8 }],
    ["on one line, its ends of line written out", { PRIVATE_KEY: PKCS8.replaceAll("\n", "\\n") }],
    ["in a file", { PRIVATE_KEY: "", PRIVATE_KEY_PATH: file(PKCS8) }],
  ])("take the key %s", (_, key) => {
    expect(readSettings({ ...APP, ...key }).github?.privateKey).toBe(PKCS8);
  });

  it.each([
    ["a host", { GHE_HOST: "ghe.example.com" }, "https://ghe.example.com/api/v3"],
    ["a host with a port", { GHE_HOST: "ghe.example.com:8443" }, "https://ghe.example.com:8443/api/v3"],
    ["a host without TLS", { GHE_HOST: "127.0.0.1:3001", GHE_PROTOCOL: "http" }, "http://127.0.0.1:3001/api/v3"],
    ["an IPv6 address", { GHE_HOST: "[::1]:3001", GHE_PROTOCOL: "http" }, "http://[::1]:3001/api/v3"],
  ])("of a GitHub of one's own: %s", (_, env, baseUrl) => {
    expect(readSettings({ ...APP, ...env }).github?.baseUrl).toBe(baseUrl);
  });

  it("tell how often to sweep, where the database is and how much to log", () => {
    const env = { LANEKEEPER_SWEEP: "1m30s", DATABASE_URL: "postgresql://u:p@db/lanekeeper", LOG_LEVEL: "debug" };
    const { sweep, databaseUrl, logLevel } = readSettings(env);
    expect([sweep, databaseUrl, logLevel]).toEqual([90_000, env.DATABASE_URL, "debug"]);
  });

  it("tell where people may be called", () => {
    expect(readSettings({ LANEKEEPER_NOTIFY: "public" }).notify).toBe("public");
  });
});

describe("a problem", () => {
  it.each<[string, Record<string, string>, string]>([
    ["no secret", { ...APP, WEBHOOK_SECRET: "" }, "WEBHOOK_SECRET is missing: the App does not start without one"],
    ["no number", { ...APP, APP_ID: "lanekeeper" }, "APP_ID must be the App's number"],
    ["no id", { ...APP, APP_ID: "" }, "APP_ID must be the App's number"],
    ["no key", { ...APP, PRIVATE_KEY: "" }, "PRIVATE_KEY or PRIVATE_KEY_PATH is missing"],
    [
      "half a key",
      { ...APP, PRIVATE_KEY: PKCS1.slice(0, 500) },
      "PRIVATE_KEY is not a private key in PEM format, whole and without a passphrase",
    ],
    [
      "a key in quotes",
      { ...APP, PRIVATE_KEY: `"${PKCS1.slice(0, 200)}"` },
      "PRIVATE_KEY is not a private key in PEM format, whole and without a passphrase",
    ],
    [
      "a locked key",
      { ...APP, PRIVATE_KEY: "", PRIVATE_KEY_PATH: file(LOCKED) },
      "PRIVATE_KEY_PATH is not a private key in PEM format, whole and without a passphrase",
    ],
    [
      "no file",
      { ...APP, PRIVATE_KEY: "", PRIVATE_KEY_PATH: join(folder, "none") },
      "PRIVATE_KEY_PATH could not be read: ENOENT",
    ],
    [
      "a secret alone",
      { WEBHOOK_SECRET: "x" },
      "WEBHOOK_SECRET is set without APP_ID and PRIVATE_KEY: set them, or unset it",
    ],
    [
      "a URL for a host",
      { ...APP, GHE_HOST: "https://ghe.example.com/" },
      'GHE_HOST is "https://ghe.example.com/"; it must be a host, with a port where it has one, such as ghe.example.com',
    ],
    ["another protocol", { ...APP, GHE_PROTOCOL: "ssh" }, "GHE_PROTOCOL must be https or http"],
    ["no duration", { LANEKEEPER_SWEEP: "often" }, 'LANEKEEPER_SWEEP is "often", which is no duration such as 5m'],
    ["never resting", { LANEKEEPER_SWEEP: "0s" }, 'LANEKEEPER_SWEEP is "0s"; it must be from 1s to 24d'],
    ["longer than a timer", { LANEKEEPER_SWEEP: "30d" }, 'LANEKEEPER_SWEEP is "30d"; it must be from 1s to 24d'],
    [
      "another database",
      { DATABASE_URL: "mysql://u:hidden@db/x" },
      "DATABASE_URL must be an address such as postgres://user:password@host:5432/database",
    ],
    [
      "half an address",
      { DATABASE_URL: "postgres://u:hidden@:x" },
      "DATABASE_URL must be an address such as postgres://user:password@host:5432/database",
    ],
    ["half a pace", { ...APP, LANEKEEPER_PACE: "slow" }, 'LANEKEEPER_PACE is "slow"; there are on and off'],
    ["half the internet", { LANEKEEPER_NOTIFY: "all" }, 'LANEKEEPER_NOTIFY is "all"; there are public and anywhere'],
    ["another level", { LOG_LEVEL: "loud" }, 'LOG_LEVEL is "loud"; there are error, warn, info, debug'],
  ])("is told in one clause: %s", (_, env, said) => {
    expect(problems(env)).toEqual([said]);
  });

  it("is told with all the others", () => {
    const env = { APP_ID: "x", PRIVATE_KEY: "y", LANEKEEPER_SWEEP: "z", DATABASE_URL: "file:x", LOG_LEVEL: "silent" };
    expect(problems({ ...env, GHE_HOST: "a/b", GHE_PROTOCOL: "gopher" })).toHaveLength(8);
  });

  it("never repeats a key, a secret or a password", () => {
    const secrets = ["hidden-secret", "hidden-key", "hidden-password"];
    const env = {
      APP_ID: "x",
      PRIVATE_KEY: `-----BEGIN RSA PRIVATE KEY-----\n${secrets[1]}`,
      WEBHOOK_SECRET: secrets[0]!,
      DATABASE_URL: `mysql://u:${secrets[2]}@db/x`,
    };
    for (const secret of secrets) expect(problems(env).join()).not.toContain(secret);
  });
});
