// Where the program starts. A hook runs before every tool, so it gets a file of its own and nothing else is loaded.
import { createRequire } from "node:module";

const [command, whose, ...rest] = process.argv.slice(2);
if (command === "hook" && whose === "claude" && !rest.some((each) => each === "--help" || each === "-h"))
  createRequire(import.meta.url)("../claude-hook.cjs");
else await import("./main.ts");
