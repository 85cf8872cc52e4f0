// Pushes in shorthand for tables. A difference is words: `+a` adds, `-a` deletes, `~a` changes, `%a` changes the mode,
// `+a>b` adds a link to b, `+a@` a submodule. A commit is `subject | difference | session trailer`; git's own `Merge …` is a merge.
import { bind } from "../../src/core/binding.ts";
import type { Actor, Change, Commit, Path, TreeEntry } from "../../src/core/model.ts";
import { branchOf } from "../../src/core/model.ts";
import type { Policy, PolicyState } from "../../src/core/policy.ts";
import type { Push } from "../../src/core/push.ts";
import type { Rule } from "../../src/core/rules/rule.ts";
import { parsePolicy } from "../../src/text/policy-file.ts";

const POLICY = `architects: [ada]
teams:
  fw: {write: ["src/core/"], members: [grace], sessions: [sA, sB]}
  qa: {write: ["test/"], sessions: [sQ]}
sessions: {write: {sC: ["docs/"]}}
shared: ["notes/"]
protected: ["ci/"]
`;

/** The policy of the tables, with lines of its own in place of those that begin alike. */
export function aPolicy(...lines: readonly string[]): Policy {
  const keys = lines.map((line) => line.slice(0, line.indexOf(":") + 1));
  const kept = POLICY.split(/\n(?! )/).filter((block) => !keys.some((key) => block.startsWith(key)));
  const { policy, findings } = parsePolicy([...kept, ...lines].join("\n"));
  if (policy === null) throw new Error(JSON.stringify(findings));
  return policy;
}

export const anActor = (login: string | null): Actor => ({ login, groups: [], foldsCase: false });

export const blob = (oid: string, mode = "100644"): TreeEntry => ({ mode, oid });

/** A difference in shorthand; one word may stand in a list for a path with spaces in it. */
export const aDiff = (words: string | readonly string[]): Change[] =>
  (typeof words === "string" ? words.split(" ").filter((word) => word !== "") : words).map(aChange);

function aChange(word: string): Change {
  const [, path = "", kind, target = ""] = /^.(.*?)(?:([>@])(.*))?$/su.exec(word) ?? [];
  const mode = kind === ">" ? "120000" : kind === "@" ? "160000" : "100644";
  const before = { "+": null, "%": blob("new", "100755") }[word.charAt(0)];
  return {
    path,
    before: before === undefined ? blob("old", mode) : before,
    after: word.startsWith("-") ? null : blob(kind === ">" ? `to ${target}` : "new", mode),
  };
}

/** The n-th commit of a push has the id nnn…n. */
function aCommit(text: string, index: number): Commit {
  const [subject = "", own = "", session = ""] = text.split(" | ");
  const parents = subject.startsWith("Merge ") ? ["p", "q"] : ["p"];
  return {
    oid: String(index + 1).repeat(40),
    parents,
    subject,
    session: session || null,
    trailers: [],
    at: null,
    authoredAt: null,
    own: aDiff(own),
  };
}

export interface Sketch
  extends Partial<Omit<Push, "by" | "changes" | "commits" | "standing" | "authors" | "pushers" | "names">> {
  readonly branch?: string;
  readonly by?: string | null;
  readonly diff?: string | readonly string[];
  readonly commits?: readonly string[];
  readonly standing?: Readonly<Record<Path, TreeEntry | null>>;
  readonly authors?: Readonly<Record<Path, string | null>>;
  readonly names?: Readonly<Record<Path, readonly string[]>>;
  readonly pushers?: readonly (string | null)[];
}

/** A push of grace's to a branch of team fw, but for what the sketch says. */
export function aPush({ branch = "fw/x", by = "grace", diff = "", ...rest }: Sketch): Push {
  const changes = aDiff(diff);
  const links = changes.flatMap(({ after }) =>
    after?.oid.startsWith("to ") ? [[after.oid, after.oid.slice(3)] as const] : [],
  );
  return {
    kind: "push",
    ref: `refs/heads/${branch}`,
    trunk: { ref: "refs/heads/main", tip: "t".repeat(40) },
    before: "b".repeat(40),
    after: "a".repeat(40),
    forced: false,
    merged: false,
    uncertain: new Set(),
    links: new Map(links),
    proposed: null,
    round: null,
    claims: null,
    overrides: [],
    ...rest,
    by: anActor(by),
    changes,
    commits: (rest.commits ?? []).map(aCommit),
    authors: new Map(Object.entries(rest.authors ?? {}).map(([path, login]) => [path, anActor(login)])),
    standing: new Map(Object.entries(rest.standing ?? {})),
    names: new Map(Object.entries(rest.names ?? {})),
    pushers: rest.pushers?.map(anActor) ?? null,
  };
}

/** What a rule has to say, each as `error path 3 (undecided)`: the level, the path and the number of the commit. */
export const complaints = (rule: Rule, push: Push, policy: Policy = aPolicy()): string[] =>
  run(rule, push, policy).map(({ level, path, commit, undecided }) =>
    [level, path, commit?.charAt(0), undecided ? "(undecided)" : null].filter(Boolean).join(" "),
  );

/** What a rule has to say, in its words: the message, an arrow, the fix. */
export const words = (rule: Rule, push: Push, policy: Policy = aPolicy()): string[] =>
  run(rule, push, policy).map(({ message, fix }) => (fix ? `${message} → ${fix}` : message));

const run = (rule: Rule, push: Push, policy: Policy) =>
  rule.check({ policy, push, binding: bind(policy, branchOf(push.ref) ?? "") });

export const valid = (policy: Policy): PolicyState & { readonly kind: "valid" } => ({
  kind: "valid",
  oid: "f".repeat(40),
  policy,
  warnings: [],
});
