// The replay: five teams, 33 rounds, 255 commits of the teams through real pushes, with attempts to leave the scope sprinkled in. In
// the field nobody held the lanes; here every violation is refused, nobody is accused falsely, and every round ends closed.
import { announcement, Fleet } from "./fleet.ts";

const TEAMS = ["interface", "core", "llm", "monitor", "security"] as const;
const ROUNDS = 33;
const COMMITS = 255;
const POLICY = `architects: [ada]
teams:
${TEAMS.map((team) => `  ${team}: {write: ["${team}/"]}`).join("\n")}
rounds: {advance: auto}
`;

/** Whose lane an attempt leaves for, and which rule says no. */
const ATTEMPTS: readonly ((
  team: string,
  other: string,
  round: number,
) => { files: Record<string, string | null>; rule: string })[] = [
  (_, other, round) => ({ files: { [`${other}/taken-${round}.ts`]: "mine\n" }, rule: "write-scope" }),
  () => ({ files: { ".github/lanekeeper.yml": "architects: [mallory]\n" }, rule: "protected-paths" }),
  (_, __, round) => ({ files: { "ANNOUNCEMENT.md": `round ${round}: a holiday\n` }, rule: "announcement-author" }),
  (_, __, round) => ({ files: { "REPLY.md": `## Round ${round + 1}\n` }, rule: "reply-round" }),
  (_, __, round) => ({ files: { "REPLY.md": `---\nstatus: dnoe\n---\nround ${round}\n` }, rule: "reply-round" }),
];

const announcementsOf = (round: number): Record<string, Record<string, string>> =>
  Object.fromEntries(
    TEAMS.map((team) => [team, { "ANNOUNCEMENT.md": announcement(round, team, `teams: [${TEAMS.join(", ")}]`) }]),
  );

/** One commit with the answer, and in every other round one before it: 255 in all. */
function workOf(team: string, branch: string, round: number) {
  const first = [{ on: branch, from: [`refs/heads/${branch}`], files: { [`${team}/step-${round}.ts`]: `${round}\n` } }];
  const place = round % 2 === 0 ? "REPLY.md" : `${team}/REPLY.md`;
  const answer = { [`${team}/work-${round}.ts`]: `${round}\n`, [place]: `# ${team}\n\n## Round ${round}: done\n` };
  const isLong = round % 2 === 0 || round > 30;
  return isLong ? [...first, { on: branch, files: answer }] : [{ ...first[0]!, files: answer }];
}

test("33 rounds of five teams end closed, every violation refused, nobody accused falsely", async () => {
  const fleet = await Fleet.start(POLICY, Object.fromEntries(TEAMS.map((team) => [`${team}/main.ts`, "main\n"])));
  const refused: string[] = [];
  const accused: string[] = [];
  let commits = 0;
  try {
    for (let round = 1; round <= ROUNDS; round += 1) {
      const branches = TEAMS.map((team) => `${team}/round-${round}`);
      const announced = announcementsOf(round);
      await fleet.commits(
        TEAMS.map((team, index) => ({ on: branches[index]!, from: ["refs/heads/main"], files: announced[team]! })),
      );
      const told = await fleet.push("ada", ...branches);
      if (told.code !== 0 || told.stderr.includes("lanekeeper:")) accused.push(told.stderr);
      for (const [index, team] of TEAMS.entries()) {
        if ((round + index) % 4 !== 0) continue;
        const other = TEAMS[(index + 1) % TEAMS.length]!;
        const { files, rule } = ATTEMPTS[(round * 3 + index) % ATTEMPTS.length]!(team, other, round);
        const [bad] = await fleet.commits([{ on: "bad", from: [`refs/heads/${branches[index]}`], files }]);
        const tried = await fleet.push(team, `refs/heads/bad:refs/heads/${branches[index]}`);
        expect([tried.code, tried.stderr]).toEqual([1, expect.stringContaining(`✗ ${rule} `)]);
        refused.push(bad!);
      }
      const work = TEAMS.flatMap((team, index) => workOf(team, branches[index]!, round));
      commits += (await fleet.commits(work)).length;
      const answers = await Promise.all(TEAMS.map((team) => fleet.push(team, `${team}/round-${round}`)));
      for (const { code, stderr } of answers) if (code !== 0 || stderr.includes("lanekeeper:")) accused.push(stderr);
      // The architect takes the work, strips the letters, and deletes the branches.
      const taken = Object.assign({}, ...work.map(({ files }) => files)) as Record<string, string | null>;
      const letters = Object.keys(taken).filter((path) => path.endsWith("REPLY.md"));
      const gone = Object.fromEntries(["ANNOUNCEMENT.md", ...letters].map((path) => [path, null]));
      const parents = ["main", ...branches].map((branch) => `refs/heads/${branch}`);
      await fleet.commits([{ on: "main", from: parents, files: { ...taken, ...gone }, says: `Merge round ${round}` }]);
      await fleet.until(round, `closed ${TEAMS.map((team) => `${team}:replied:done`).join(" ")}`);
      const merged = await fleet.push("ada", "main", ...branches.map((branch) => `:refs/heads/${branch}`));
      if (merged.code !== 0) accused.push(merged.stderr);
    }
    const { rounds } = await fleet.state();
    expect(rounds.map(({ round, state }) => `${round} ${state}`)).toEqual(
      Array.from({ length: ROUNDS }, (_, index) => `${index + 1} closed`),
    );
    expect(accused).toEqual([]);
    expect(commits).toBe(COMMITS);
    expect(refused.length).toBeGreaterThan(30);
    const kept = new Set((await fleet.git("ls-remote", "--refs", "origin")).match(/[0-9a-f]{40}/g));
    expect(refused.filter((oid) => kept.has(oid))).toEqual([]);
  } finally {
    await fleet.end();
  }
}, 300_000);
