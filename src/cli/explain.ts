// `lanekeeper explain`: who may write a path, and which line of the policy says so. The same answer the judge gives.

import { isAbsolute, posix, relative, resolve } from "node:path";
import type { Command } from "commander";
import { type Binding, bind, bindSession } from "../core/binding.ts";
import type { Actor } from "../core/model.ts";
import { quotePath } from "../core/path.ts";
import { owners, type Permit, permit } from "../core/permit.ts";
import { isArchitect, type Policy } from "../core/policy.ts";
import { nearest } from "../core/similar.ts";
import { findingLines } from "../render/hook.ts";
import { findingDocument } from "../render/judgement.ts";
import { type Clone, currentBranch, openClone, policyHere, userName } from "./clone.ts";
import { answer, EXIT, Usage } from "./output.ts";

interface Options {
  readonly repo: string;
  readonly branch?: string;
  readonly session?: string;
  readonly team?: string;
  readonly by?: string;
  readonly json?: boolean;
}

export function explain(program: Command): void {
  program
    .command("explain")
    .description("say who may write a path, and which line of the policy says so")
    .argument("<path...>", "paths from the root of the repository; `dir/` asks for what is below it")
    .option("--branch <name>", "as work on this branch (default: the current one)")
    .option("--session <sX>", "as work of this session")
    .option("--team <name>", "as work of this team")
    .option("--by <login>", "who pushes it, taken at its word (default: user.name)")
    .option("--repo <dir>", "the clone", ".")
    .option("--json", "one JSON document on stdout")
    .action(run);
}

async function run(paths: readonly string[], options: Options): Promise<void> {
  const clone = await openClone(options.repo);
  try {
    const state = await policyHere(clone);
    if (state.kind === "broken") {
      const document = {
        error: { title: "the policy does not validate", detail: state.findings[0]?.message ?? "" },
        findings: state.findings.map(findingDocument),
      };
      return answer(options.json, EXIT.usage, document, state.findings.flatMap(findingLines).join("\n"));
    }
    const by: Actor = { login: options.by ?? userName(clone.place), groups: [], foldsCase: false };
    const said = await Promise.all(
      paths.map(async (path) => ({
        path,
        ...(state.kind === "absent" ? NO_POLICY : await answerFor(clone, state.policy, options, by, path)),
      })),
    );
    const rows = said.map(({ path, allowed, by, because }) => ({ path, may_write: allowed, by, because }));
    const code = said.every(({ allowed }) => allowed) ? EXIT.ok : EXIT.findings;
    answer(
      options.json,
      code,
      rows,
      said.map(({ path, ...said }) => `${said.allowed ? "✓" : "✗"} ${quotePath(path)}: ${words(said)}`).join("\n"),
    );
  } finally {
    clone.git.close();
  }
}

type Answer = Pick<Permit, "allowed" | "by" | "because"> & { readonly guard: Permit["guard"] | "trunk" };

/** What only some may write is said alike to them and to others; else it depends on whose work it is. */
const words = ({ allowed, guard, by, because }: Answer): string =>
  guard === null
    ? `${allowed ? "may be written" : "may not be written"} by ${by}: ${because}`
    : `${guard}: ${by} only (${because})`;

const NO_POLICY: Answer = { allowed: true, guard: null, by: "anybody", because: "there is no policy on trunk" };

async function answerFor(clone: Clone, policy: Policy, options: Options, by: Actor, typed: string): Promise<Answer> {
  const path = fromRoot(options.repo, typed);
  const binding = await bindingOf(clone, policy, options);
  if (`refs/heads/${binding.branch}` === clone.trunk.ref && binding.session === null && policy.trunk === "branch")
    return {
      allowed: isArchitect(policy, by),
      guard: "trunk",
      by: "architects",
      because: "trunk: branch, so only an architect moves trunk",
    };
  const said = permit(policy, binding, by, path);
  const others = said.allowed || said.guard !== null ? [] : owners(policy, path);
  return others.length === 0 ? said : { ...said, because: `${said.because}; it belongs to ${others.join(" and ")}` };
}

/** A path from the root of the tree, for a directory one that stands for everything below it. */
function fromRoot(repo: string, typed: string): string {
  const path = isAbsolute(typed) ? relative(resolve(repo), typed) : typed === "" ? "" : posix.normalize(typed);
  if (path === "" || path === "." || path === "./" || path === ".." || path.startsWith("../"))
    throw new Usage(`${typed} is not a path inside the repository`, "give paths from the repository's root");
  return typed.endsWith("/") ? `${path.replace(/\/$/, "")}/-` : path;
}

async function bindingOf(clone: Clone, policy: Policy, { branch, session, team }: Options): Promise<Binding> {
  if ([branch, session, team].filter((each) => each !== undefined).length > 1)
    throw new Usage("--branch, --session and --team exclude each other");
  if (session !== undefined) return bindSession(policy, "", sessionId(policy, session));
  if (team === undefined) return bind(policy, branch ?? (await currentBranch(clone)) ?? "");
  const found = policy.teams.find((each) => each.name === team || each.aliases.includes(team));
  if (found !== undefined) return { branch: "", team: found, session: null, intruder: false };
  const near = nearest(
    team,
    policy.teams.map(({ name }) => name),
  );
  throw new Usage(`the policy has no team ${team}`, near === null ? null : `did you mean ${near}?`);
}

/** A session by its id or its display name. */
function sessionId(policy: Policy, typed: string): string {
  const named = [...policy.sessions.names].find(([, name]) => name.toLowerCase() === typed.toLowerCase());
  const id = named?.[0] ?? typed;
  if (!/^s[A-Z][A-Z0-9]?$/.test(id))
    throw new Usage(
      `${typed} is not a session`,
      "a session's id is `s`, a capital, and perhaps one more capital or digit: sA",
    );
  return id;
}
