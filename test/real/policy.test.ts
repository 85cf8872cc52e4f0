// The policy in force is trunk's as it was before the push, whatever state it is in.
import { POLICY, POLICY_FILE, type Pushed, story, type World } from "./world.ts";

const BRANCH = "framework/work";
const CLEAN = { accepted: true, findings: [] };
const BROKEN = `architects: [mallory]\nteams:\n  framework:\n    wirte: ["expertdomain/"]\n`;
const FAULTS = [`✗ policy-valid ${POLICY_FILE}:3:3`, `✗ policy-valid ${POLICY_FILE}:4:5`];

const silent = ({ stderr, accepted }: Pushed) => {
  expect(accepted).toBe(true);
  expect(stderr).not.toContain("remote:");
};

story("without a policy nothing is said, whatever is pushed", { policy: null }, async (w) => {
  await w.commit(BRANCH, { "qa/plan.md": "mine\n", "a\nb": "x\n", link: { link: "/etc" }, LICENSE: null });
  silent(await w.push("grace", BRANCH));
  silent(await w.push("grace", `${BRANCH}:refs/tags/v1`));
  silent(await w.push("grace", `${BRANCH}:refs/replace/${"1".repeat(40)}`));
  silent(await w.push("grace", `+${BRANCH}:refs/heads/main`));
  silent(await w.push(null, `:refs/heads/${BRANCH}`));
});

story("a trunk that is not born is reported on every push, and nothing is judged", { unborn: true }, async (w) => {
  await w.commit(BRANCH, { "qa/plan.md": "mine\n" }, { from: [] });
  const pushed = await w.push("grace", BRANCH, { check: false });
  expect(pushed).toMatchObject({ accepted: true, findings: ["! policy-valid"] });
  expect(pushed.stderr).toContain("trunk (refs/heads/main) does not exist yet");
  expect(await w.push("grace", `${BRANCH}:refs/tags/v1`)).toMatchObject({ findings: ["! policy-valid"] });
});

story("an unborn trunk takes no policy from a ref that only ends in its name", { unborn: true }, async (w) => {
  await w.commit("evil", { [POLICY_FILE]: "architects: [mallory]\nteams: {}\n" }, { from: [] });
  for (const ref of ["refs/heads/refs/heads/main", "refs/tags/refs/heads/main", "refs/tags/main"])
    expect(await w.push("mallory", `evil:${ref}`, { check: false })).toMatchObject({ accepted: true });
  await w.commit(BRANCH, { "qa/plan.md": "mine\n" }, { from: [] });
  expect(await w.push("grace", BRANCH, { check: false })).toMatchObject({
    accepted: true,
    findings: ["! policy-valid"],
  });
});

story("the first push of all may bring a policy, and it must be valid", { unborn: true }, async (w) => {
  await w.commit("main", { [POLICY_FILE]: BROKEN }, { from: [] });
  expect(await w.push("ada", "main", { check: false })).toMatchObject({ accepted: false, findings: FAULTS });
  await w.commit("main", { [POLICY_FILE]: POLICY }, { from: [] });
  expect(await w.push("ada", "+main:refs/heads/main", { check: false })).toMatchObject(CLEAN);
});

story("the first policy on a trunk without one must be valid, whoever pushes it", { policy: null }, async (w) => {
  await w.commit("main", { [POLICY_FILE]: BROKEN });
  const pushed = await w.push("grace", "main");
  expect(pushed).toMatchObject({ accepted: false, findings: FAULTS });
  expect(pushed.stderr).toMatch(/fix: Did you mean "write"/);
  await w.commit("main", { [POLICY_FILE]: POLICY });
  expect(await w.push("grace", "main")).toMatchObject(CLEAN);
  await w.commit(BRANCH, { "qa/plan.md": "mine\n" });
  expect(await w.push("grace", BRANCH)).toMatchObject({ accepted: false });
});

