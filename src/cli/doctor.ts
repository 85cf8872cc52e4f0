// `lanekeeper doctor`: what is missing, one row a check: on this machine, in a bare repository, in a clone, at the GitHub App.
// It changes nothing.
import { realpath } from "node:fs/promises";
import type { Command } from "commander";
import { readPolicy } from "../app/policy.ts";
import { registered } from "../hosts/bare/data.ts";
import { LocalGit } from "../hosts/bare/git.ts";
import { readSettings } from "../hosts/bare/install.ts";
import { BARE as BARE_HOST } from "../hosts/bare/push.ts";
import { tryGit } from "../hosts/bare/run.ts";
import { Incomplete } from "../ports.ts";
import { printable } from "../render/escape.ts";
import { plural } from "../render/hook.ts";
import { openClone, policyHere } from "./clone.ts";
import { type Bare, problem, type Row } from "./doctor/check.ts";
import { BARE, CLONE, MACHINE } from "./doctor/checks.ts";
import { githubSections, type Section } from "./doctor/github.ts";
import { answer, EXIT, Usage } from "./output.ts";
import { type Paint, paintFor } from "./paint.ts";
import { dataOption } from "./serve.ts";

interface Options {
  readonly repo: string;
  readonly data: string;
  readonly github?: boolean;
  readonly json?: boolean;
}

export function doctor(program: Command): void {
  program
    .command("doctor")
    .description("say what is missing: on this machine, in a bare repository, in a clone, at the GitHub App")
    .argument("[repository]", "a bare repository (default: those installed for the data folder, and the clone)")
    .option("--repo <dir>", "the clone", ".")
    .addOption(dataOption())
    .option("--github", "look at the GitHub App as well (default: where its credentials are in the environment)")
    .option("--json", "one JSON document on stdout")
    .action(run);
}

async function run(path: string | undefined, options: Options): Promise<void> {
  const sections: Section[] = [{ about: null, rows: (await Promise.all(MACHINE.map((check) => check()))).flat() }];
  if (path !== undefined && (await realpath(path).catch(() => null)) === null)
    throw new Usage(`there is no repository at ${path}`, "name a bare repository");
  const bares = path === undefined ? await registered(options.data) : [path];
  for (const each of bares) sections.push(await bareSection(each));
  if (path === undefined) sections.push(...(await here(options.repo)));
  if (path === undefined || options.github)
    sections.push(...(await githubSections(process.env, options.github ?? false)));
  const rows = sections.flatMap(({ about, rows }) => rows.map((row) => ({ about, ...row })));
  const problems = rows.filter(({ level }) => level === "problem").length;
  const warnings = rows.filter(({ level }) => level === "warning").length;
  const found = [plural(problems, "problem"), plural(warnings, "warning")].filter((part) => part !== "");
  const paint = paintFor(process.stdout);
  const lines = sections.flatMap((section) => sectionLines(section, paint));
  answer(
    options.json,
    problems === 0 ? EXIT.ok : EXIT.findings,
    { ok: problems === 0, checks: rows },
    [...lines, found.join(", ") || "everything is as it should be"].join("\n"),
  );
}

async function bareSection(path: string): Promise<Section> {
  const repository = await realpath(path).catch(() => null);
  if (repository === null)
    return { about: path, rows: [problem("repository", "it is gone from where it was installed", GONE)] };
  const place = { gitDir: repository };
  const bare = await tryGit(place, ["rev-parse", "--is-bare-repository"]);
  if (bare.code !== 0) throw new Usage(`${path} is not a git repository`, "name a bare repository");
  if (bare.stdout.toString().trim() !== "true")
    throw new Usage(`${path} is not a bare repository`, "for a clone: lanekeeper doctor --repo DIR");
  const git = new LocalGit(place);
  try {
    const settings = await readSettings(repository);
    const policy = await readPolicy(git, settings?.trunk ? await git.tip(settings.trunk) : null, BARE_HOST);
    const subject: Bare = { repository, place, git, settings, policy };
    const rows: Row[] = [];
    for (const check of BARE) rows.push(...(await check(subject)));
    return { about: repository, rows };
  } finally {
    git.close();
  }
}

/** The clone or the bare repository somebody stands in; nothing where it is neither. */
async function here(directory: string): Promise<Section[]> {
  const found = await tryGit({ gitDir: directory }, ["rev-parse", "--is-bare-repository"]);
  if (found.code === 0 && found.stdout.toString().trim() === "true") return [await bareSection(directory)];
  try {
    const clone = await openClone(directory);
    try {
      const policy = await policyHere(clone);
      const rows = await Promise.all(CLONE.map((check) => check(clone, policy)));
      return [{ about: directory, rows: rows.flat() }];
    } finally {
      clone.git.close();
    }
  } catch (error) {
    if (!(error instanceof Usage || error instanceof Incomplete)) throw error;
    // Nobody said that there is a clone here.
    if (directory === "." && error.message.startsWith("there is no git repository")) return [];
    return [{ about: directory, rows: [problem("clone", error.message, error.fix ?? "try again")] }];
  }
}

const GONE = "lanekeeper install PATH, where it is now; or take its line out of the data folder's list of repositories";

const MARKS = { ok: "✓", warning: "!", problem: "✗" } as const;

function sectionLines({ about, rows }: Section, paint: Paint): string[] {
  const colour = { ok: paint.good, warning: paint.warn, problem: paint.bad } as const;
  const lines = rows.flatMap(({ level, what, fix }) => [
    `${colour[level](MARKS[level])} ${printable(what)}`,
    ...(fix === null ? [] : [`  fix: ${printable(fix)}`]),
  ]);
  return about === null ? lines : ["", paint.bold(printable(about)), ...lines];
}
