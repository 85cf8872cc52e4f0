// No detour makes a bad commit good: whatever was pushed before, and under whatever name, it is judged from trunk.
import { join } from "node:path";
import { POLICY, POLICY_FILE, story, type World } from "./world.ts";

const BRANCH = "framework/work";
const CLEAN = { accepted: true, findings: [] };
const BAD = { accepted: false, findings: ["✗ write-scope qa/plan.md"] };

const bad = (w: World) => w.commit(BRANCH, { "qa/plan.md": "evil\n" });

for (const ref of ["refs/tags/v1", "refs/notes/review", "refs/heads/wip", "refs/keep/1", "refs/pull/1/head"])
  story(`a bad commit pushed first as ${ref} is refused on the team's branch`, {}, async (w) => {
    await bad(w);
    expect(await w.push("grace", `${BRANCH}:${ref}`)).toMatchObject(CLEAN);
    expect(await w.push("grace", BRANCH)).toMatchObject(BAD);
    expect(await w.push("grace", [BRANCH, `:${ref}`])).toMatchObject(BAD);
  });

story("a bad commit pushed as a tag together with the branch is refused, tag and all", {}, async (w) => {
  await bad(w);
  const pushed = await w.push("grace", [`${BRANCH}:refs/tags/v1`, BRANCH]);
  expect(pushed).toMatchObject(BAD);
  expect(pushed.after).not.toHaveProperty("refs/tags/v1");
});

story("an annotated tag of a bad commit launders nothing", {}, async (w) => {
  await bad(w);
  await w.git("tag", "-a", "-m", "fine", "v1", BRANCH);
  expect(await w.push("grace", "refs/tags/v1:refs/tags/v1")).toMatchObject(CLEAN);
  expect(await w.push("grace", BRANCH)).toMatchObject(BAD);
});

story("another team's branch launders nothing", {}, async (w) => {
  await bad(w);
  expect(await w.push("carol", `${BRANCH}:refs/heads/qa/work`)).toMatchObject(CLEAN);
  expect(await w.push("grace", BRANCH)).toMatchObject(BAD);
});

for (const ref of ["refs/replace/", "refs/lanekeeper/", "refs/notes/lanekeeper/", "refs/notes/lanekeeper"])
  story(`nobody pushes ${ref}, not even an architect`, {}, async (w) => {
    const name = ref.endsWith("/") ? `${ref}${await w.oid("origin/main")}` : ref;
    expect(await w.push("grace", `origin/main:${name}`)).toMatchObject({
      accepted: false,
      findings: ["✗ who-may-push"],
    });
    expect(await w.push("ada", `origin/main:${name}`)).toMatchObject({ accepted: false, findings: ["✗ who-may-push"] });
  });

story("a replacement that stands on the server is not believed", {}, async (w) => {
  const commit = await bad(w);
  await w.push("grace", `${BRANCH}:refs/tags/v1`);
  const trunk = await w.oid("origin/main");
  await w.admin("update-ref", `refs/replace/${commit}`, trunk);
  expect(await w.push("grace", BRANCH)).toMatchObject(BAD);
});

story("a replaced trunk is not believed", {}, async (w) => {
  const trunk = await w.oid("origin/main");
  const evil = await w.commit("evil", { [POLICY_FILE]: POLICY.replace("[ada]", "[mallory]") });
  await w.push("ada", "evil:refs/tags/v1");
  await w.admin("update-ref", `refs/replace/${trunk}`, evil);
  await w.commit("main", { "README.md": "mine\n" });
  expect(await w.push("mallory", "main", { check: false })).toMatchObject({ findings: ["✗ trunk-gate"] });
});

story("a tag with the name of trunk is not trunk", {}, async (w) => {
  const evil = await w.commit("evil", { [POLICY_FILE]: POLICY.replace('"src/app/"', '"src/app/", "qa/"') });
  expect(await w.push("ada", `${evil}:refs/tags/main`)).toMatchObject(CLEAN);
  await w.push("ada", `${evil}:refs/tags/heads/main`);
  await w.push("ada", `${evil}:refs/heads/heads/main`);
  await w.admin("pack-refs", "--all");
  await bad(w);
  expect(await w.push("grace", BRANCH)).toMatchObject(BAD);
});

story("a symbolic ref to trunk is trunk", {}, async (w) => {
  await w.admin("symbolic-ref", "refs/heads/alias", "refs/heads/main");
  await w.admin("symbolic-ref", "refs/tags/alias", "refs/heads/alias");
  await w.commit("main", { "README.md": "mine\n" });
  for (const ref of ["refs/heads/alias", "refs/tags/alias"])
    expect(await w.push("grace", `+main:${ref}`, { check: false })).toMatchObject({
      accepted: false,
      findings: ["✗ trunk-gate"],
    });
  const pushed = await w.push("ada", "main:refs/heads/alias", { check: false });
  expect(pushed).toMatchObject(CLEAN);
  expect(pushed.after["refs/heads/main"]).toBe(await w.oid("main"));
});

story("a symbolic ref to a session's branch is that branch, also from outside refs/heads", {}, async (w) => {
  await w.commit("session-sC", { "qa/one.md": "1\n" }, { says: "[sC] Add one" });
  expect(await w.push("grace", "session-sC")).toMatchObject(CLEAN);
  await w.admin("symbolic-ref", "refs/heads/short", "refs/heads/session-sC");
  await w.admin("symbolic-ref", "refs/tags/short", "refs/heads/session-sC");
  await w.commit("session-sC", { "qa/two.md": "2\n" }, { says: "Add two" });
  for (const ref of ["refs/heads/short", "refs/tags/short"])
    expect(await w.push("grace", `+session-sC:${ref}`, { check: false })).toMatchObject({
      accepted: false,
      findings: ["✗ commit-prefix"],
    });
  // The commit is already there, under a name that nobody minds.
  await w.push("grace", "session-sC:refs/keep/1");
  expect(await w.push("grace", "+session-sC:refs/tags/short", { check: false })).toMatchObject({
    accepted: false,
    findings: ["✗ commit-prefix"],
  });
});

