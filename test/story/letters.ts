// Rounds of a story: announcements and replies pushed in one go, however many teams there are, and what the screens say of them.
import { git } from "../world/git.ts";
import type { Repo } from "../world/repo.ts";
import { POLICY } from "./app.ts";

export const FILES = {
  ".github/lanekeeper.yml": POLICY,
  "framework/a.ts": "1\n",
  "qa/b.ts": "1\n",
  "docs/c.md": "1\n",
};

/** ANNOUNCEMENT.md for one team. */
export const announcement = (round: number, team: string, ...more: readonly string[]): string =>
  ["---", `round: ${round}`, `team: ${team}`, ...more, "---", `Work of ${team}.`, ""].join("\n");

let seconds = 1_800_000_000;

/** Files on several branches, a commit on each, in one push; a branch that is not there begins at trunk. */
export async function pushAll(
  repo: Repo,
  login: string,
  branches: Readonly<Record<string, Readonly<Record<string, string>>>>,
): Promise<void> {
  if (!repo.roles.has(login)) repo.grant(login, "write");
  const commit = ([branch, files]: [string, Readonly<Record<string, string>>]) => {
    seconds += 1;
    const from = repo.tip(branch) ?? repo.tip(repo.trunk);
    return [
      `commit refs/heads/${branch}`,
      `committer ${login} <${login}@example.com> ${seconds} +0000`,
      ...["data 4", "Work", `from ${from}`],
      ...Object.entries(files).flatMap(([path, text]) => [
        `M 100644 inline ${path}`,
        `data ${Buffer.byteLength(text)}`,
        text,
      ]),
    ].join("\n");
  };
  const input = `${Object.entries(branches).map(commit).join("\n")}\n`;
  await repo.change(repo.world.account(login), async () => {
    await git(repo.dir, ["fast-import", "--quiet"], { input });
  });
}

/** An architect announces a round to each of these teams, in one push. */
export const announce = (repo: Repo, round: number, teams: readonly string[], ...more: readonly string[]) =>
  pushAll(
    repo,
    "ada",
    Object.fromEntries(
      teams.map((team) => [`${team}/round-${round}`, { "ANNOUNCEMENT.md": announcement(round, team, ...more) }]),
    ),
  );

/** A team answers. */
export const reply = (repo: Repo, round: number, team: string, text = "Done.\n") =>
  pushAll(repo, `${team}-bot`, { [`${team}/round-${round}`]: { "REPLY.md": text } });

/** The rows of a round's issue, by team: its state in words. */
export function rows(repo: Repo, round: number): Readonly<Record<string, string>> {
  const body = repo.issues.find(({ title }) => title.startsWith(`Round ${round}`))?.body ?? "";
  const cells = body.split("\n").map((line) => line.split(" | "));
  return Object.fromEntries(
    cells.filter(([first]) => /^\| (?!team$|---$)/.test(first!)).map(([team, state]) => [team!.slice(2), state!]),
  );
}
