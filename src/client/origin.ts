// What the server calls a repository, read off the URL of a clone's origin.
import { basename } from "node:path";

const FORGE =
  /^(?:https?:\/\/|git@|ssh:\/\/git@)(?:[^/@]*@)?[\w.-]*git(?:hub)?[\w.-]*[/:]([^/]+\/[^/]+?)(?:\.git)?\/?$/;

/** `owner/name` of a forge, `local/name` of a bare repository. */
export const repoNamed = (origin: string): string =>
  FORGE.exec(origin)?.[1] ?? `local/${basename(origin).replace(/\.git$/, "")}`;