story("symbolic refs that lead in a circle end in an answer", {}, async (w) => {
  await w.admin("symbolic-ref", "refs/heads/framework/a", "refs/heads/framework/b");
  await w.admin("symbolic-ref", "refs/heads/framework/b", "refs/heads/framework/a");
  await bad(w);
  const pushed = await w.push("grace", `${BRANCH}:refs/heads/framework/a`, { check: false });
  expect(pushed.accepted).toBe(false);
});

story("a clean commit on top of a refused one is refused", {}, async (w) => {
  await bad(w);
  expect(await w.push("grace", BRANCH)).toMatchObject(BAD);
  await w.commit(BRANCH, { "expertdomain/one.ts": "1\n" });
  expect(await w.push("grace", BRANCH)).toMatchObject(BAD);
});

story("a bad prefix under a good one is refused", {}, async (w) => {
  await w.commit("session-sA", { "expertdomain/one.ts": "1\n" }, { says: "Add one" });
  await w.commit("session-sA", { "expertdomain/two.ts": "2\n" }, { says: "[sA] Add two" });
  expect(await w.push("grace", "session-sA")).toMatchObject({ accepted: false, findings: ["✗ commit-prefix"] });
});

story("a forged author moves neither trunk nor a protected path", {}, async (w) => {
  const author = "ada <ada@example.com>";
  await w.commit("main", { "expertdomain/one.ts": "1\n" }, { author });
  expect(await w.push("grace", "main")).toMatchObject({ accepted: false, findings: ["✗ trunk-gate"] });
  await w.commit(BRANCH, { LICENSE: "mine\n" }, { author });
  expect(await w.push("grace", BRANCH)).toMatchObject({ accepted: false, findings: ["✗ protected-paths LICENSE"] });
});

story("a Session trailer does not make another's branch of a team's", {}, async (w) => {
  await w.commit(BRANCH, { "qa/plan.md": "evil\n" }, { says: "Help\n\nSession: sC\n" });
  expect(await w.push("grace", BRANCH)).toMatchObject(BAD);
});

const OS = { install: ["--identity", "os"] };

/** What a pusher over a file path may put into the environment of the server's side. */
const CLAIMS = ["LANEKEEPER_USER=ada", "GL_USER=ada", "REMOTE_USER=ada", "USER=ada", "LOGNAME=ada", "SUDO_USER=ada"];

story("an environment handed to git-receive-pack makes nobody an architect", OS, async (w) => {
  await w.commit("main", { "README.md": "mine\n" });
  const options = [`--receive-pack=env ${CLAIMS.join(" ")} git-receive-pack`];
  expect(await w.push("ada", "main", { options, check: false })).toMatchObject({
    accepted: false,
    findings: ["✗ trunk-gate"],
  });
});

story("an environment handed to git-receive-pack hides nothing from the judge", OS, async (w) => {
  await w.commit(BRANCH, { "qa/plan.md": "evil\n", "\u00e9": "x\n" }, { from: [] });
  await w.commit(BRANCH, { "qa/one.md": "evil\n" }, { says: "[sC] More" });
  const home = join(w.clone, "..", "evil-home");
  const config = [
    "log.showRoot=false",
    "log.follow=true",
    "log.diffMerges=off",
    "log.showSignature=true",
    "diff.orderFile=/nonexistent",
    "diff.ignoreSubmodules=all",
    "diff.renames=copies",
    "diff.relative=true",
    "diff.external=/bin/true",
    "diff.noprefix=true",
    "format.pretty=oneline",
    "i18n.logOutputEncoding=UTF-16",
    "core.quotePath=false",
    "core.abbrev=4",
    "color.ui=always",
    "trailer.separators=%",
  ];
  await w.git("init", "--quiet", home);
  for (const each of config) await w.git("config", "--file", join(home, ".gitconfig"), ...each.split("="));
  const env = [
    `GIT_CONFIG_COUNT=${config.length}`,
    ...config.flatMap((each, at) => [
      `GIT_CONFIG_KEY_${at}=${each.split("=")[0]}`,
      `GIT_CONFIG_VALUE_${at}=${each.split("=")[1]}`,
    ]),
    `HOME=${home}`,
    `XDG_CONFIG_HOME=${home}`,
    `GIT_CONFIG_GLOBAL=${home}/.gitconfig`,
    "GIT_LITERAL_PATHSPECS=1",
    "GIT_ICASE_PATHSPECS=1",
    "GIT_EXTERNAL_DIFF=/bin/true",
    "GIT_DIFF_OPTS=-u0",
    "GIT_REPLACE_REF_BASE=refs/tags/",
    "GIT_GRAFT_FILE=/nonexistent",
    "GIT_PAGER=/bin/false",
    "NODE_OPTIONS=--require=/nonexistent.js",
    "NODE_PATH=/nonexistent",
    "LC_ALL=tr_TR.UTF-8",
    "IFS=/",
    "CDPATH=/",
    "ENV=/nonexistent",
    "PS4=x",
  ];
  const options = [`--receive-pack=env ${[...CLAIMS, ...env].join(" ")} git-receive-pack`];
  const pushed = await w.push("ada", BRANCH, { options, check: false });
  expect(pushed.accepted).toBe(false);
  expect(pushed.findings).toEqual([
    "✗ write-scope qa/one.md",
    "✗ write-scope qa/plan.md",
    "✗ write-scope \u00e9",
    "✗ commit-prefix",
  ]);
});
