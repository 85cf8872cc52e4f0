// `lanekeeper check`: judges the commits of a clone as the server would, before they are pushed.
import type { Command } from "commander";
import { systemClock } from "../app/clock.ts";
import { gather, type Move } from "../app/gather.ts";
import { ClaimTable } from "../core/claims/claims.ts";
import { finding } from "../core/finding.ts";
import { judge } from "../core/judge.ts";
import type { Actor, Oid, Ref } from "../core/model.ts";
import type { PolicyState } from "../core/policy.ts";
import type { Verdict } from "../core/push.ts";
import { findingLines, plural } from "../render/hook.ts";
import { judgement } from "../render/judgement.ts";
import { type Clone, currentBranch, HERE, openClone, policyHere, userName } from "./clone.ts";
import { answer, EXIT, Usage } from "./output.ts";

interface Options {
  readonly repo: string;
  readonly base?: string;
  readonly head?: string;
  readonly branch?: string;
  readonly by?: string;
  readonly json?: boolean;
}

export function check(program: Command): void {
  program
    .command("check")
    .description("judge what this clone would push, as the server would")
    .option("--repo <dir>", "the clone", ".")
    .option("--base <ref>", "what it is measured against (default: origin/HEAD, else the local trunk)")
    .option("--head <ref>", "what would be pushed (default: HEAD)")
    .option("--branch <name>", "the branch it would be pushed to (default: the current one)")
    .option("--by <login>", "who would push it, taken at its word (default: user.name)")
    .option("--json", "one JSON document on stdout")
    .action(run);
}

async function run(options: Options): Promise<void> {
  const clone = await openClone(options.repo);
  try {
    const head = await commitOf(clone, options.head ?? "HEAD");
    const branch = await branchOf(clone, options);
    const base = options.base === undefined ? clone.trunk.tip : await commitOf(clone, options.base);
    const state = await policyHere(clone);
    const login = options.by ?? userName(clone.place);
    const verdict = await judgeHere(clone, state, { branch, base, head, login });
    report(options, { state, verdict, branch, base, head });
  } finally {
    clone.git.close();
  }
}

interface Question {
  readonly branch: string;
  readonly base: Oid | null;
  readonly head: Oid;
  readonly login: string | null;
}

async function judgeHere(clone: Clone, state: PolicyState, { branch, base, head, login }: Question): Promise<Verdict> {
  const by: Actor = { login, groups: [], foldsCase: false };
  const ref: Ref = `refs/heads/${branch}`;
  // What the server has of this branch was accepted there, so it is what guarded files are compared with.
  const before = await clone.git.tip(`refs/remotes/origin/${branch}`);
  // Who claims what, only the server knows: here nobody does.
  const known = async () => ({ rounds: null, claims: new ClaimTable(), overrides: new Map() });
  const ledger = { known, now: systemClock.now(), isBook: false };
  const move: Move = { kind: "push", ref, before, after: head, by, merged: false, pushers: null, base, ledger };
  const verdict = judge(state, await gather(clone.git, clone.trunk, state, move, HERE));
  if (state.kind !== "valid") return verdict;
  const message = "not consulted here: claims, and who pushed this branch before";
  const notice = finding("who-may-push", {
    level: "notice",
    message,
    fix: "the server knows; this is an early answer",
  });
  return { ...verdict, findings: [...verdict.findings, notice] };
}

interface Outcome {
  readonly state: PolicyState;
  readonly verdict: Verdict;
  readonly branch: string;
  readonly base: Oid | null;
  readonly head: Oid;
}

function report(options: Options, { state, verdict: { verdict, findings }, branch, base, head }: Outcome): void {
  const code =
    verdict === "pass"
      ? EXIT.ok
      : verdict === "fail"
        ? EXIT.findings
        : state.kind === "broken"
          ? EXIT.usage
          : EXIT.unjudged;
  const document = judgement(state, { verdict, findings }, { branch, base, head });
  const errors = findings.filter(({ level }) => level === "error").length;
  const closing =
    state.kind === "absent"
      ? "no policy on trunk: nothing to judge"
      : `${verdict}${errors > 0 ? `, ${plural(errors, "error")}` : ""}`;
  answer(options.json, code, document, [...findings.flatMap(findingLines), `${branch}: ${closing}`].join("\n"));
}

async function commitOf(clone: Clone, name: string): Promise<Oid> {
  const oid = await clone.git.tip(name);
  if (oid === null)
    throw new Usage(`${name} is not a commit of this repository`, "name a branch, a tag or a commit id");
  return oid;
}

async function branchOf(clone: Clone, { branch, head }: Options): Promise<string> {
  if (branch !== undefined) return branch.replace(/^refs\/heads\//, "");
  if (head !== undefined && (await clone.git.tip(`refs/heads/${head.replace(/^refs\/heads\//, "")}`)) !== null)
    return head.replace(/^refs\/heads\//, "");
  const current = await currentBranch(clone);
  if (current === null) throw new Usage("HEAD is detached, so there is no branch to judge for", "say --branch NAME");
  return current;
}
