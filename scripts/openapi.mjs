// Writes schema/openapi.json from the table of routes.
import { writeFile } from "node:fs/promises";
import { build } from "esbuild";

const { outputFiles } = await build({
  ...{ bundle: true, platform: "node", format: "esm", write: false, logLevel: "warning" },
  entryPoints: ["src/http/openapi.ts"],
});
const { openapi } = await import(`data:text/javascript;base64,${Buffer.from(outputFiles[0].text).toString("base64")}`);
await writeFile("schema/openapi.json", `${JSON.stringify(openapi(), null, 2)}\n`);
