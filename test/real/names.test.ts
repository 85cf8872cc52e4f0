// Paths that are hard to read, to print or to tell apart: shown by real pushes.
import { type Files, table } from "./world.ts";

const BAD = "✗ write-scope";

const odd = (names: readonly string[]): Files => Object.fromEntries(names.map((name) => [name, "x\n"]));

table(
  {},
  {
    "quotes, hashes, percent signs, question marks and spaces are characters like others": {
      files: odd([
        `expertdomain/a"b'c.md`,
        "expertdomain/b c#%?.md",
        "expertdomain/*[x]!(y){z}.md",
        "expertdomain/`$(id)`",
      ]),
      findings: [],
    },
    "the same characters outside the scope are refused and shown as they are": {
      files: odd([`qa/a"b'c.md`, "qa/b c#%?.md", "qa/*[x]!(y){z}.md"]),
      findings: [`${BAD} qa/*[x]!(y){z}.md`, `${BAD} "qa/a\\"b'c.md"`, `${BAD} qa/b c#%?.md`],
    },
    "a leading dash makes no option of a path": {
      files: odd(["expertdomain/-rf", "--help", "-c", "--upload-pack=x/y"]),
      findings: [`${BAD} --help`, `${BAD} --upload-pack=x/y`, `${BAD} -c`],
    },
    "a backslash is a character of a name": {
      files: odd(["expertdomain\\core.ts", "expertdomain/a\\b"]),
      findings: [`${BAD} "expertdomain\\\\core.ts"`],
    },
    "a line break in a path is refused, quoted and in scope all the same": {
      files: odd(["expertdomain/a\nb.md"]),
      findings: [`✗ odd-paths "expertdomain/a\\nb.md"`],
    },
    "a path that imitates git's records outside the scope is seen": {
      files: odd(["qa/\n:000000 100644", "\u0001x", ":100644 100644 x y M"]),
      findings: [
        `${BAD} "\\001x"`,
        `${BAD} :100644 100644 x y M`,
        `${BAD} "qa/\\n:000000 100644"`,
        `✗ odd-paths "\\001x"`,
        `✗ odd-paths "qa/\\n:000000 100644"`,
      ],
    },
    "a path called dot-like is only a path": {
      files: odd(["expertdomain/...", "..."]),
      findings: [`${BAD} ...`],
    },
    "bytes that are not UTF-8 are refused and shown as git quotes them": {
      files: odd(["expertdomain/caf\udce9.md", "qa/\udcff\udcfe"]),
      findings: [`${BAD} "qa/\\377\\376"`, `✗ odd-paths "expertdomain/caf\\351.md"`, `✗ odd-paths "qa/\\377\\376"`],
    },
    "an invisible character is shown by its bytes": {
      files: odd(["qa\u200b/plan.md", "\u202emd.nalp"]),
      findings: [
        `${BAD} "qa\\342\\200\\213/plan.md"`,
        `${BAD} "\\342\\200\\256md.nalp"`,
        `✗ odd-paths "qa\\342\\200\\213/plan.md"`,
      ],
    },
    "letters of any script are letters": { files: odd(["expertdomain/日本語.md", "expertdomain/é.md"]), findings: [] },
    "a case twin of a file that is there is refused": {
      files: odd(["expertdomain/Core.ts"]),
      findings: ["✗ odd-paths expertdomain/Core.ts"],
    },
    "two case twins in one push are both refused": {
      files: odd(["expertdomain/One.ts", "expertdomain/one.ts"]),
      findings: ["✗ odd-paths expertdomain/One.ts", "✗ odd-paths expertdomain/one.ts"],
    },
    "the composed and the decomposed form of a name are twins": {
      files: odd(["expertdomain/caf\u00e9.md", "expertdomain/cafe\u0301.md"]),
      findings: ["✗ odd-paths expertdomain/cafe\u0301.md", "✗ odd-paths expertdomain/caf\u00e9.md"],
    },
    "a case twin of another team's folder is refused": {
      files: odd(["QA/plan.md"]),
      findings: [`${BAD} QA/plan.md`, "✗ odd-paths QA/plan.md"],
    },
    "a case twin of a folder is refused on a branch of no team too": {
      on: "wip",
      files: odd(["Docs/other.md"]),
      findings: ["✗ odd-paths Docs/other.md"],
    },
    "a case twin of another team's folder is refused even where that folder is gone": {
      on: "wip",
      files: { Docs: { movedFrom: "docs" } },
      findings: ["✗ odd-paths Docs/guide.md"],
    },
    "a case twin that replaces its twin is a rename": {
      files: { "expertdomain/Core.ts": { movedFrom: "expertdomain/core.ts" } },
      findings: [],
    },
    "a folder renamed to its case twin as a whole is a rename": {
      on: "wip",
      files: { "src/Apple": { movedFrom: "src/apple" } },
      findings: [],
    },
    "a folder renamed to its case twin in part leaves twins": {
      on: "wip",
      files: { "Qa/cases/one.md": { movedFrom: "qa/cases/one.md" } },
      findings: ["✗ odd-paths Qa/cases/one.md"],
    },
  },
);
