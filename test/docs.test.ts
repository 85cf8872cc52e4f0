// Holds the documentation to the program: what it names exists, what exists is named, and its examples do what they say.

import { spawnSync } from "node:child_process";
import {
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { FILES, program } from "../src/cli/program.ts";
import { RULE_IDS } from "../src/core/finding.ts";
import { RULES } from "../src/core/rules/index.ts";
import { parsePolicy } from "../src/text/policy-file.ts";
import { policySchema } from "../src/text/policy-schema.ts";
import type { JsonObject } from "../src/text/policy-shape.ts";

const ROOT = fileURLToPath(new URL("..", import.meta.url));
const PROGRAM = join(ROOT, "dist/cli/main.js");
const read = (path: string): string => readFileSync(join(ROOT, path), "utf8");

const DOCUMENTS = [
  ...readdirSync(ROOT).filter((name) => name.endsWith(".md")),
  ...readdirSync(join(ROOT, "docs"), { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".md"))
    .map((name) => join("docs", name)),
];

/** The fenced blocks of a document whose opening line says exactly this. */
const blocks = (text: string, info: string): string[] =>
  [...text.matchAll(/^```(.*)\n([\s\S]*?)^```$/gm)].filter(([, said]) => said === info).map(([, , body]) => body!);

const headings = (text: string): string[] =>
  [...text.replace(/^```[\s\S]*?^```$/gm, "").matchAll(/^#+ (.*)$/gm)].map(([, title]) => title!);

/** A section of a document, from its heading to the next one of the same depth. */
function section(text: string, title: string): string {
  const from = text.indexOf(`\n## ${title}\n`);
  const to = text.indexOf("\n## ", from + 1);
  return text.slice(from, to === -1 ? undefined : to);
}

describe("the rules", () => {
  const text = read("docs/reference/rules.md");
  const ids = [...text.matchAll(/^## (.*)$/gm)].map(([, title]) => title);

  test("each has its section, in the order they are shown, and there is no other section", () => {
    expect(ids).toEqual([...RULE_IDS]);
    expect(RULES.map(({ id }) => id)).toEqual([...RULE_IDS]);
  });

  test.each([...RULE_IDS])("%s says what it holds, why, and how to fix it, with a finding of its own", (id) => {
    const body = section(text, id);
    for (const word of ["**Holds**", "**Why**", "**Fix**"]) expect(body).toContain(word);
    expect(blocks(body, "").some((block) => new RegExp(`^[✗?!·] ${id}[ :]`, "m").test(block))).toBe(true);
  });
});

describe("the policy", () => {
  const rows = new Map(
    [...read("docs/reference/policy.md").matchAll(/^\| `([^`]+)` \| (.*) \| (.*) \| .* \|$/gm)].map(
      ([, key, , value]) => [key!, value!],
    ),
  );
  const keys = [...keysOf(policySchema(), "")];

  test("every key has a row, and every row is of a key", () => {
    const documented = [...rows.keys()].filter((key) => !/[/?*]|^src$/.test(key));
    expect(documented.sort()).toEqual(keys.map(([key]) => key).sort());
  });

  test("defaults are as they are written", () => {
    const wrong = keys.filter(
      ([key, { default: value }]) => value !== undefined && rows.get(key) !== `\`${JSON.stringify(value)}\``,
    );
    expect(wrong.map(([key]) => key)).toEqual([]);
  });

  const examples = DOCUMENTS.flatMap((path) => {
    const text = read(path);
    const typed = blocks(text, "sh").flatMap((block) =>
      [...block.matchAll(/lanekeeper\.yml <<'?EOF'?\n([\s\S]*?)^EOF$/gm)].map(([, body]) =>
        body!.replace("$(id -un)", "ada"),
      ),
    );
    return [...blocks(text, "yaml"), ...typed].map((body, index) => ({ name: `${path} ${index + 1}`, body }));
  });

  test.each(examples)("the example validates: $name", ({ body }) => {
    expect(parsePolicy(body).findings).toEqual([]);
  });

  test.each(
    DOCUMENTS.flatMap((path) =>
      blocks(read(path), "yaml fragment").map((body, index) => ({ name: `${path} ${index + 1}`, body })),
    ),
  )("the fragment validates in a policy: $name", ({ body }) => {
    expect(parsePolicy(`architects: [ada]\n${body}`).findings).toEqual([]);
  });
});

/** Every key of a schema by its dotted path, that of a team's under `<name>`. */
function* keysOf(schema: JsonObject, path: string): Iterable<[string, JsonObject]> {
  for (const [key, value] of Object.entries((schema.properties ?? {}) as Record<string, JsonObject>)) {
    const here = path === "" ? key : `${path}.${key}`;
    yield [here, value];
    yield* keysOf(value, here);
    for (const inner of Object.values((value.patternProperties ?? {}) as Record<string, JsonObject>))
      yield* keysOf(inner, `${here}.<name>`);
  }
}

const whole = await program();

describe("the command line", () => {
  test.each(FILES)("the file of $verbs adds these commands, and no other", async ({ verbs }) => {
    expect((await program(verbs[0])).commands.map((each) => each.name())).toEqual(verbs);
  });

  const text = read("docs/reference/cli.md");
  const help = (...names: string[]) =>
    names.reduce((command, name) => command.commands.find((each) => each.name() === name)!, whole).helpInformation();
  const commandsIn = (shown: string): string[] =>
    [...(shown.split("\nCommands:\n")[1] ?? "").matchAll(/^ {2}([a-z]\S*)/gm)]
      .map(([, name]) => name!)
      .filter((name) => name !== "help");
  const commands = commandsIn(help()).flatMap((name) => {
    const inner = commandsIn(help(name));
    return inner.length === 0 ? [name] : inner.map((each) => `${name} ${each}`);
  });

  test("every command has its section, and every section is of a command", () => {
    const titles = [...text.matchAll(/^## lanekeeper (.*)$/gm)].map(([, title]) => title!);
    expect(titles.sort()).toEqual([...commands].sort());
  });

  test.each(commands)("%s: every option is documented, and no other", (command) => {
    const options = (shown: string) =>
      new Set([...shown.matchAll(/(?<![\w-])--[a-z][a-z-]*/g)].map(([option]) => option));
    const known = options(help(...command.split(" ")).split("\nOptions:\n")[1] ?? "");
    const said = options(section(text, `lanekeeper ${command}`));
    known.delete("--help");
    // `--json` is said once for all of them.
    known.delete("--json");
    said.delete("--json");
    // Options of other programs and commands may be mentioned.
    const others = new Set(["--chain", "--data", "--require-server"]);
    expect([...known].filter((option) => !said.has(option))).toEqual([]);
    expect([...said].filter((option) => !known.has(option) && !others.has(option))).toEqual([]);
  });

  test("documents name no command that does not exist", () => {
    const first = new Set(commands.map((command) => command.split(" ")[0]!));
    const named = DOCUMENTS.flatMap((path) =>
      blocks(read(path), "sh").flatMap((block) =>
        [...block.matchAll(/(?:^|sudo -u \S+ )lanekeeper ([a-z-]+)/gm)].map(([, name]) => name!),
      ),
    );
    expect(named.length).toBeGreaterThan(10);
    expect(named.filter((name) => !first.has(name))).toEqual([]);
  });

  test("every npm script that a document names exists", () => {
    const { scripts } = JSON.parse(read("package.json")) as { scripts: Record<string, string> };
    const named = DOCUMENTS.flatMap((path) =>
      [...read(path).matchAll(/npm (?:run )?(test|(?<=run )[\w:]+)/g)].map(([, name]) => name!),
    );
    expect(new Set(named)).toContain("demo");
    expect(named.filter((name) => !(name in scripts))).toEqual([]);
  });
});

test.each(DOCUMENTS)("every link of %s leads somewhere", (path) => {
  const text = read(path).replace(/^```[\s\S]*?^```$/gm, "");
  const links = [...text.matchAll(/\]\(([^)\s]+)\)/g)]
    .map(([, link]) => link!)
    .filter((link) => !/^[a-z]+:/.test(link));
  const dead = links.filter((link) => {
    const [file = "", anchor] = link.split("#");
    const target = file === "" ? path : relative(ROOT, join(ROOT, dirname(path), file));
    if (!existsSync(join(ROOT, target))) return true;
    return anchor !== undefined && !headings(read(target)).map(slug).includes(anchor);
  });
  expect(dead).toEqual([]);
});

const slug = (title: string): string =>
  title
    .toLowerCase()
    .replace(/[^\p{L}\p{N} _-]/gu, "")
    .replaceAll(" ", "-");

describe("followed literally", () => {
  let folder = "";

  beforeEach(() => {
    folder = realpathSync(mkdtempSync(join(tmpdir(), "lanekeeper-docs-")));
    symlinkSync(PROGRAM, join(folder, "lanekeeper"));
    writeFileSync(join(folder, "gitconfig"), "[user]\nname = ada\nemail = ada@example.org\n");
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  /** Everything a person would see, without what differs from one machine to the next. */
  function follow(script: string): string {
    const { HOME, PATH, TMPDIR } = process.env;
    const env = {
      HOME,
      TMPDIR,
      PATH: `${folder}:${PATH}`,
      GIT_CONFIG_GLOBAL: join(folder, "gitconfig"),
      LC_ALL: "C.UTF-8",
    };
    const { stdout } = spawnSync("bash", ["-c", `exec 2>&1; ${script}`], { cwd: folder, env, encoding: "utf8" });
    return plain(stdout.replaceAll(folder, "/tmp"));
  }

  const plain = (text: string): string =>
    text
      .split("\n")
      .map((line) => line.trimEnd().replace(/\b[0-9a-f]{7,40}\b/g, "<id>"))
      .map((line) => line.replace(/\b\d{4}-\d\d-\d\dT\d\d:\d\dZ/g, "<time>"))
      .join("\n");

  test("the README leads from a bare repository to a refused push", () => {
    const path = blocks(section(read("README.md"), "From clone to first refused push"), "sh").slice(1);
    const shown = follow(path.join("\n"));
    expect(shown).toContain("installed into /tmp/try/project.git");
    expect(shown).toContain(" * [new branch]      HEAD -> main");
    expect(shown).toContain(
      "remote: lanekeeper: refs/heads/qa/first: refused, 1 error\nremote: ✗ write-scope src/core.ts: ",
    );
    expect(shown).toContain("hooks removed from /tmp/try/project.git");
  });

  test("the tutorial shows what it says it shows", () => {
    const text = read("docs/tutorial.md");
    const shown = follow(blocks(text, "sh").join("\n"));
    for (const block of blocks(text, "")) expect(shown).toContain(plain(block));
  });
});
