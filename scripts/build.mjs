// Builds dist/: the command line as ES modules, and the judge that hooks carry as one CommonJS file.
import { chmod, copyFile, rm } from "node:fs/promises";
import { build } from "esbuild";

const shared = { bundle: true, platform: "node", target: "node20", logLevel: "warning" };

await rm("dist", { recursive: true, force: true });
await build({
  ...shared,
  entryPoints: ["src/cli/main.ts"],
  outdir: "dist/cli",
  format: "esm",
  splitting: true,
  packages: "external",
  banner: { js: "#!/usr/bin/env node" },
  chunkNames: "chunks/[name]-[hash]",
});
await chmod("dist/cli/main.js", 0o755);
for (const hook of ["pre-receive", "post-receive"]) await copyFile(`src/hosts/bare/${hook}.sh`, `dist/${hook}.sh`);
await build({
  ...shared,
  entryPoints: ["src/hosts/bare/alone.ts"],
  outfile: "dist/judge.cjs",
  format: "cjs",
  minify: true,
  legalComments: "none",
});
