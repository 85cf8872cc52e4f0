// The data folder of a server: its socket, and the list of repositories that `install` put there. Nobody but its owner lists it.
import { readFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { ownerOf, replace } from "./files.ts";

/** Where hooks find the resident judge. */
export const socketOf = (data: string): string => join(data, "judge.sock");

/** The repositories installed for this data folder, by real path. */
export async function registered(data: string): Promise<string[]> {
  const text = await readFile(join(data, "repositories"), "utf8").catch(() => "");
  return text.split("\n").filter((line) => line !== "");
}

/** How a bare repository is called: `local/<name without .git>`. */
export const localName = (repository: string): string => `local/${basename(repository).replace(/\.git$/, "")}`;

/** Another repository among these that is called like this one: they would share a ledger. */
export function namesakeOf(repository: string, among: readonly string[]): string | null {
  return among.find((each) => each !== repository && localName(each) === localName(repository)) ?? null;
}

export async function register(data: string, repository: string): Promise<void> {
  await write(data, [...new Set([...(await registered(data)), repository])]);
}

export async function forget(data: string, repository: string): Promise<void> {
  await write(
    data,
    (await registered(data)).filter((each) => each !== repository),
  );
}

/** Its reader is the server, which runs as the owner of the folder. */
async function write(data: string, repositories: readonly string[]): Promise<void> {
  const text = repositories.map((each) => `${each}\n`).join("");
  await replace(join(data, "repositories"), text, await ownerOf(data), 0o600);
}
