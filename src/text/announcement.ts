// ANNOUNCEMENT.md: the task of a round for one team (PROTOCOL §4). A bare file is one too; then the branch says round and team.

import { patternProblem } from "../core/glob.ts";
import { msOf } from "../core/instant.ts";
import type { Path } from "../core/model.ts";
import type { Pattern } from "../core/policy.ts";
import type { Announcement, Reading } from "../core/rounds/rounds.ts";
import { Fields } from "./fields.ts";
import { textFile } from "./text-file.ts";
import { show } from "./yaml-node.ts";

const KEYS = ["round", "team", "title", "scope", "teams", "depends_on", "deadline", "revision"] as const;
const TEAM = /^[a-z0-9][a-z0-9._-]*$/;
const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d)?Z$/;

export function parseAnnouncement(bytes: Uint8Array, path: Path): Reading<Announcement> {
  const { text, problem } = textFile(bytes, path);
  if (text === null) return { value: null, complaints: [problem], places: new Map() };
  const fields = new Fields(text, path, KEYS);
  const announcement: Announcement = {
    round: fields.number("round"),
    team: teams(fields, "team")?.[0] ?? null,
    title: fields.text("title")?.text ?? null,
    scope: scope(fields),
    teams: teams(fields, "teams"),
    dependsOn: (fields.list("depends_on") ?? []).flatMap((each) => fields.whole("depends_on", each) ?? []),
    deadline: deadline(fields),
    revision: fields.number("revision") ?? 1,
    text: fields.body.trim(),
  };
  const refused = fields.complaints.some(({ level }) => level === "error");
  return { value: refused ? null : announcement, complaints: fields.complaints, places: fields.places() };
}

function teams(fields: Fields, key: "team" | "teams"): readonly string[] | null {
  const one = key === "team" ? fields.text("team") : null;
  const found = key === "team" ? (one === null ? null : [one]) : fields.list("teams");
  if (found === null) return null;
  for (const { text, at } of found)
    if (!TEAM.test(text))
      fields.refuse(at, `${show(text)} is not a team's name`, "names are lower-case letters, digits, dots, dashes");
  if (key === "teams" && found.length === 0)
    fields.refuse(fields.node("teams")!.at, "the roster is empty", "name the teams, or leave teams out");
  return [...new Set(found.map(({ text }) => text))];
}

function scope(fields: Fields): readonly Pattern[] | null {
  const node = fields.node("scope");
  if (node === null) return null;
  const write = node.kind === "map" ? node.entries.find(({ key }) => key.text === "write")?.value : undefined;
  if (write?.kind !== "list") {
    fields.refuse(node.at, "scope must be a map with a list write", 'write scope: {write: ["src/core/"]}');
    return null;
  }
  return write.items.flatMap((item): Pattern[] => {
    if (item.kind !== "scalar") return [];
    const wrong = patternProblem(item.text);
    if (wrong !== null)
      fields.refuse(
        item.at,
        `the pattern ${show(item.text)} is refused: ${wrong.message}`,
        "see the policy's patterns",
      );
    return wrong === null ? [{ text: item.text, at: item.at }] : [];
  });
}

function deadline(fields: Fields): string | null {
  const found = fields.text("deadline");
  if (found === null) return null;
  const full = found.text.length === 17 ? found.text.replace("Z", ":00Z") : found.text;
  if (INSTANT.test(found.text) && !Number.isNaN(msOf(full))) return `${full.slice(0, 19)}.000Z`;
  fields.refuse(found.at, `${show(found.text)} is not an instant`, "write it in UTC: 2026-05-31T18:00Z");
  return null;
}
