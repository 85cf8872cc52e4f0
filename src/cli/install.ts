// `lanekeeper install` and `uninstall`: hooks into a bare repository, and out of it.
import { type Command, Option } from "commander";
import { IDENTITIES, type Identity, install, uninstall } from "../hosts/bare/install.ts";
import { answers } from "../hosts/bare/resident.ts";
import { dist } from "./assets.ts";
import { answer, EXIT } from "./output.ts";
import { dataOption } from "./serve.ts";

interface Options {
  readonly data: string;
  readonly identity: Identity;
  readonly trunk?: string;
  readonly requireServer?: boolean;
  readonly chain?: boolean;
  readonly json?: boolean;
}

const MEANINGS: Readonly<Record<Identity, string>> = {
  os: "the user of the operating system that receives the push",
  gl: "GL_USER, set by an ssh forced command",
  remote: "REMOTE_USER, set by the web server",
  env: "LANEKEEPER_USER, set by whatever starts git",
};

export function installCommand(program: Command): void {
  program
    .command("install")
    .description("put the hooks into a bare repository")
    .argument("<repository>", "a bare repository")
    .addOption(dataOption())
    .addOption(new Option("--identity <source>", "where a push's login comes from").choices(IDENTITIES).default("os"))
    .option("--trunk <branch>", "the branch the policy is read from (default: what HEAD points at)")
    .option("--require-server", "refuse pushes while the server is down, instead of judging in the hook")
    .option("--chain", "keep hooks that are there, and run them after ours")
    .option("--json", "one JSON document on stdout")
    .action(async (path: string, options: Options) => {
      const { data, identity, trunk = null, requireServer = false, chain = false } = options;
      const done = await install(path, { data, identity, trunk, requireServer, chain }, dist());
      const up = await answers(done.socket);
      answer(
        options.json,
        EXIT.ok,
        { ...done, server: up },
        [
          `installed into ${done.repository}`,
          `  trunk:    ${done.trunk}, where the policy is read from`,
          `  identity: ${MEANINGS[identity]}`,
          ...(done.chained.length > 0 ? [`  chained:  ${done.chained.join(", ")}`] : []),
          up
            ? "  server:   running"
            : `  server:   not running; until it is, ${requireServer ? "pushes are refused" : "the hook judges by itself"}. Start: lanekeeper serve --data ${done.data}`,
        ].join("\n"),
      );
    });
}

export function uninstallCommand(program: Command): void {
  program
    .command("uninstall")
    .description("take the hooks out of a bare repository")
    .argument("<repository>", "a bare repository")
    .option("--json", "one JSON document on stdout")
    .action(async (path: string, { json }: { json?: boolean }) => {
      const done = await uninstall(path);
      answer(
        json,
        EXIT.ok,
        done,
        done.removed ? `hooks removed from ${done.repository}` : `no hooks of Lanekeeper's in ${done.repository}`,
      );
    });
}
