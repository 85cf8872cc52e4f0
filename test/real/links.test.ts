// Links and submodules: what stands in the scope and leads elsewhere, shown by real pushes.
import { type Files, story, table } from "./world.ts";

const BAD = "✗ write-scope";

const links = (target: string): Files => ({ "expertdomain/link": { link: target } });

table(
  {},
  {
    "a link beside its target is fine": { files: links("core.ts"), findings: [] },
    "a link to the scope's own folder is fine": { files: links("../expertdomain"), findings: [] },
    "a link to another folder of the same scope is fine": { files: links("../src/app/main.ts"), findings: [] },
    "a link to a shared path is fine": { files: links("../common/board.md"), findings: [] },
    "a link to an absolute path is refused": {
      files: links("/etc/passwd"),
      findings: ["✗ odd-paths expertdomain/link"],
    },
    "a link out of the repository is refused": {
      files: links("../../../etc/passwd"),
      findings: ["✗ odd-paths expertdomain/link"],
    },
    "a link to the repository's root is refused": { files: links(".."), findings: ["✗ odd-paths expertdomain/link"] },
    "a link to another team's file is refused": {
      files: links("../qa/plan.md"),
      findings: ["✗ odd-paths expertdomain/link"],
    },
    "a link to a neighbour with a longer name is refused": {
      files: links("../src/apple/main.ts"),
      findings: ["✗ odd-paths expertdomain/link"],
    },
    "a link that goes through another link and up again is refused": {
      files: { "expertdomain/a/up": { link: "../../expertdomain" }, "expertdomain/a/b": { link: "up/../qa/plan.md" } },
      findings: ["✗ odd-paths expertdomain/a/b"],
    },
    "a link whose target ends early at a zero byte is refused": {
      files: { "expertdomain/link": { link: Buffer.from(`../qa/plan.md\0${"x".repeat(5000)}`) } },
      findings: ["✗ odd-paths expertdomain/link"],
    },
    "a link with a target longer than any path is refused": {
      files: links("x/".repeat(3000)),
      findings: ["✗ odd-paths expertdomain/link"],
    },
    "a link in another team's folder is out of scope wherever it leads": {
      files: { "qa/link": { link: "plan.md" } },
      findings: [`${BAD} qa/link`, "✗ odd-paths qa/link"],
    },
    "a file that becomes a link out of the scope is refused": {
      files: { "expertdomain/core.ts": { link: "../qa/plan.md" } },
      findings: ["✗ odd-paths expertdomain/core.ts"],
    },
    "a submodule in the scope is accepted": {
      files: { "expertdomain/lib": { submodule: "1".repeat(40) } },
      findings: [],
    },
    "a submodule outside the scope is refused": {
      files: { "qa/lib": { submodule: "1".repeat(40) } },
      findings: [`${BAD} qa/lib`],
    },
  },
);

story("a submodule in the scope is noticed", {}, async (w) => {
  await w.commit("framework/work", { "expertdomain/lib": { submodule: "1".repeat(40) } });
  const { findings } = await w.check(["--by", "grace", "--branch", "framework/work", "--head", "framework/work"]);
  expect(findings).toContainEqual(
    expect.objectContaining({ rule: "odd-paths", level: "notice", path: "expertdomain/lib" }),
  );
  await w.push("grace", "framework/work");
});
