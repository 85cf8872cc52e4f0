// Performs one step on the stage and holds what came out against what should have. It tells nothing itself.
import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { RULE_IDS, type RuleId } from "../../core/finding.ts";
import type { Ran, Stage } from "./stage.ts";
import { type Act, type Expectation, LOGINS, type Step, type Where } from "./step.ts";

/** What is told while a step goes on. */
export interface Teller {
  did(where: Where, login: string, typed: string): void;
  printed(text: string): void;
}

export interface Outcome {
  readonly title: string;
  readonly asked: "push" | "lanekeeper";
  readonly ok: boolean;
  readonly expected: { readonly code: number; readonly rules: readonly RuleId[]; readonly says: readonly string[] };
  readonly got: { readonly code: number | null; readonly rules: readonly RuleId[] };
  /** Why it is not what it should be; null where it is. */
  readonly wrong: string | null;
  readonly output: string;
  readonly ms: number;
}

export async function perform(stage: Stage, step: Step, teller: Teller): Promise<Outcome> {
  const started = performance.now();
  const { code, says = [] } = step.expect;
  let seen: Seen = { asked: "lanekeeper", ran: null, moved: null };
  let failed: string | null = null;
  try {
    for (const act of step.act) seen = (await doOne(stage, act, teller)) ?? seen;
  } catch (error) {
    failed = error instanceof Error ? error.message : String(error);
  }
  const rules = rulesIn(seen.ran?.output ?? "");
  const wrong = failed ?? mismatch(step.expect, seen, rules);
  return {
    title: step.title,
    asked: seen.asked,
    ok: wrong === null,
    expected: { code: code === "zero" ? 0 : 1, rules: step.expect.rules, says },
    got: { code: seen.ran?.code ?? null, rules },
    wrong,
    output: seen.ran?.output ?? "",
    ms: Math.round(performance.now() - started),
  };
}

/** What came of what a step asked for. */
interface Seen {
  readonly asked: Outcome["asked"];
  readonly ran: Ran | null;
  /** Did any ref of the server move? Null where nothing was pushed. */
  readonly moved: boolean | null;
}

/** Does one act; answers with what is to be held against the expectation, if it is that kind of act. */
async function doOne(stage: Stage, act: Act, teller: Teller): Promise<Seen | null> {
  const where = act.kind === "server" ? "" : act.in;
  const login = act.kind === "server" ? "" : LOGINS[where];
  if (!("quiet" in act)) teller.did(where, login, typed(act));
  switch (act.kind) {
    case "edit": {
      const path = join(stage.root, act.in, act.path);
      await mkdir(dirname(path), { recursive: true });
      await writeFile(path, act.text);
      return null;
    }
    case "server":
      if (act.to === "up") teller.printed(`listening on ${await stage.startServer()}`);
      else await stage.stopServer();
      return null;
    case "token": {
      const { code, output } = await stage.run("lanekeeper", grant(act), act.in, login);
      if (code !== 0) throw new Error(`${typed(act)} failed: ${output.trim()}`);
      stage.remember(login, output.trim());
      return null;
    }
    case "git": {
      const { code, output } = await stage.run("git", act.args, act.in, login);
      if (code !== 0) throw new Error(`${typed(act)} failed: ${output.trim()}`);
      return null;
    }
    case "lanekeeper": {
      const ran = await stage.run("lanekeeper", act.args, act.in, login);
      teller.printed(ran.output);
      return { asked: "lanekeeper", ran, moved: null };
    }
    case "push": {
      const before = await serverRefs(stage);
      const ran = await stage.run("git", act.args, act.in, login);
      teller.printed(ran.output);
      return { asked: "push", ran, moved: before !== (await serverRefs(stage)) };
    }
    default:
      return act satisfies never;
  }
}

const serverRefs = async (stage: Stage): Promise<string> =>
  (await stage.run("git", ["--git-dir", "project.git", "for-each-ref"], "", "")).output;

const grant = ({ in: where, role }: Act & { kind: "token" }): string[] => {
  const data = where === "" ? "data" : "../data";
  return ["token", "create", "--role", role, "--login", LOGINS[where], "--data", data];
};

/** The command as a person would type it. */
function typed(act: Act): string {
  if (act.kind === "edit") return `(edits ${act.path})`;
  if (act.kind === "server")
    return act.to === "up" ? "lanekeeper serve --port 0 --data data &" : "(the server is stopped)";
  if (act.kind === "token") return `export LANEKEEPER_TOKEN=$(lanekeeper ${grant(act).join(" ")})`;
  const program = act.kind === "lanekeeper" ? "lanekeeper" : "git";
  return [program, ...act.args.filter((arg) => arg !== "--quiet").map(word)].join(" ");
}

const word = (arg: string): string => (/^[\w./:=@~,+-]+$/.test(arg) ? arg : `'${arg.replaceAll("'", "'\\''")}'`);

/** The rules whose errors were printed, whether git put `remote: ` in front or not. */
function rulesIn(output: string): RuleId[] {
  const named = [...output.matchAll(/^(?:remote: )?[✗?] ([a-z-]+)[ :]/gm)].map(([, id]) => id);
  return RULE_IDS.filter((id) => named.includes(id));
}

/** How what was seen differs from what was expected, or null. */
function mismatch(expect: Expectation, { ran, moved }: Seen, rules: readonly RuleId[]): string | null {
  if (ran === null) return "nothing was asked";
  const wanted = expect.code === "zero" ? 0 : 1;
  if (ran.code !== wanted) return `the exit code should be ${wanted} and is ${ran.code}`;
  const [should, is] = [expect.rules, rules].map((each) => [...each].sort().join(", ") || "none");
  if (should !== is) return `the rules named should be: ${should}; they are: ${is}`;
  const missing = expect.says?.find((text) => !ran.output.includes(text));
  if (missing !== undefined) return `this should have been printed and was not: ${missing}`;
  const noise = expect.silent ? /^remote: .*$/m.exec(ran.output)?.[0] : undefined;
  if (noise !== undefined) return `nothing should have been printed by the server, but: ${noise}`;
  if (moved === null || moved === (wanted === 0)) return null;
  return moved ? "refs of the server moved all the same" : "no ref of the server moved";
}
