// The version in package.json: the only place it is written.
import { readFileSync } from "node:fs";
import { root } from "./assets.ts";

export const VERSION: string = JSON.parse(readFileSync(root("package.json"), "utf8")).version;
