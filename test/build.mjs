// Builds dist/ once before any test: the tests under real/ run what users run.
import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";

export default function build() {
  const cwd = fileURLToPath(new URL("..", import.meta.url));
  execFileSync(process.execPath, ["scripts/build.mjs"], { cwd, stdio: "inherit" });
}
