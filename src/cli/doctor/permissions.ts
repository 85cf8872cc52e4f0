// Can whoever pushes reach the server's socket and write the record of pushes? Others must not write what is trusted.
import type { Stats } from "node:fs";
import { stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import { type BareCheck, ok, problem, type Row, warning } from "./check.ts";

const modeOf = (found: Stats): string => (found.mode & 0o7777).toString(8);
const look = (path: string): Promise<Stats | null> => stat(path).catch(() => null);

/** Hooks run as the user that receives the push, often another one than the server's. */
export const dataFolder: BareCheck = async ({ repository, settings }) => {
  if (settings === null) return [];
  const { socket = "" } = settings;
  const data = dirname(socket);
  const [folder, listening, objects] = await Promise.all([look(data), look(socket), look(join(repository, "objects"))]);
  if (folder === null || objects === null) return [];
  const rows: Row[] = [];
  if (folder.mode & 0o002)
    rows.push(problem("data", `anybody may put files into ${data} (mode ${modeOf(folder)})`, `chmod o-w ${data}`));
  if (folder.uid !== objects.uid && !(folder.mode & 0o001)) {
    const what = `the repository's owner cannot reach the socket in ${data} (mode ${modeOf(folder)})`;
    rows.push(problem("data", what, `chmod o+x ${data}`));
  }
  if (listening !== null && (listening.mode & 0o666) !== 0o666) {
    const what = `not everybody who pushes may write to the socket (mode ${modeOf(listening)})`;
    rows.push(warning("data", what, "start the server again"));
  }
  return rows.length > 0 ? rows : [ok("data", `${data} can be reached and not be written by others`)];
};

/** Whoever may write objects pushes, and every push is recorded. */
export const record: BareCheck = async ({ repository, settings }) => {
  if (settings === null) return [];
  const path = join(repository, "lanekeeper", "pushes");
  const [objects, folder, pushes] = await Promise.all([
    look(join(repository, "objects")),
    look(dirname(path)),
    look(path),
  ]);
  const again = `lanekeeper install ${repository}`;
  if (objects === null || folder === null || pushes === null)
    return [problem("record", "the record of pushes is missing, so nobody knows who pushed what", again)];
  const missing = objects.mode & 0o222 & ~pushes.mode;
  if (missing !== 0 || (objects.mode & 0o020 && objects.gid !== pushes.gid)) {
    const what = `some who may push cannot write the record of pushes (mode ${modeOf(pushes)}; objects ${modeOf(objects)})`;
    return [problem("record", what, `${again}, after setting core.sharedRepository and the objects' mode`)];
  }
  // The hook reads its settings from there: whoever may change them decides every push.
  const settingsMode = (await look(join(dirname(path), "settings")))?.mode ?? 0;
  if ((folder.mode | settingsMode) & 0o002)
    return [problem("record", `anybody may write into ${dirname(path)}`, `chmod -R o-w ${dirname(path)}`)];
  return [ok("record", "every push can be recorded")];
};
