// How the command line behaves whatever is typed: help, bad usage, exit codes, one JSON document, no colour in a pipe.
import { spawn } from "node:child_process";
import { rmSync } from "node:fs";
import { join } from "node:path";
import { DIST, lanekeeper, ROOT } from "../real/shell.ts";

afterAll(() => rmSync(ROOT, { recursive: true, force: true }));

const COMMANDS = ["demo", "serve", "install", "uninstall", "check", "explain", "policy", "init", "doctor"];
const typed = async (...args: string[]) => {
  const { code, stdout, stderr } = await lanekeeper(args);
  return { code, stdout: stdout.toString("utf8"), stderr };
};

describe("help", () => {
  it("lists every command", async () => {
    const { code, stdout } = await typed("--help");
    expect(code).toBe(0);
    for (const command of COMMANDS) expect(stdout).toMatch(new RegExp(`^  ${command}[ |]`, "m"));
  });

  it.each(COMMANDS.map((command) => [command]))("of %s is shown, on stdout", async (command) => {
    const { code, stdout, stderr } = await typed(command, "--help");
    expect([code, stderr]).toEqual([0, ""]);
    expect(stdout).toMatch(new RegExp(`^Usage: lanekeeper ${command}`));
  });

  it("says which version it is", async () => {
    expect((await typed("--version")).stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
  });
});

describe("bad usage", () => {
  it.each<[string, readonly string[], string]>([
    ["no command", [], "lanekeeper: a command is missing\n  fix: see: lanekeeper --help\n"],
    ["half a command", ["policy"], "lanekeeper: a command is missing\n  fix: see: lanekeeper policy --help\n"],
    ["a misspelt command", ["chekc"], "lanekeeper: unknown command 'chekc'\n  fix: did you mean check?\n"],
    ["an unknown command", ["frobnicate"], "lanekeeper: unknown command 'frobnicate'\n  fix: see: lanekeeper --help\n"],
    ["a misspelt option", ["check", "--bae", "x"], "lanekeeper: unknown option '--bae'\n  fix: did you mean --base?\n"],
    [
      "a missing argument",
      ["explain"],
      "lanekeeper: missing required argument 'path'\n  fix: see: lanekeeper explain --help\n",
    ],
    [
      "no clone",
      ["check", "--repo", ROOT],
      `lanekeeper: there is no git repository at ${ROOT}\n  fix: go into a clone, or say --repo DIR\n`,
    ],
    [
      "no file",
      ["policy", "check", "nofile.yml"],
      "lanekeeper: nofile.yml does not exist\n  fix: name the policy file, or - for standard input\n",
    ],
    ["no repository", ["install", "nowhere.git"], "lanekeeper: there is no repository at nowhere.git\n"],
    [
      "no repository to look at",
      ["doctor", "nowhere.git"],
      "lanekeeper: there is no repository at nowhere.git\n  fix: name a bare repository\n",
    ],
    [
      "no port",
      ["serve", "--port", "x"],
      "lanekeeper: x is not a port\n  fix: name one from 0 to 65535 with --port or PORT; 0 takes any\n",
    ],
    [
      "no login",
      ["init", "--architect", "Ada Lovelace"],
      "lanekeeper: Ada Lovelace is not a login\n  fix: a login has no spaces, commas or slashes; a team is @org/team\n",
    ],
  ])("%s: one sentence and what to do, exit code 2", async (_, args, text) => {
    expect(await typed(...args)).toEqual({ code: 2, stdout: "", stderr: text });
  });

  it.each([
    ["check", "--nope"],
    ["check", "--repo", "nowhere"],
    ["explain"],
    ["install"],
    ["install", "nowhere.git"],
    ["uninstall", "nowhere.git"],
    ["policy", "check", "nofile.yml"],
    ["init", "--repo", "nowhere"],
    ["doctor", "nowhere.git"],
    ["demo", "too", "many"],
    ["frobnicate"],
  ])("with --json stdout is one document as well: %s %s %s", async (...args) => {
    const { code, stdout, stderr } = await typed(...args.filter((arg) => arg !== undefined), "--json");
    expect(code).toBe(2);
    expect(JSON.parse(stdout)).toEqual({ error: { title: expect.any(String), detail: expect.any(String) } });
    expect(stderr).toMatch(/^lanekeeper: /);
  });
});

it("ends quietly when whoever reads stops reading", async () => {
  const child = spawn(process.execPath, [join(DIST, "cli", "main.js"), "policy", "schema"], {
    stdio: ["ignore", "pipe", "pipe"],
  });
  let stderr = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    stderr += text;
  });
  child.stdout.destroy();
  const code = await new Promise((resolve) => child.once("close", resolve));
  expect([code, stderr]).toEqual([0, ""]);
});

it("never colours what no terminal shows", async () => {
  for (const env of [{}, { NO_COLOR: "1" }, { FORCE_COLOR: "1" }]) {
    const { stdout } = await lanekeeper(["doctor"], { env });
    expect(stdout.toString()).not.toContain("\x1b");
  }
});
