// Where a session stands: its worktree, its branch, the policy at trunk as this clone knows it. Three gits at once, and nothing else.
import { POLICY_PATH, type Policy } from "../../core/policy.ts";

export interface Here {
  /** The top of the worktree. */
  readonly root: string;
  /** The repository that all its worktrees share. */
  readonly common: string;
  /** Null where HEAD is detached. */
  readonly branch: string | null;
  /** Trunk's name; null where there is none. */
  readonly trunk: string | null;
  /** Null where trunk has none, or one that does not validate. */
  readonly policy: Policy | null;
  /** The URL of `origin`, and who the clone says they are. */
  readonly origin: string | null;
  readonly userName: string | null;
}

/** Names of trunk where `origin/HEAD` does not say, in the order they are looked for. */
const TRUNKS = ["main", "master", "trunk"].flatMap((name) => [`refs/remotes/origin/${name}`, `refs/heads/${name}`]);
const REMOTE_HEAD = "refs/remotes/origin/HEAD";
export const PLACES = [REMOTE_HEAD, ...TRUNKS];
const PLACE_QUESTIONS = [
  ...["--path-format=absolute", "--show-toplevel", "--git-common-dir"],
  ...["--symbolic-full-name", "HEAD", REMOTE_HEAD],
];

/** The same as git said it, with the policy as it stands in its file. */
export interface Told extends Omit<Here, "policy"> {
  /** Null where trunk has none. */
  readonly policy: Uint8Array | null;
}

/** The worktree that a directory belongs to; null where it belongs to none. */
export async function hereIn(directory: string): Promise<Here | null> {
  const told = await askGit(directory);
  return told === null ? null : await read(told);
}

/** Loaded only where a policy is read: that takes longer than all the rest. */
export async function read(told: Told): Promise<Here> {
  if (told.policy === null) return { ...told, policy: null };
  const { policyFromBytes } = await import("../../text/policy-file.ts");
  return { ...told, policy: policyFromBytes(told.policy).policy };
}

export async function askGit(directory: string): Promise<Told | null> {
  const [place, objects, settings] = await Promise.all([
    runGit(directory, ["rev-parse", ...PLACE_QUESTIONS], ""),
    runGit(
      directory,
      ["cat-file", "--batch"],
      PLACES.map((ref) => `${ref}^{commit}\n${ref}:${POLICY_PATH}\n`).join(""),
    ),
    runGit(directory, ["config", "--null", "--get-regexp", "^(remote\\.origin\\.url|user\\.name)$"], ""),
  ]);
  // Without a commit, or a head of the remote, it fails after it has said the rest.
  const [root, common, head = "", remote = ""] = place.stdout.toString("utf8").split("\n");
  if (!root || !common) return null;
  const said = new Map(
    settings.stdout
      .toString("utf8")
      .split("\0")
      .map((each) => [each.slice(0, each.indexOf("\n")), each.slice(each.indexOf("\n") + 1)]),
  );
  return {
    root,
    common,
    branch: /^refs\/heads\/(.+)$/.exec(head)?.[1] ?? null,
    ...trunkIn(objects.stdout, remote),
    origin: said.get("remote.origin.url") ?? null,
    userName: said.get("user.name") ?? null,
  };
}

/** The first of the places that there is, and the policy there. */
function trunkIn(answers: Buffer, remote: string): Pick<Told, "trunk" | "policy"> {
  let at = 0;
  for (const place of PLACES) {
    const tip = objectAt(answers, at);
    const file = objectAt(answers, tip.end);
    at = file.end;
    if (tip.bytes === null) continue;
    const trunk = (place === REMOTE_HEAD ? remote : place).replace(/^refs\/(?:remotes\/origin|heads)\//, "");
    return { trunk, policy: file.type === "blob" ? file.bytes : null };
  }
  return { trunk: null, policy: null };
}

/** One answer of `cat-file --batch`: `<oid> <type> <size>`, the bytes, a line feed; or `<name> missing`. */
function objectAt(answers: Buffer, at: number): { type: string | null; bytes: Buffer | null; end: number } {
  const line = answers.indexOf(10, at);
  const end = line === -1 ? answers.length : line;
  const [, type = null, size] = /^[0-9a-f]+ (\w+) (\d+)$/.exec(answers.toString("latin1", at, end)) ?? [];
  if (size === undefined) return { type: null, bytes: null, end: end + 1 };
  const from = end + 1;
  return { type, bytes: answers.subarray(from, from + Number(size)), end: from + Number(size) + 1 };
}

/** More is no answer to what is asked here. */
const MAX_BYTES = 8 * 1024 * 1024;

export interface Ran {
  /** Null where it could not be started or was ended. */
  readonly code: number | null;
  readonly stdout: Buffer;
}

/** What git prints in a directory, and how it ends; it never throws. */
export async function runGit(directory: string, args: readonly string[], input: string): Promise<Ran> {
  const { spawn } = await import("node:child_process");
  return await new Promise((resolve) => {
    const env = { ...cleanEnv(), GIT_NO_REPLACE_OBJECTS: "1", GIT_OPTIONAL_LOCKS: "0", LC_ALL: "C" };
    const child = spawn("git", ["-C", directory, ...args], { env, stdio: ["pipe", "pipe", "ignore"] });
    const parts: Buffer[] = [];
    let size = 0;
    child.stdout.on("data", (part: Buffer) => {
      size += part.length;
      if (size > MAX_BYTES) child.kill("SIGKILL");
      else parts.push(part);
    });
    child.on("error", () => resolve({ code: null, stdout: Buffer.alloc(0) }));
    child.on("close", (code) => resolve({ code, stdout: Buffer.concat(parts) }));
    // It may end before it has read everything.
    child.stdin.on("error", () => {});
    child.stdin.end(input);
  });
}

/** A hook of git's sets where its repository is: here the directory alone says that. */
const cleanEnv = (): NodeJS.ProcessEnv =>
  Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^(GIT|LANEKEEPER)_/.test(name)));
