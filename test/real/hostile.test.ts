// Whatever somebody pushes, the judge answers, soon and in words that can be printed.
import { MAX_FINDINGS } from "../../src/render/hook.ts";
import { type Draft, type Entry, type Files, POLICY, POLICY_FILE, type Pushed, story, type World } from "./world.ts";

const BRANCH = "framework/work";
const CLEAN = { accepted: true, findings: [] };

/** One policy as the first push of all, and how long that took. */
async function first(w: World, policy: Entry): Promise<Pushed & { readonly ms: number }> {
  await w.commit("main", { [POLICY_FILE]: policy }, { from: [] });
  const began = performance.now();
  const pushed = await w.push("ada", "main", { check: false });
  return { ...pushed, ms: performance.now() - began };
}

const HOSTILE: Readonly<Record<string, readonly [Entry, string]>> = {
  "of one megabyte": [`architects: [ada]\n${"# x\n".repeat(262_144)}`, `✗ policy-valid ${POLICY_FILE}:1:1`],
  "nested ten thousand lists deep": [`architects: ${"[".repeat(10_000)}`, `✗ policy-valid ${POLICY_FILE}:1:`],
  "nested five hundred maps deep": [
    Array.from({ length: 500 }, (_, at) => `${" ".repeat(at)}a:`).join("\n"),
    `✗ policy-valid ${POLICY_FILE}:`,
  ],
  "with an alias bomb": [
    `a: &a [x,x,x,x,x,x,x,x,x]\n${[..."bcdefghi"].map((each, at) => `${each}: &${each} [${Array(9).fill(`*${"abcdefgh"[at]}`)}]`).join("\n")}\n`,
    `✗ policy-valid ${POLICY_FILE}:1:4`,
  ],
  "that is not UTF-8": [Buffer.from("architects: [ad\xe9]\n", "latin1"), `✗ policy-valid ${POLICY_FILE}:1:16`],
  "of zero bytes": [Buffer.alloc(1000), `✗ policy-valid ${POLICY_FILE}:1:1`],
  "that is empty": ["", `✗ policy-valid ${POLICY_FILE}:1:1`],
  "of several documents": [
    "architects: [ada]\nteams: {}\n---\narchitects: [mallory]\n",
    `✗ policy-valid ${POLICY_FILE}:`,
  ],
  "with a pattern of many stars": [
    `architects: [ada]\nteams:\n  a:\n    write: ["${"*a".repeat(500)}"]\n`,
    `✗ policy-valid ${POLICY_FILE}:4:`,
  ],
};

for (const [what, [policy, finding]] of Object.entries(HOSTILE))
  story(`a policy ${what} ends in a located finding within a second`, { unborn: true }, async (w) => {
    const { accepted, findings, ms } = await first(w, policy);
    expect(accepted).toBe(false);
    expect(findings.some((each) => each.startsWith(finding))).toBe(true);
    expect(findings.length).toBeLessThanOrEqual(MAX_FINDINGS);
    expect(ms).toBeLessThan(5000);
  });

for (const [what, policy] of [
  ["line ends of Windows", POLICY.replaceAll("\n", "\r\n")],
  ["a byte order mark", `\ufeff${POLICY}`],
  ["patterns that are slow elsewhere", POLICY.replace('"qa/"', `"qa/", "${"**/".repeat(60)}x", "${"*a".repeat(90)}"`)],
] as const)
  story(`a policy with ${what} holds like any other`, { policy }, async (w) => {
    await w.commit(BRANCH, { "expertdomain/one.ts": "1\n" });
    expect(await w.push("grace", BRANCH)).toMatchObject(CLEAN);
    await w.commit(BRANCH, { "qa/plan.md": "evil\n", [`${"a/".repeat(60)}y`]: "x\n", ["a".repeat(180)]: "x\n" });
    const { findings } = await w.push("grace", BRANCH);
    expect(findings).toContain("✗ write-scope qa/plan.md");
    expect(findings.length).toBe(3);
  });

story("refs that look like options are names like any other", {}, async (w) => {
  await w.commit("work", { "qa/plan.md": "evil\n" });
  for (const ref of [
    "--upload-pack=x",
    "-c",
    "framework/--exec=x",
    "-",
    "framework/-c core.pager=x".replace(" ", "_"),
  ]) {
    const pushed = await w.push("grace", `work:refs/heads/${ref}`, { check: false });
    expect(pushed.findings).toEqual(ref.startsWith("framework/") ? ["✗ write-scope qa/plan.md"] : []);
  }
  expect(await w.push("grace", "work:refs/tags/--help")).toMatchObject(CLEAN);
});

story("a branch name of odd letters is printed without them", {}, async (w) => {
  await w.commit("work", { "qa/plan.md": "evil\n" });
  const pushed = await w.push("grace", "work:refs/heads/framework/\u202egnp.exe\u200b", { check: false });
  expect(pushed.findings).toEqual(["✗ write-scope qa/plan.md"]);
  expect(pushed.said.join("\n")).not.toMatch(/[\u202e\u200b]/);
});

