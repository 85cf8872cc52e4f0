// Hostile text in reasons, paths, messages and keys: shown as text wherever it is shown, and refused in words where there is too much.
import { printable } from "../../src/render/escape.ts";
import { lanekeeper } from "../real/shell.ts";
import { answers, Crew, ENFORCED, reactions } from "./crew.ts";
import type { Scene } from "./scene.ts";

let crew: Crew;
let scene: Scene;
beforeAll(async () => {
  crew = await Crew.start();
  scene = await crew.scene(ENFORCED);
});
afterAll(() => crew.story.end());

const ESC = "\u001b";
const EVIL = `@acme/all #1 <img src=x> **b** [x](http://evil.example) \`c\` ${ESC}[31mred\u202eder <!-- lanekeeper:gate -->`;

/** What Markdown makes of a text outside of its code, which shows everything as it is. */
const outside = (body: string): string =>
  body.replace(/(`+)(?!`).*?(?<!`)\1(?!`)/gs, "").replace(/^<!-- lanekeeper:[a-z-]+ -->\n/, "");

function isText(body: string): void {
  expect(outside(body)).not.toMatch(/(?<!\\)@a|<img|<!--|(?<!\\)\]\(|(?<![\\&])#1\b|(?<!\\)\*\*b/);
  expect(body).not.toContain(ESC);
  expect(body).not.toContain("\u202e");
}

/** Everything the App has written: checks, comments, issues. */
async function screens(): Promise<readonly string[]> {
  await crew.story.quiet();
  const { repo } = scene;
  const runs = [...repo.refs.values()].flatMap((sha) =>
    ["lanekeeper", "lanekeeper/claims", "lanekeeper/acks"].flatMap((name) => repo.checks.of(sha, name)),
  );
  const ours = repo.comments.filter(({ app }) => app !== null);
  for (const { number } of [...repo.issues, ...repo.pulls.all]) repo.talk.read(number);
  return [
    ...runs.flatMap(({ output }) => [output.title ?? "", output.summary ?? ""]),
    ...ours.map(({ body }) => body),
    ...repo.issues.filter(({ app }) => app !== null).flatMap(({ title, body }) => [title, body ?? ""]),
  ];
}

test("in checks, comments and issues it is text", async () => {
  for (const text of [
    `/claim src/** -- ${EVIL}`,
    `/ask sC ${EVIL}`,
    `/found ${EVIL}`,
    `/task ${EVIL}`,
    `/keep k ${EVIL}`,
  ])
    expect(await crew.say(scene, "sA", text)).toMatchObject({ status: 200 });
  await scene.push("quinn", "session-sC", { "src/@acme #1 <img src=x> **b**.ts": "1\n" }, `[sC] ${EVIL}`);
  const number = await scene.pull("session-sC", "quinn");
  const id = scene.repo.talk.comment(number, `/claim src/** -- ${EVIL}\n\n/tell ${EVIL}`, { by: "quinn" });
  const all = await screens();
  expect(reactions(scene, id)).toEqual(["confused"]);
  expect(all.filter((body) => body.includes("evil")).length).toBeGreaterThan(1);
  for (const body of all) isText(body);
});

test("on a terminal it is text: no escape, no line of its own", async () => {
  const token = await crew.story.token({ session: "sA" });
  const env = { LANEKEEPER_URL: crew.story.url, LANEKEEPER_TOKEN: token };
  for (const command of [["claims"], ["messages"], ["sessions"], ["status"], ["inbox", "--session", "sC"], ["log"]]) {
    const { stdout, code } = await lanekeeper([...command, "--repo", scene.repo.fullName], { env });
    const text = stdout.toString("utf8");
    expect(code).toBe(0);
    expect(text.split("\n").map(printable).join("\n")).toBe(text);
  }
});

test("a message of a megabyte is refused in words, over HTTP and in a comment; so is a long reason", async () => {
  const big = await crew.say(scene, "sA", `/tell sC ${"x".repeat(1_000_000)}`);
  expect([big.status, big.detail]).toEqual([413, "what is said at once has at most 64 KiB"]);
  const long = await crew.say(scene, "sA", `/tell sC ${"x".repeat(5_000)}`);
  expect([long.status, long.detail]).toEqual([409, expect.stringContaining("4000 characters")]);
  const reason = await crew.say(scene, "sA", `/claim src/x/** -- ${"x".repeat(5_000)}`);
  expect([reason.status, reason.detail]).toEqual([409, expect.stringContaining("1000 characters")]);
  const thread = scene.repo.talk.openIssue({ by: "quinn", title: "Long" });
  const id = scene.repo.talk.comment(thread, `as sC: /tell sA ${"x".repeat(60_000)}`, { by: "quinn" });
  expect(await answers(scene, thread)).toContain("characters");
  expect(reactions(scene, id)).toEqual(["confused"]);
});
