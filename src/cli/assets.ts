// Where the built program finds its own files: hooks, the bundled judge, package.json.
import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/** A file of the package, by its path from the package's root. */
export function root(...path: string[]): string {
  for (let at = dirname(fileURLToPath(import.meta.url)); ; at = dirname(at)) {
    if (existsSync(join(at, "package.json"))) return join(at, ...path);
    if (at === dirname(at)) throw new Error("lanekeeper's own package.json is missing");
  }
}

/** The folder with what `npm run build` made. */
export const dist = (): string => root("dist");