story("a policy whose only architects are a forge's team is refused here", { policy: null }, async (w) => {
  await w.commit("main", { [POLICY_FILE]: `architects: ["@acme/architects"]\nteams: {}\n` });
  const pushed = await w.push("grace", "main", { check: false });
  expect(pushed).toMatchObject({ accepted: false, findings: [`✗ policy-valid ${POLICY_FILE}:1:14`] });
  expect(pushed.stderr).toContain("name at least one architect by login");
  await w.commit("main", { [POLICY_FILE]: `architects: ["@acme/architects", ada]\nteams: {}\n` });
  const landed = await w.push("grace", "main", { check: false });
  expect(landed).toMatchObject({ accepted: true, findings: [`! policy-valid ${POLICY_FILE}:1:14`] });
  expect(landed.stderr).toContain(
    "@acme/architects is a team of a forge, which this server does not know: it never matches",
  );
});

story("what is odd in a valid policy is told to whoever puts it on trunk, and does not refuse it", {}, async (w) => {
  const odd = [`! policy-valid ${POLICY_FILE}:8:13`];
  await w.commit("main", { [POLICY_FILE]: POLICY.replace('"src/app/"', '"src/app/", "qa/cases/"') });
  const pushed = await w.push("ada", "main");
  expect(pushed).toMatchObject({ accepted: true, findings: odd });
  await w.commit("main", { "README.md": "later\n" });
  expect(await w.push("ada", "main")).toMatchObject(CLEAN);
});

story("an architect may not push a policy that does not validate", {}, async (w) => {
  await w.commit("main", { [POLICY_FILE]: BROKEN });
  expect(await w.push("ada", "main")).toMatchObject({ accepted: false, findings: FAULTS });
});

for (const [what, entry] of [
  ["a link", { link: "../elsewhere.yml" }],
  ["a submodule", { submodule: "1".repeat(40) }],
] as const)
  story(`a policy that is ${what} is refused`, {}, async (w) => {
    await w.commit("main", { [POLICY_FILE]: entry, "elsewhere.yml": POLICY });
    const pushed = await w.push("ada", "main");
    expect(pushed.accepted).toBe(false);
    expect(pushed.findings).toContain(`✗ policy-valid ${POLICY_FILE}:1:1`);
  });

story("a policy that is a folder is refused", {}, async (w) => {
  await w.commit("main", { [`${POLICY_FILE}/x`]: POLICY });
  const pushed = await w.push("ada", "main");
  expect(pushed.accepted).toBe(false);
});

const NOW_BROKEN = { history: [{ on: "main", files: { [POLICY_FILE]: BROKEN } }] };
const UNJUDGED = { accepted: false, findings: [...FAULTS] };
const NO_REPAIR = { accepted: false, findings: [...FAULTS, "? policy-valid"] };

story("while the policy is broken every push is refused, with the place of every problem", NOW_BROKEN, async (w) => {
  await w.commit(BRANCH, { "expertdomain/one.ts": "1\n" });
  expect(await w.push("grace", BRANCH)).toMatchObject(UNJUDGED);
  expect(await w.push("ada", BRANCH)).toMatchObject(UNJUDGED);
  expect(await w.push("ada", `${BRANCH}:refs/tags/v1`)).toMatchObject(UNJUDGED);
});

story("the last valid policy's architects push the repair, and nobody else", NOW_BROKEN, async (w) => {
  const repaired = POLICY.replace("[ada]", "[ada, mallory, grace]");
  await w.commit("main", { [POLICY_FILE]: repaired });
  expect(await w.push("grace", "main")).toMatchObject(NO_REPAIR);
  expect(await w.push("mallory", "main")).toMatchObject(NO_REPAIR);
  expect(await w.push(null, "main")).toMatchObject(NO_REPAIR);
  expect(await w.push("ada", "main")).toMatchObject(CLEAN);
  await w.commit(BRANCH, { "expertdomain/one.ts": "1\n" });
  expect(await w.push("grace", BRANCH)).toMatchObject(CLEAN);
});

