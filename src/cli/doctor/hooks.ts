// Are the hooks in the repository, ours, of this version, and would git run them?
import { access, constants, readFile } from "node:fs/promises";
import { join } from "node:path";
import { tryGit } from "../../hosts/bare/run.ts";
import { dist } from "../assets.ts";
import { type BareCheck, ok, problem, type Row, warning } from "./check.ts";

const HOOKS = ["pre-receive", "post-receive"] as const;

export const hooks: BareCheck = async ({ repository, settings }) => {
  const rows = await Promise.all(HOOKS.map((hook) => hookRow(repository, hook)));
  if (settings !== null) return rows;
  // A hook of ours without its settings refuses every push.
  const isOurs = rows.some(({ level }) => level !== "problem");
  const what = isOurs ? "the hooks' settings are gone, so every push is refused" : "Lanekeeper is not installed here";
  const foreign = rows.filter((row) => row.fix?.includes("--chain"));
  return foreign.length > 0 ? foreign : [problem("hooks", what, `lanekeeper install ${repository}`)];
};

async function hookRow(repository: string, hook: (typeof HOOKS)[number]): Promise<Row> {
  const path = join(repository, "hooks", hook);
  const check = `hooks-${hook}`;
  const text = await readFile(path, "utf8").catch(() => null);
  const again = `lanekeeper install ${repository}`;
  if (text === null) return problem(check, `the ${hook} hook is not installed`, again);
  if (!text.split("\n", 2)[1]?.startsWith(`# lanekeeper ${hook}:`))
    return problem(check, `the ${hook} hook is not Lanekeeper's`, `${again} --chain, which keeps it and runs it after`);
  if (text !== (await readFile(join(dist(), `${hook}.sh`), "utf8")))
    return warning(check, `the ${hook} hook is of another version of Lanekeeper, or was changed`, again);
  const runs = await access(path, constants.X_OK).then(
    () => true,
    () => false,
  );
  if (!runs) return problem(check, `the ${hook} hook is not executable, so git skips it`, `chmod +x ${path}`);
  return ok(check, `the ${hook} hook is installed and current`);
}

/** The judge that hooks run alone is a copy made at install. */
export const judgeFile: BareCheck = async ({ repository, settings }) => {
  if (settings === null) return [];
  const [there, ours] = await Promise.all([
    readFile(join(repository, "lanekeeper", "judge.cjs")).catch(() => null),
    readFile(join(dist(), "judge.cjs")),
  ]);
  const fix = `lanekeeper install ${repository}`;
  if (there === null)
    return [problem("judge", "the judge for when the server is down is missing, so pushes are refused then", fix)];
  if (!there.equals(ours))
    return [warning("judge", "the judge for when the server is down is of another version", fix)];
  return [ok("judge", "the judge for when the server is down is current")];
};

export const hooksPath: BareCheck = async ({ repository, place }) => {
  const { code, stdout } = await tryGit(place, ["config", "core.hooksPath"]);
  if (code !== 0) return [];
  const what = `core.hooksPath is ${stdout.toString().trim()}, so hooks in ${repository}/hooks do not run`;
  return [problem("hooks-path", what, `git -C ${repository} config --unset core.hooksPath, or where it is set`)];
};
