// What a session says where there is no server: carried by plain git, for the server to read once there is one.
import { systemClock } from "../app/clock.ts";
import { isCarried, sayByGit } from "../client/plain/say.ts";
import { parseSayings } from "../text/command.ts";
import { Usage } from "./output.ts";
import { answerLanded, placeHere, plainly } from "./plainly.ts";

interface Options {
  readonly session?: string;
  readonly json?: boolean;
}

/** One command as a comment would have it. */
export async function sayPlainly(line: string, { session, json }: Options): Promise<void> {
  const [read] = parseSayings(line);
  const command = read?.command ?? null;
  if (read === undefined || command === null)
    throw new Usage(read?.problem ?? "this is not understood", read?.fix ?? "see: lanekeeper --help");
  if (!isCarried(command))
    throw new Usage(
      `${command.kind} needs a server, and there is no token for one`,
      "set LANEKEEPER_URL and LANEKEEPER_TOKEN; on the server, lanekeeper token create makes one",
    );
  await plainly(async (scene) => {
    const place = await placeHere(scene, session ?? null);
    const carried = await sayByGit(scene.checkout, place, command, systemClock.now());
    const { id, file } = carried;
    const what = id === null ? command.kind : `${id} to ${file}`;
    answerLanded(json, what, carried, { id, file });
  });
}
