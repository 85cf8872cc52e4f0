// The demo itself: every step comes out as it should, and nothing is left behind, however it ends.
import { spawn } from "node:child_process";
import { mkdirSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { perform } from "../../src/cli/demo/perform.ts";
import { Stage } from "../../src/cli/demo/stage.ts";
import { accepted, commit, edit, git, push, refused } from "../../src/cli/demo/step.ts";
import { STORY } from "../../src/cli/demo/story.ts";
import { DIST, lanekeeper, ROOT } from "../real/shell.ts";

const MAIN = join(DIST, "cli", "main.js");
const TEMP = join(ROOT, "temp");
mkdirSync(TEMP);
const left = () => readdirSync(TEMP).filter((name) => name.startsWith("lanekeeper-demo-"));
afterAll(() => rmSync(ROOT, { recursive: true, force: true }));

it("tells the whole story without a home and without configuration, and leaves nothing behind", async () => {
  const env = { HOME: undefined, GIT_CONFIG_GLOBAL: undefined, TMPDIR: TEMP };
  const { code, stdout, stderr } = await lanekeeper(["demo"], { env });
  const text = stdout.toString("utf8");
  expect([code, stderr]).toEqual([0, ""]);
  for (const [index, { title }] of STORY.entries()) expect(text).toContain(`${index + 1}. ${title}\n`);
  expect(text).toContain(`✓ ${STORY.length} of ${STORY.length} steps came out as they should`);
  expect(text).not.toContain("\x1b");
  expect(text).not.toContain(TEMP);
  expect(left()).toEqual([]);
});

it("answers with one document, and tells the story on stderr", async () => {
  const { code, stdout, stderr } = await lanekeeper(["demo", "--json"], { env: { TMPDIR: TEMP } });
  const { ok, steps } = JSON.parse(stdout.toString("utf8"));
  expect([code, ok, steps.length]).toEqual([0, true, STORY.length]);
  expect(steps[1]).toMatchObject({
    ok: true,
    expected: { code: 1, rules: ["policy-valid"] },
    got: { code: 1 },
    wrong: null,
  });
  expect(stderr).toContain("1. ");
});

it.each([
  ["SIGINT", 130],
  ["SIGTERM", 143],
] as const)("removes everything when it is ended by %s", async (signal, expected) => {
  const child = spawn(process.execPath, [MAIN, "demo"], {
    env: { ...process.env, TMPDIR: TEMP },
    stdio: ["ignore", "pipe", "ignore"],
  });
  // In the middle of it: the server runs and a push is under way.
  await new Promise<void>((resolve) => {
    let text = "";
    child.stdout.on("data", (chunk: Buffer) => {
      text += chunk;
      if (text.includes("4. ")) resolve();
    });
  });
  expect(left()).toHaveLength(1);
  child.kill(signal);
  expect(await new Promise((resolve) => child.once("close", resolve))).toBe(expected);
  expect(left()).toEqual([]);
});

describe("a step that comes out differently", () => {
  const quiet = { did: () => {}, printed: () => {} };
  const stage = new Stage(MAIN);
  afterAll(() => stage.sweep());
  const step = (act: Parameters<typeof perform>[1]["act"], expect = accepted()) =>
    perform(stage, { title: "", why: "", act, expect }, quiet);

  it("is told from one that does not, by exit code, rules, words and refs", async () => {
    const begin = [
      git("", "init", "--bare", "-b", "main", "project.git"),
      git("", "clone", "--quiet", "project.git", "ada"),
    ];
    const work = [
      git("ada", "symbolic-ref", "HEAD", "refs/heads/main"),
      edit("ada", "x", "x"),
      ...commit("ada", "Begin"),
    ];
    const to = (...refspec: string[]) => push("ada", "push", "origin", ...refspec);
    expect((await step([...begin, ...work, to("main")])).wrong).toBeNull();
    expect((await step([to("main")])).wrong).toBe("no ref of the server moved");
    expect((await step([to("main:a")], refused(["write-scope"]))).wrong).toBe("the exit code should be 1 and is 0");
    expect((await step([to("main:b")], accepted("never said"))).wrong).toBe(
      "this should have been printed and was not: never said",
    );
    expect((await step([to("nothing")], refused(["write-scope"]))).wrong).toBe(
      "the rules named should be: write-scope; they are: none",
    );
    expect((await step([git("ada", "frobnicate"), to("main:c")])).wrong).toMatch(/^git frobnicate failed: /);
    expect((await step([])).wrong).toBe("nothing was asked");
  });
});
