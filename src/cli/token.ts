// `lanekeeper token create|list|revoke`: who may ask this server. Works on its data folder, whether it runs or not.
import { mkdir } from "node:fs/promises";
import { type Command, Option } from "commander";
import { ROLES, type Role, Tokens } from "../http/tokens.ts";
import { answer, EXIT, Usage } from "./output.ts";
import { dataOption } from "./serve.ts";

interface Options {
  readonly data: string;
  readonly repo?: string;
  readonly session?: string;
  readonly role: Role;
  readonly login?: string;
  readonly json?: boolean;
}

export function token(program: Command): void {
  const group = program.command("token").description("bearer tokens of this server");
  const add = (command: Command) => command.addOption(dataOption()).option("--json", "one JSON document on stdout");
  add(group.command("create").description("make one; it is shown this once"))
    .option("--repo <name>", "only for OWNER/NAME or local/NAME; default: every repository")
    .option("--session <id>", "speaks as this session")
    .addOption(new Option("--role <role>", "what it may").choices([...ROLES]).default("read"))
    .option("--login <login>", "whose it is")
    .action(create);
  add(group.command("list").description("all of them, without what they are")).action(list);
  add(group.command("revoke").description("end one, at once").argument("<id>")).action(revoke);
}

async function create(options: Options): Promise<void> {
  const { data, role, json } = options;
  const {
    repo = null,
    session = null,
    login = null,
  } = options as { readonly [Key in "repo" | "session" | "login"]?: string };
  if (repo !== null && !/^[^/\s]+\/[^/\s]+$/.test(repo))
    throw new Usage(`${repo} is not a repository`, "say OWNER/NAME or local/NAME");
  if (session !== null && !/^s[A-Z][A-Z0-9]?$/.test(session))
    throw new Usage(`${session} is not a session`, "such as sA");
  await mkdir(data, { recursive: true, mode: 0o711 });
  const made = await new Tokens(data).create({ repo, session, role, login });
  answer(json, EXIT.ok, made, made.token);
}

async function list({ data, json }: Options): Promise<void> {
  const all = (await new Tokens(data).list()).map(({ hash: _, ...rest }) => rest);
  const lines = all.map(({ id, repo, session, role, login }) =>
    [
      id,
      role,
      repo ?? "every repository",
      ...(session === null ? [] : [session]),
      ...(login === null ? [] : [login]),
    ].join("  "),
  );
  answer(json, EXIT.ok, { tokens: all }, lines.length === 0 ? "no tokens" : lines.join("\n"));
}

async function revoke(id: string, { data, json }: Options): Promise<void> {
  const revoked = await new Tokens(data).revoke(id);
  answer(
    json,
    revoked ? EXIT.ok : EXIT.findings,
    { id, revoked },
    revoked ? `${id} is revoked` : `there is no token ${id}`,
  );
}
