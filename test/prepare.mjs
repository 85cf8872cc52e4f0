// Before any test: builds dist/ once, as the tests under real/ run what users run, and finds the quickest place for their files.
import { execFileSync } from "node:child_process";
import { accessSync, chmodSync, constants, mkdtempSync, rmSync, statfsSync, writeFileSync } from "node:fs";
import { freemem } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const MEMORY = "/dev/shm";
const GIB = 2 ** 30;

export default function prepare() {
  const cwd = fileURLToPath(new URL("..", import.meta.url));
  execFileSync(process.execPath, ["scripts/build.mjs"], { cwd, stdio: "inherit" });
  keepFilesInMemory();
}

// Thousands of small repositories come and go; a disk spends longer on that than the tests on everything else.
function keepFilesInMemory() {
  if (process.env.TMPDIR !== undefined || !hasRoom()) return;
  const folder = mkdtempSync(join(MEMORY, "lk-"));
  process.once("exit", () => remove(folder));
  for (const signal of ["SIGINT", "SIGTERM"]) process.once(signal, () => process.exit(1));
  // Web servers, sshd and PostgreSQL run as other users.
  chmodSync(folder, 0o1777);
  if (runsPrograms(folder)) process.env.TMPDIR = folder;
}

// Whatever is still being written there is no reason to call a run failed.
function remove(folder) {
  try {
    rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
  } catch {}
}

function hasRoom() {
  try {
    accessSync(MEMORY, constants.W_OK | constants.X_OK);
    const { bavail, bsize } = statfsSync(MEMORY);
    return bavail * bsize > GIB && freemem() > 4 * GIB;
  } catch {
    return false;
  }
}

// A container often mounts it without the right to run what lies there, and hooks must run.
function runsPrograms(folder) {
  const program = join(folder, "runs");
  try {
    writeFileSync(program, "#!/bin/sh\n", { mode: 0o755 });
    execFileSync(program);
    return true;
  } catch {
    return false;
  } finally {
    rmSync(program, { force: true });
  }
}