story("a subject that would move the cursor is printed harmlessly", {}, async (w) => {
  const says = "\x1b[2J\x1b]0;owned\x07[sC] \u202eHello\x9b31m";
  await w.commit("session-sA", { "expertdomain/one.ts": "1\n" }, { says });
  const pushed = await w.push("grace", "session-sA");
  expect(pushed.findings).toEqual(["✗ commit-prefix"]);
  expect(pushed.said.join("\n")).not.toMatch(/[\x00-\x09\x0b-\x1f\x7f-\x9f\u202e]/);
});

story("a login that would forge the judge's protocol is nobody's", {}, async (w) => {
  await w.commit("main", { "README.md": "mine\n" });
  for (const login of ["ada\nyes", "grace\n\nada", ""])
    expect(await w.push(login, "main", { check: false })).toMatchObject({
      accepted: false,
      findings: ["? trunk-gate"],
    });
  expect(await w.push("ada ", "main", { check: false })).toMatchObject({ accepted: false, findings: ["✗ trunk-gate"] });
});

const many = (count: number, name: (at: number) => string): Files =>
  Object.fromEntries(Array.from({ length: count }, (_, at) => [name(at), `${at}\n`]));

story("of 3,000 files the one bad one at the end is found", {}, async (w) => {
  await w.commit(BRANCH, { ...many(2999, (at) => `expertdomain/${at % 50}/${at}.ts`), "zzz/evil.md": "evil\n" });
  expect(await w.push("grace", BRANCH)).toMatchObject({ accepted: false, findings: ["✗ write-scope zzz/evil.md"] });
});

story("of 500 commits the one bad prefix in the middle is found", {}, async (w) => {
  const drafts = Array.from({ length: 500 }, (_, at): Draft => {
    const says = at === 250 ? "[sC] Not mine" : `[sA] Step ${at}`;
    return { on: "session-sA", says, files: { [`expertdomain/${at}.ts`]: `${at}\n` } };
  });
  const oid = (await w.commits(drafts))[250]!;
  const pushed = await w.push("grace", "session-sA");
  expect(pushed).toMatchObject({ accepted: false, findings: ["✗ commit-prefix"] });
  expect(pushed.stderr).toContain(oid.slice(0, 10));
});

story("at most fifty findings are shown, then how many more there are", {}, async (w) => {
  await w.commit(
    BRANCH,
    many(3000, (at) => `zzz/${"long".repeat(40)}/${at}.md`),
  );
  const pushed = await w.push("grace", BRANCH, { check: false });
  expect(pushed.findings.length).toBe(50);
  expect(pushed.said).toContain("… and 2950 more");
  expect(pushed.said).toContain(`lanekeeper: refs/heads/${BRANCH}: refused, 3000 errors`);
  expect(Buffer.byteLength(pushed.stderr)).toBeLessThan(100_000);
});

story("thousands of case twins end in findings, not in a list of each other", {}, async (w) => {
  const letters = [..."abcdefghijkl"];
  const twin = (at: number) => letters.map((each, bit) => ((at >> bit) & 1 ? each.toUpperCase() : each)).join("");
  await w.commit(
    BRANCH,
    many(4096, (at) => `expertdomain/${twin(at)}`),
  );
  const began = performance.now();
  const pushed = await w.push("grace", BRANCH, { check: false });
  expect(performance.now() - began).toBeLessThan(10_000);
  expect(pushed.findings.length).toBe(50);
  expect(Buffer.byteLength(pushed.stderr)).toBeLessThan(100_000);
});

story("a path a thousand folders deep is judged like any other", {}, async (w) => {
  const deep = "d/".repeat(1000);
  await w.commit(BRANCH, { [`expertdomain/${deep}x`]: "x\n", [`qa/${deep}x`]: "x\n" });
  const began = performance.now();
  const pushed = await w.push("grace", BRANCH, { check: false });
  expect(performance.now() - began).toBeLessThan(10_000);
  expect(pushed.findings.map((each) => each.slice(0, 20))).toEqual(["✗ write-scope qa/d/d"]);
});

story("a push of sixty refs is judged ref by ref", {}, async (w) => {
  const names = Array.from({ length: 60 }, (_, at) => `framework/n${at}`);
  await w.commit("work", { "expertdomain/one.ts": "1\n" });
  const specs = names.map((name) => `work:refs/heads/${name}`);
  expect(await w.push("grace", specs)).toMatchObject(CLEAN);
  await w.commit("work", { "qa/plan.md": "evil\n" });
  const pushed = await w.push("grace", specs);
  expect(pushed.findings.length).toBe(50);
  expect(pushed.said).toContain("… and 10 more");
});

story("objects that are no commit are refused on a branch", {}, async (w) => {
  const blob = await w.git("rev-parse", "origin/main:README.md");
  const tree = await w.git("rev-parse", "origin/main^{tree}");
  for (const oid of [blob, tree]) {
    const pushed = await w.push("grace", `${oid}:refs/heads/${BRANCH}`, { check: false });
    expect(pushed.accepted).toBe(false);
    expect(pushed.after).toEqual(pushed.before);
  }
  expect(await w.push("grace", `${blob}:refs/tags/blob`)).toMatchObject(CLEAN);
});
