// Do architects share their logins with teams? Then every session that has the login may do what only architects should.
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { bind } from "../../core/binding.ts";
import { type Actor, branchOf, type Ref } from "../../core/model.ts";
import { includes, type Policy } from "../../core/policy.ts";
import { type BareCheck, ok, type Row, warning } from "./check.ts";

const FIX = "give the team's sessions a login of their own";

export const logins: BareCheck = async ({ repository, policy }) => {
  if (policy.kind !== "valid") return [];
  const rows = [...members(policy.policy), ...(await pushers(policy.policy, repository))];
  return rows.length > 0 ? rows : [ok("architect-logins", "no architect shares a login with a team")];
};

export function members({ architects, teams }: Policy): Row[] {
  const both = teams.flatMap((team) =>
    team.members.flatMap(({ name }) =>
      architects.some((architect) => architect.name === name)
        ? [`${name} is an architect and a member of team ${team.name}`]
        : [],
    ),
  );
  return both.map((what) => warning("architect-logins", what, FIX));
}

/** Who pushed what stands in the record that post-receive keeps. */
async function pushers(policy: Policy, repository: string): Promise<Row[]> {
  const text = await readFile(join(repository, "lanekeeper", "pushes"), "utf8").catch(() => "");
  const pushes = readRecord(text).map(({ login, refs }) => ({ by: { login, groups: [], foldsCase: false }, refs }));
  return pushedBoth(policy, pushes);
}

/** Architects who pushed branches of teams. */
export function pushedBoth(policy: Policy, pushes: readonly { by: Actor; refs: readonly Ref[] }[]): Row[] {
  const counts = new Map<string, number>();
  for (const { by, refs } of pushes) {
    if (!includes(policy.architects, by)) continue;
    const teams = refs.flatMap((ref) => bind(policy, branchOf(ref) ?? "").team?.name ?? []);
    for (const team of new Set(teams)) counts.set(`${by.login} ${team}`, (counts.get(`${by.login} ${team}`) ?? 0) + 1);
  }
  return [...counts].map(([key, count]) => {
    const [login, team] = key.split(" ");
    const times = count === 1 ? "once" : `${count} times`;
    const what = `the architect ${login} pushed branches of team ${team} ${times}: fine for announcements, not for the team's work`;
    return warning("architect-logins", what, FIX);
  });
}

export interface RecordedPush {
  readonly login: string;
  readonly refs: readonly string[];
}

/** The record: `push TIME LOGIN`, the ref lines as git told them, an empty line. */
export function readRecord(text: string): RecordedPush[] {
  return text.split("\n\n").flatMap((block) => {
    const [head = "", ...lines] = block.replace(/^\n+/, "").split("\n");
    const login = /^push \S+ (.*)$/.exec(head)?.[1];
    return login === undefined ? [] : [{ login, refs: lines.map((line) => line.split(" ").slice(2).join(" ")) }];
  });
}
