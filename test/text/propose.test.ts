// What `init` proposes: its precedence, its names, and that it validates whatever the repository holds.
import fc from "fast-check";
import { parsePolicy } from "../../src/text/policy-file.ts";
import { printPolicy } from "../../src/text/print-policy.ts";
import { propose, type Sources } from "../../src/text/propose.ts";

const NOTHING: Sources = {
  directories: [],
  codeowners: null,
  instructions: [],
  reserved: ["main"],
  architect: "ada",
  userName: null,
};
const owners = (text: string) => ({ path: "CODEOWNERS", text });
const scope = (path: string, yaml: string) => ({ path, text: `---\nscope: ${yaml}\n---\n# Hello\n` });
const proposed = (sources: Partial<Sources>) => printPolicy(propose({ ...NOTHING, ...sources }));
const lanes = (sources: Partial<Sources>) =>
  proposed(sources).teams.map(({ name, write }) => `${name}: ${write.join(" ")}`);
const said = (sources: Partial<Sources>) =>
  proposed(sources)
    .notes.map(({ at, message }) => `${at === null ? "" : `${at.path}:${at.line} `}${message}`)
    .join("\n");

describe("a proposal", () => {
  it("gives each directory at the root a team, but those that configure tools", () => {
    expect(lanes({ directories: [".github", "docs", "src"] })).toEqual(["docs: docs/", "src: src/"]);
  });

  it("believes scope front matter before CODEOWNERS before directories", () => {
    const sources = {
      directories: ["core", "docs", "qa"],
      codeowners: owners("/core/ @acme/core\n/docs/ @acme/writers\n"),
      instructions: [scope("core/CLAUDE.md", '{write: ["core/", "experiments/x/"], read: ["*"]}')],
    };
    expect(lanes(sources)).toEqual(["core: core/ experiments/x/", "writers: docs/", "qa: qa/"]);
    expect(said(sources)).toContain('CODEOWNERS:1 "/core/" was left out: a scope in front matter covers it');
  });

  it("puts the paths of one set of owners into one team, and never locks anybody out by itself", () => {
    const { text, policy } = proposed({ codeowners: owners("/a/ @acme/x @eve\n/b/ @eve @acme/x\n") });
    expect(policy.teams.map(({ name, write }) => [name, write.patterns.map((each) => each.text)])).toEqual([
      ["x", ["a/", "b/"]],
    ]);
    expect(policy.teams[0]?.members).toEqual([]);
    expect(text).toContain('# members: ["@acme/x", "eve"]');
  });

  it("lets the last line with a pattern win, and says so", () => {
    const sources = { codeowners: owners("/a/ @eve\n/a/ @bob\n") };
    expect(lanes(sources)).toEqual(["bob: a/"]);
    expect(said(sources)).toContain("line 2 replaces it");
  });

  it("says that the rest of a directory has no team", () => {
    expect(said({ directories: ["a"], codeowners: owners("/a/b/ @eve") })).toContain("the rest of it has none");
  });

  it("takes the owners of everything for architects, else who git says somebody is, with a warning", () => {
    const who = (sources: Partial<Sources>) => propose({ ...NOTHING, architect: null, ...sources }).architects;
    expect(who({ codeowners: owners("* @eve\n* @ada @acme/leads") })).toEqual(["ada", "@acme/leads"]);
    expect(who({ userName: "grace" })).toEqual(["grace"]);
    expect(who({ userName: "Grace Hopper" })).toEqual([]);
    expect(who({})).toEqual([]);
  });

  it("names teams so that their branches can be: valid, unique, not beside a branch of that name", () => {
    const directories = ["Main", "main", "a b", "a-b", "ALL", "x.lock", "ünï", "..", "---"];
    expect(proposed({ directories }).teams.map(({ name }) => name)).toEqual([
      ...["main-team", "main-2", "a-b", "a-b-team", "all-team", "x-lock", "uni", "team"],
    ]);
  });

  it("notes a scope it cannot read, with its place", () => {
    const instructions = [
      scope("a/CLAUDE.md", "{write: [*]}"),
      scope("b/CLAUDE.md", '{write: ["x{y}", "b/"], wirte: []}'),
      scope("CLAUDE.md", '{write: ["x/"]}'),
    ];
    expect(lanes({ instructions })).toEqual(["b: b/"]);
    expect(said({ instructions })).toMatch(/a\/CLAUDE\.md:2 the scope was not read/);
    expect(said({ instructions })).toMatch(/b\/CLAUDE\.md:2 the pattern "x\{y\}" was left out/);
    expect(said({ instructions })).toMatch(/"wirte" means nothing in a scope/);
    expect(said({ instructions })).toMatch(/CLAUDE\.md:1 the scope at the root was left out/);
  });
});

describe("whatever a repository holds", () => {
  const word = fc.oneof(
    fc.string({ unit: "binary", maxLength: 12 }),
    fc.constantFrom("src", "a*b", "x[y]", "no", "42", "@a/b", "@ada"),
  );
  const line = fc.array(fc.oneof(word, fc.constantFrom("*", "/docs/", "!x", "**/y/**", "\\", "#", "@acme/x")), {
    maxLength: 5,
  });
  const text = fc
    .array(
      line.map((words) => words.join(" ")),
      { maxLength: 12 },
    )
    .map((lines) => lines.join("\n"));
  const sources = fc.record({
    directories: fc.uniqueArray(word, { maxLength: 12 }),
    codeowners: fc.option(text.map(owners)),
    instructions: fc.array(
      fc
        .tuple(word, fc.array(word, { maxLength: 4 }))
        .map(([folder, write]) => scope(`${folder}/AGENTS.md`, JSON.stringify({ write }))),
      { maxLength: 5 },
    ),
  });

  it("the proposed policy validates", () => {
    fc.assert(
      fc.property(sources, (some) => {
        const { text } = proposed(some);
        expect(parsePolicy(text).findings.filter(({ level }) => level === "error")).toEqual([]);
      }),
      { numRuns: 200 },
    );
  });

  it("validates also where there is far too much of it", () => {
    const many = Array.from({ length: 2_000 }, (_, index) => `/folder-${index}/${"x".repeat(150)}/ @user-${index}`);
    const { policy, notes } = proposed({ codeowners: owners(many.join("\n")) });
    expect(policy.teams.length).toBeGreaterThan(100);
    expect(notes.filter(({ message }) => message.includes("did not fit"))).toHaveLength(2_000 - policy.teams.length);
  });
});
