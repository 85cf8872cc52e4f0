// Where a session stands: what git says of it, and that what was kept of that is never older than the clone.
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { boundHere } from "../../src/client/here/bound.ts";
import { hereIn } from "../../src/client/here/here.ts";
import { standingIn } from "../../src/client/here/kept.ts";
import { need, ROOT } from "../real/shell.ts";

afterAll(() => rmSync(ROOT, { recursive: true, force: true }));

const policy = (team: string): string => `architects: [ada]\nteams:\n  ${team}: {write: ["src/"], sessions: [sA]}\n`;
let count = 0;

/** As it is kept, in the form of what is asked anew. */
async function hereKept(directory: string, state: string) {
  const standing = await standingIn(directory, state, null);
  if (standing === null) return null;
  const here = await standing.here();
  expect(standing.bound).toEqual(boundHere(here, null));
  expect((await standingIn(directory, state, "sA"))!.bound).toEqual(boundHere(here, "sA"));
  return here;
}

interface Made {
  readonly clone: string;
  readonly state: string;
  readonly git: (...args: string[]) => Promise<string>;
}

async function aClone(): Promise<Made> {
  const [bare, clone, state] = ["bare.git", "clone", "state"].map((name) => join(ROOT, `here-${count}`, name));
  count += 1;
  await need("git", ["init", "-q", "--bare", "-b", "main", bare!]);
  await need("git", ["clone", "-q", bare!, clone!]);
  const git = (...args: string[]) => need("git", ["-C", clone!, ...args]);
  mkdirSync(join(clone!, ".github"));
  writeFileSync(join(clone!, ".github/lanekeeper.yml"), policy("fw"));
  await git("add", ".");
  await git("commit", "-qm", "Begin");
  await git("push", "-q", "origin", "main");
  await git("remote", "set-head", "origin", "main");
  return { clone: clone!, state: state!, git };
}

const teams = (here: Awaited<ReturnType<typeof hereIn>>) => here?.policy?.teams.map(({ name }) => name) ?? null;

test("of a clone: its branch, trunk, policy, origin and who works in it", async () => {
  const { clone, git } = await aClone();
  await git("checkout", "-qb", "session-sA");
  await git("config", "user.name", "ada");
  const here = await hereIn(join(clone, ".github"));
  expect({ ...here, policy: teams(here) }).toEqual({
    root: clone,
    common: join(clone, ".git"),
    branch: "session-sA",
    trunk: "main",
    policy: ["fw"],
    origin: expect.stringMatching(/bare\.git$/),
    userName: "ada",
  });
});

test.each<[string, (made: Made) => Promise<unknown>]>([
  ["nothing", async () => {}],
  ["another branch", ({ git }) => git("checkout", "-qb", "session-sB")],
  ["no branch", ({ git }) => git("checkout", "-q", "--detach")],
  ["another name", ({ git }) => git("config", "user.name", "eve")],
  ["another origin", ({ git }) => git("remote", "set-url", "origin", "/elsewhere/x.git")],
  ["packed refs", ({ git }) => git("pack-refs", "--all")],
  [
    "a policy that was pushed",
    async ({ clone, git }) => {
      await git("pack-refs", "--all");
      writeFileSync(join(clone, ".github/lanekeeper.yml"), policy("qa"));
      await git("commit", "-qam", "Other teams");
      await git("push", "-q", "origin", "HEAD:main");
    },
  ],
  [
    "a trunk of another name",
    async ({ clone, git }) => {
      writeFileSync(join(clone, ".github/lanekeeper.yml"), policy("dev"));
      await git("commit", "-qam", "Other teams");
      await git("push", "-q", "origin", "HEAD:develop");
      await git("remote", "set-head", "origin", "develop");
    },
  ],
  [
    "another trunk's policy later",
    async ({ clone, git, state }) => {
      await git("push", "-q", "origin", "HEAD:develop");
      await git("remote", "set-head", "origin", "develop");
      await hereKept(clone, state);
      writeFileSync(join(clone, ".github/lanekeeper.yml"), policy("dev"));
      await git("commit", "-qam", "Other teams");
      await git("push", "-q", "origin", "HEAD:develop");
    },
  ],
  ["no remote", ({ git }) => git("remote", "remove", "origin")],
])("what was kept is what git says, after %s", async (_, change) => {
  const made = await aClone();
  const { clone, state } = made;
  const before = await hereKept(clone, state);
  expect(teams(before)).toEqual(["fw"]);
  await change(made);
  const [kept, asked] = [await hereKept(clone, state), await hereIn(clone)];
  expect({ ...kept, policy: teams(kept) }).toEqual({ ...asked, policy: teams(asked) });
});

test("each worktree has its own, and a folder that is none has none", async () => {
  const { clone, state, git } = await aClone();
  await git("worktree", "add", "-q", "-b", "session-sA", "../sA");
  await hereKept(clone, state);
  for (const _ of ["asked", "kept"]) {
    const there = await hereKept(join(clone, "../sA/.github"), state);
    expect([there?.root, there?.branch, there?.common]).toEqual([
      join(clone, "../sA"),
      "session-sA",
      join(clone, ".git"),
    ]);
  }
  expect((await hereKept(clone, state))?.branch).toBe("main");
  expect([await hereKept(ROOT, state), await hereIn(ROOT), await hereKept("/nowhere", state)]).toEqual([
    null,
    null,
    null,
  ]);
});
