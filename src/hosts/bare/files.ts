// Files and folders that install writes, whoever runs it: they belong to whoever has to use them, as far as the process may give them
// away. A link is never followed: root may be asked to install into a repository that is somebody else's.
import { constants } from "node:fs";
import { type FileHandle, mkdir, open, rename, rm, stat } from "node:fs/promises";

export interface Owner {
  readonly uid: number;
  readonly gid: number;
}

/** Who owns a path, and its mode with the bit that hands its group on. */
export async function ownerOf(path: string): Promise<Owner & { readonly mode: number }> {
  const { uid, gid, mode } = await stat(path);
  return { uid, gid, mode: mode & 0o2777 };
}

/** A folder, made where it is missing. */
export async function folder(path: string, owner: Owner, mode: number): Promise<void> {
  await mkdir(path, { recursive: true });
  await settle(await open(path, constants.O_DIRECTORY | constants.O_NOFOLLOW), owner, mode);
}

/** A file that others append to; what it holds stays. */
export async function appended(path: string, owner: Owner, mode: number): Promise<void> {
  const flags = constants.O_WRONLY | constants.O_APPEND | constants.O_CREAT | constants.O_NOFOLLOW;
  await settle(await open(path, flags, 0o600), owner, mode);
}

/** Whole or not at all: a push may be running. */
export async function replace(path: string, content: string | Buffer, owner: Owner, mode: number): Promise<void> {
  await rm(`${path}.new`, { force: true });
  await settle(await open(`${path}.new`, "wx", 0o600), owner, mode, content);
  await rename(`${path}.new`, path);
}

/** Given away first: that may take bits of the mode with it. */
async function settle(file: FileHandle, { uid, gid }: Owner, mode: number, content?: string | Buffer): Promise<void> {
  try {
    if (content !== undefined) await file.writeFile(content);
    // Who is not root may still hand a file to a group it is in.
    if (!(await given(file, uid, gid))) await given(file, -1, gid);
    await file.chmod(mode);
  } finally {
    await file.close();
  }
}

async function given(file: FileHandle, uid: number, gid: number): Promise<boolean> {
  try {
    await file.chown(uid, gid);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EPERM") return false;
    throw error;
  }
}
