// Builds dist/: the command line as ES modules, and the judge that hooks carry as one CommonJS file.
// Built beside and put in place whole: somebody may be running what was there.
import { chmod, copyFile, rename, rm } from "node:fs/promises";
import { build } from "esbuild";

const shared = { bundle: true, platform: "node", target: "node20", logLevel: "warning" };
const fresh = `node_modules/.lanekeeper-${process.pid}`;

await build({
  ...shared,
  entryPoints: { "cli/main": "src/cli/start.ts", main: "src/main.ts" },
  outdir: fresh,
  format: "esm",
  splitting: true,
  packages: "external",
  banner: { js: "#!/usr/bin/env node" },
  chunkNames: "chunks/[name]-[hash]",
});
await chmod(`${fresh}/cli/main.js`, 0o755);
for (const hook of ["pre-receive", "post-receive"]) await copyFile(`src/hosts/bare/${hook}.sh`, `${fresh}/${hook}.sh`);
// Each in one file that loads nothing else: they run before pushes and before tools.
await build({
  ...shared,
  entryPoints: { judge: "src/hosts/bare/alone.ts", "claude-hook": "src/client/claude/main.ts" },
  outdir: fresh,
  outExtension: { ".js": ".cjs" },
  format: "cjs",
  // What is loaded late is required, which is quicker than node's loader of modules.
  supported: { "dynamic-import": false },
  minify: true,
  legalComments: "none",
});
await rename("dist", `${fresh}-old`).catch(() => {});
await rename(fresh, "dist");
await rm(`${fresh}-old`, { recursive: true, force: true });
