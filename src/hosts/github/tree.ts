// A tree of GitHub as it is kept: names to modes and ids.
import type { TreeEntry } from "../../core/model.ts";

export type Tree = ReadonlyMap<string, TreeEntry>;

/** How GitHub's API writes the mode of a directory. */
export const DIRECTORY = "040000";
