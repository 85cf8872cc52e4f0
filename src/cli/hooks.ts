// `lanekeeper hooks install|uninstall`: hooks of an ordinary clone; and what they run, `hooks commit-msg` and `hooks post-commit`.
import { spawn } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { Command } from "commander";
import { type Installed, installHooks, uninstallHooks } from "../client/plain/hooks.ts";
import { objectionTo, subjectIn } from "../client/plain/prefix.ts";
import { printable } from "../render/escape.ts";
import { answer, EXIT, Usage } from "./output.ts";
import { plainly, type Scene } from "./plainly.ts";

interface Options {
  readonly json?: boolean;
}

export function hooks(program: Command): void {
  const group = program.command("hooks").description("hooks of this clone: the prefix of commits, and a sign of life");
  const json = (command: Command) => command.option("--json", "one JSON document on stdout");
  json(group.command("install").description("put them in, beside those that are there")).action((options: Options) =>
    change(options, ({ checkout }) => installHooks(checkout, { node: process.execPath, main: MAIN() })),
  );
  json(group.command("uninstall").description("take them out, and put back those that were there")).action(
    (options: Options) => change(options, ({ checkout }) => uninstallHooks(checkout)),
  );
  group
    .command("commit-msg")
    .description("refuse a message without the session's prefix; git runs it")
    .argument("<file>")
    .action(commitMessage);
  group
    .command("post-commit")
    .description("say that the session is alive, in the background; git runs it")
    .action(beat);
}

/** The file that was started. */
const MAIN = (): string => process.argv[1] ?? fileURLToPath(import.meta.url);

const change = ({ json }: Options, work: (scene: Scene) => Promise<Installed>): Promise<void> =>
  plainly(async (scene) => {
    const done = await work(scene);
    const lines = [
      ...done.changed.map((path) => `${existsSync(path) ? "written" : "removed"}: ${path}`),
      ...(done.changed.length === 0 ? ["nothing to change"] : []),
      ...(done.next === null || done.changed.length === 0 ? [] : [`Next: ${done.next}`]),
    ];
    answer(json, EXIT.ok, done, lines.join("\n"));
  });

const commitMessage = (file: string): Promise<void> =>
  plainly(async ({ checkout, policy }) => {
    const message = readOrRefuse(file);
    const path = async (name: string) => checkout.need(["rev-parse", "--path-format=absolute", "--git-path", name]);
    // A merge says what was merged.
    if (existsSync(await path("MERGE_HEAD"))) return;
    const branch =
      (await checkout.ask(["symbolic-ref", "--quiet", "HEAD"])) ??
      rebased([await path("rebase-merge/head-name"), await path("rebase-apply/head-name")]);
    if (!branch?.startsWith("refs/heads/")) return;
    const comment = (await checkout.ask(["config", "--get", "core.commentChar"])) ?? "#";
    const subject = subjectIn(message, comment === "auto" ? "#" : comment);
    const objection = objectionTo(policy, branch.slice("refs/heads/".length), subject);
    if (objection === null) return;
    const { level, message: why, fix } = objection;
    const lines = [`lanekeeper: ${printable(why)}`, `  fix: ${fix}`];
    if (level === "error") lines.push(`  the message is kept: git commit --edit --file ${printable(file)}`);
    process.stderr.write(`${lines.join("\n")}\n`);
    process.exitCode = level === "error" ? EXIT.findings : EXIT.ok;
  });

function readOrRefuse(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    throw new Usage(`${file} cannot be read`, "git names the file of the message");
  }
}

/** The branch that is being rebased: HEAD is on none meanwhile. */
const rebased = (files: readonly string[]): string | null => {
  const found = files.find((each) => existsSync(each));
  return found === undefined ? null : readFileSync(found, "utf8").trim();
};

/** Nobody waits for it, and nobody hears of it. */
function beat(): void {
  if (!process.env.LANEKEEPER_TOKEN) return;
  const child = spawn(process.execPath, [MAIN(), "heartbeat"], { detached: true, stdio: "ignore" });
  child.on("error", () => {});
  child.unref();
}