story("a repair that repairs nothing is refused", NOW_BROKEN, async (w) => {
  await w.commit("main", { [POLICY_FILE]: "architects: ada\n" });
  const pushed = await w.push("ada", "main");
  expect(pushed.accepted).toBe(false);
  expect(pushed.findings).toContain(`✗ policy-valid ${POLICY_FILE}:1:13`);
  await w.commit("main", { [POLICY_FILE]: BROKEN, "README.md": "other\n" });
  expect(await w.push("ada", "main")).toMatchObject(NO_REPAIR);
});

const TWICE_BROKEN = {
  history: [
    { on: "main", files: { [POLICY_FILE]: BROKEN } },
    { on: "main", files: { [POLICY_FILE]: `${BROKEN}\n` } },
    { on: "main", files: { "README.md": "x\n" } },
  ],
};
story("the last valid policy is found behind several broken ones", TWICE_BROKEN, async (w) => {
  await w.commit("main", { [POLICY_FILE]: POLICY });
  expect(await w.push("mallory", "main")).toMatchObject({ accepted: false });
  expect(await w.push("ada", "main")).toMatchObject(CLEAN);
});

story("where the policy never was valid anybody may push the repair", { policy: BROKEN }, async (w) => {
  await w.commit(BRANCH, { "expertdomain/one.ts": "1\n" });
  expect(await w.push("grace", BRANCH)).toMatchObject(UNJUDGED);
  await w.commit("main", { [POLICY_FILE]: POLICY });
  expect(await w.push("grace", "main")).toMatchObject(CLEAN);
});

story("a policy changed by the very push it would allow does not count", {}, async (w) => {
  const wider = POLICY.replace('"src/app/"', '"src/app/", "qa/"').replace("[ada]", "[ada, grace]");
  await w.commit(BRANCH, { [POLICY_FILE]: wider, "qa/plan.md": "mine\n" });
  expect(await w.push("grace", BRANCH)).toMatchObject({
    accepted: false,
    findings: [`✗ protected-paths ${POLICY_FILE}`, "✗ write-scope qa/plan.md"],
  });
});

const bothAtOnce = async (w: World) => {
  const wider = POLICY.replace('"src/app/"', '"src/app/", "qa/"');
  await w.commit("main", { [POLICY_FILE]: wider });
  await w.commit(BRANCH, { "qa/plan.md": "mine\n" }, { from: ["refs/remotes/origin/main"] });
};

story("a policy changed by one ref of a push does not count for another", {}, async (w) => {
  await bothAtOnce(w);
  const together = await w.push("ada", ["main", BRANCH]);
  const shared = `! policy-valid ${POLICY_FILE}:8:13`;
  expect(together.accepted).toBe(false);
  expect([...together.findings].sort()).toEqual([shared, "✗ write-scope qa/plan.md"]);
  expect(await w.push("ada", [BRANCH, "main"])).toMatchObject({ accepted: false });
  expect(await w.push("ada", "main")).toMatchObject({ accepted: true, findings: [shared] });
  expect(await w.push("ada", BRANCH)).toMatchObject(CLEAN);
});

story("a policy on another branch is no policy", {}, async (w) => {
  await w.commit("wip", { [POLICY_FILE]: BROKEN });
  expect(await w.push("grace", "wip")).toMatchObject({
    accepted: false,
    findings: [`✗ protected-paths ${POLICY_FILE}`, ...FAULTS.map((each) => each.replace("✗", "!"))],
  });
  const byArchitect = await w.push("ada", "wip");
  expect(byArchitect).toMatchObject({ accepted: true, findings: FAULTS.map((each) => each.replace("✗", "!")) });
  await w.commit(BRANCH, { "expertdomain/one.ts": "1\n" });
  expect(await w.push("grace", BRANCH)).toMatchObject(CLEAN);
});

story("an architect may take the policy away, and then nothing is judged", {}, async (w) => {
  await w.commit("main", { [POLICY_FILE]: null });
  expect(await w.push("grace", "main")).toMatchObject({ accepted: false });
  expect(await w.push("ada", "main")).toMatchObject(CLEAN);
  await w.commit(BRANCH, { "qa/plan.md": "mine\n" });
  silent(await w.push("grace", BRANCH));
});
