// The house rules that a compiler does not hold: who may import whom, what the pure folders may not know, how files look.
// Source is read with TypeScript's own scanner and parser, so that strings and comments are not mistaken for code.
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, normalize } from "node:path";
import { fileURLToPath } from "node:url";
import ts from "typescript";
import { RULE_IDS } from "../src/core/finding.ts";
import { RULES } from "../src/core/rules/index.ts";

const ROOT = fileURLToPath(new URL("../src/", import.meta.url));
const files = readdirSync(ROOT, { recursive: true, encoding: "utf8" }).filter((file) => file.endsWith(".ts"));
const textOf = new Map(files.map((file) => [file, readFileSync(join(ROOT, file), "utf8")]));

/** The folder, or the file at the top, whose rules a file follows. */
const AREAS = ["core", "text", "render", "app", "hosts/github", "hosts/bare", "store", "http", "client", "cli"];
const areaOf = (file: string): string => AREAS.find((area) => file.startsWith(`${area}/`)) ?? file.replace(/\.ts$/, "");

/** What a file imports, types included: areas of ours, and packages by their names. */
const importsOf = (file: string): string[] =>
  ts
    .preProcessFile(textOf.get(file)!, true, true)
    .importedFiles.map(({ fileName }) =>
      fileName.startsWith(".") ? areaOf(normalize(join(dirname(file), fileName))) : fileName,
    );

const HOST = ["app", "core", "text", "render", "ports", "lru-cache"];
const MAY: Readonly<Record<string, readonly string[]>> = {
  core: [],
  text: ["core", "js-yaml"],
  render: ["core"],
  ports: ["core", "render"],
  settings: ["core", "node:fs", "node:crypto"],
  app: ["core", "text", "render", "ports", "node:crypto"],
  "hosts/github": [...HOST, "node:crypto", "probot", "octokit", "@octokit/*"],
  "hosts/bare": [...HOST, "node:*"],
  store: ["core", "ports", "render", "node:*", "pg", "@photostructure/sqlite"],
  http: ["core", "ports", "render", "node:*", "prom-client"],
  client: ["core", "text", "render", "ports", "node:*", "@modelcontextprotocol/*"],
  cli: ["*"],
  main: ["*"],
};
const PURE = ["core", "text", "render"];

const covers = (allowed: string, imported: string): boolean =>
  allowed.endsWith("*") ? imported.startsWith(allowed.slice(0, -1)) : imported === allowed;

test("every file is in a folder of the house", () => {
  expect(files.filter((file) => !(areaOf(file) in MAY))).toEqual([]);
});

test.each(Object.entries(MAY))("%s imports itself and only %j", (area, allowed) => {
  const offences = files
    .filter((file) => areaOf(file) === area)
    .flatMap((file) => importsOf(file).map((imported) => ({ file, imported })))
    .filter(({ imported }) => imported !== area && !allowed.some((each) => covers(each, imported)));
  expect(offences).toEqual([]);
});

test("nobody but the command line and the wiring imports these two", () => {
  const ends = ["cli", "main"];
  expect(
    files.filter((file) => !ends.includes(areaOf(file)) && importsOf(file).some((each) => ends.includes(each))),
  ).toEqual([]);
});

/** Every node of a file's syntax tree. */
function* nodesOf(file: string): Generator<ts.Node> {
  const stack: ts.Node[] = [ts.createSourceFile(file, textOf.get(file)!, ts.ScriptTarget.ES2022, true)];
  for (let node = stack.pop(); node !== undefined; node = stack.pop()) {
    yield node;
    ts.forEachChild(node, (child) => void stack.push(child));
  }
}

/** Files with a node that a test finds something about, each with what was found. */
const offences = (among: readonly string[], find: (node: ts.Node) => string | null) =>
  among.flatMap((file) =>
    [...nodesOf(file)]
      .map(find)
      .filter((found) => found !== null)
      .map((found) => `${file}: ${found}`),
  );

test("what is pure neither waits nor looks at a clock, chance or the process", () => {
  const worldly = [
    "Promise",
    "Date",
    "process",
    "globalThis",
    "console",
    "performance",
    "crypto",
    "fetch",
    "setTimeout",
    "require",
  ];
  const found = offences(
    files.filter((file) => PURE.includes(areaOf(file))),
    (node) => {
      if (node.kind === ts.SyntaxKind.AsyncKeyword || ts.isAwaitExpression(node)) return "waits";
      if (ts.isPropertyAccessExpression(node) && node.getText() === "Math.random") return "Math.random";
      const isName =
        ts.isIdentifier(node) && !(ts.isPropertyAccessExpression(node.parent) && node.parent.name === node);
      return isName && worldly.includes(node.text) ? node.text : null;
    },
  );
  expect(found).toEqual([]);
});

test("nothing runs through a shell", () => {
  const found = offences(files, (node) => {
    if (ts.isPropertyAssignment(node) && node.name.getText() === "shell") return node.getText();
    if (!ts.isImportDeclaration(node) || !/child_process/.test(node.moduleSpecifier.getText())) return null;
    const names = node.importClause?.namedBindings;
    if (names === undefined || !ts.isNamedImports(names)) return node.getText();
    return (
      names.elements.find((each) => /^exec(?:Sync)?$/.test((each.propertyName ?? each.name).getText()))?.getText() ??
      null
    );
  });
  expect(found).toEqual([]);
});

test("every file opens by saying what it is for", () => {
  expect(files.filter((file) => !/^(?:#!.*\n)?\/\/ \S/.test(textOf.get(file)!))).toEqual([]);
});

test("no file is longer than 250 lines", () => {
  const lengths = files.map((file) => [file, textOf.get(file)!.trimEnd().split("\n").length] as const);
  expect(lengths.filter(([, length]) => length > 250)).toEqual([]);
});

test("no folder is a drawer for anything", () => {
  const drawers = ["utils", "common", "helpers", "services", "managers"];
  expect(files.filter((file) => file.split("/").some((name) => drawers.includes(name.replace(/\.ts$/, ""))))).toEqual(
    [],
  );
});

test("no file only hands on what others export", () => {
  const isHandedOn = (node: ts.Statement) =>
    ts.isImportDeclaration(node) ||
    (ts.isExportDeclaration(node) && (node.moduleSpecifier !== undefined || !node.isTypeOnly));
  const found = files.filter((file) => {
    const { statements } = ts.createSourceFile(file, textOf.get(file)!, ts.ScriptTarget.ES2022);
    const isBarrel = statements.some(ts.isExportDeclaration) && statements.every(isHandedOn);
    return isBarrel || statements.some((node) => ts.isExportDeclaration(node) && node.exportClause === undefined);
  });
  expect(found).toEqual([]);
});

describe("the rules", () => {
  const names = files
    .filter((file) => dirname(file) === "core/rules")
    .map((file) => file.replace(/^.*\/|\.ts$/g, ""))
    .filter((name) => name !== "index" && name !== "rule");

  test("are the files of their folder, neither more nor fewer, in the order they are shown", () => {
    expect(RULES.map(({ id }) => id)).toEqual([...RULE_IDS]);
    expect([...names].sort()).toEqual([...RULE_IDS].sort());
  });

  test.each(names)("%s stands in the file of its name", async (name) => {
    const exported: Record<string, unknown> = await import(`../src/core/rules/${name}.ts`);
    expect(Object.values(exported)).toContain(RULES.find(({ id }) => id === name));
  });
});
