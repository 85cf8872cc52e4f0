// The policy in force at a commit: found, read, parsed, and what is left of it where it is broken. Never cached by name, only by id.
import { finding, located } from "../core/finding.ts";
import { type Oid, SYMLINK, type TreeEntry } from "../core/model.ts";
import { type Name, POLICY_PATH, type Policy, type PolicyState } from "../core/policy.ts";
import type { Git } from "../ports.ts";
import { policyFromBytes } from "../text/policy-file.ts";

/** One byte more than a policy may have, so that the parser sees that it is too large. */
export const POLICY_BYTES = 256 * 1024;

/** How many versions are looked through for the last valid one. */
const VERSIONS = 200;

/** How a host answers for `@org/team`: a bare server cannot. */
export interface Resolution {
  readonly knowsGroups: boolean;
}

/** The policy at a commit; with no commit there is none. */
export async function readPolicy(git: Git, at: Oid | null, host: Resolution): Promise<PolicyState> {
  if (at === null) return { kind: "absent" };
  const state = await policyOf(git, await git.entry(at, POLICY_PATH), host);
  return state.kind === "broken" ? { ...state, repairers: await repairers(git, at, host) } : state;
}

/** The policy that an entry of a tree holds. */
export async function policyOf(git: Git, entry: TreeEntry | null, host: Resolution): Promise<PolicyState> {
  if (entry === null) return { kind: "absent" };
  if (entry.mode === SYMLINK || !entry.mode.startsWith("100")) {
    const message = "the policy must be a plain file, not a link, a directory or a submodule";
    const at = { path: POLICY_PATH, line: 1, column: 1 };
    return {
      kind: "broken",
      oid: entry.oid,
      findings: [located("policy-valid", at, "error", message)],
      repairers: null,
    };
  }
  const key = `${entry.oid} ${host.knowsGroups}`;
  const known = parsed.get(key);
  if (known !== undefined) return known;
  const state = parse(entry.oid, await git.blob(entry.oid, POLICY_BYTES), host);
  if (parsed.size === PARSED) parsed.delete(parsed.keys().next().value!);
  parsed.set(key, state);
  return state;
}

/** What blobs mean, so that trunk may move without its policy being parsed again. The same bytes mean the same everywhere. */
const parsed = new Map<string, PolicyState>();
const PARSED = 50;

/** A policy's bytes to its state on a host. */
export function parse(oid: Oid, bytes: Uint8Array, host: Resolution): PolicyState {
  const { policy, findings } = policyFromBytes(bytes);
  if (policy === null) return { kind: "broken", oid, findings, repairers: null };
  const groups = host.knowsGroups ? [] : unresolvable(policy);
  if (!host.knowsGroups && policy.architects.every(isGroup)) {
    const message = "no architect can be resolved here: teams of a forge (@org/team) are not known to this server";
    const first = policy.architects[0]?.at;
    const fix = "name at least one architect by login";
    const broken = first
      ? located("policy-valid", first, "error", message, fix)
      : finding("policy-valid", { level: "error", message, fix });
    return { kind: "broken", oid, findings: [broken, ...findings], repairers: null };
  }
  return { kind: "valid", oid, policy, warnings: [...findings, ...groups] };
}

const isGroup = ({ name }: Name): boolean => name.startsWith("@");

function unresolvable(policy: Policy) {
  const names = [...policy.architects, ...policy.teams.flatMap((team) => team.members), ...policy.free];
  return names.flatMap(({ name, at }) =>
    isGroup({ name, at }) && at !== null
      ? [
          located(
            "policy-valid",
            at,
            "warning",
            `${name} is a team of a forge, which this server does not know: it never matches`,
          ),
        ]
      : [],
  );
}

async function repairers(git: Git, at: Oid, host: Resolution): Promise<readonly Name[] | null> {
  let seen = 0;
  for await (const oid of git.versions(at, POLICY_PATH)) {
    const state = parse(oid, await git.blob(oid, POLICY_BYTES), host);
    if (state.kind === "valid") return state.policy.architects;
    seen += 1;
    // Past this many broken versions nobody is trusted by default: an empty list, not "anybody".
    if (seen >= VERSIONS) return [];
  }
  return null;
}
