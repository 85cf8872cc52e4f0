// The ways a push reaches a bare repository: a path, ssh with a forced command, git's own HTTP backend behind a web server.
import { spawn } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, writeFileSync } from "node:fs";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { type AddressInfo, createServer as listenTcp } from "node:net";
import { userInfo } from "node:os";
import { basename, join } from "node:path";
import { writeCommits } from "./history.ts";
import { CLEAN as ENV, need, ROOT, run } from "./shell.ts";
import { headOf, install, type Server as Judge, MODES, type Mode, makeBare, saidBy, serve } from "./world.ts";

const ME = userInfo().username;
const IS_ROOT = process.getuid?.() === 0;
const NOTE = "the server does not answer";
let count = 0;

interface Site {
  readonly bare: string;
  readonly clone: string;
}

let judge: Judge;
const DATA: Record<Mode, string> = { up: join(ROOT, "site-up"), down: join(ROOT, "site-down") };

beforeAll(async () => {
  chmodSync(ROOT, 0o711);
  for (const mode of MODES) mkdirSync(DATA[mode], { mode: 0o711 });
  judge = await serve(DATA.up);
});
afterAll(() => judge.stop());

async function site(mode: Mode, identity: string): Promise<Site> {
  const name = `site-${count++}`;
  const at = join(ROOT, name);
  mkdirSync(at, { mode: 0o755 });
  const [bare, clone] = [join(at, `${name}.git`), join(at, "clone")];
  await makeBare(bare);
  await install(bare, DATA[mode], ["--identity", identity]);
  await need("git", ["clone", "--quiet", bare, clone]);
  return { bare, clone };
}

interface Way {
  readonly url: string;
  readonly env?: Readonly<Record<string, string>>;
}

async function push({ clone }: Site, { url, env = {} }: Way, spec: string) {
  const { code, stderr } = await run("git", ["-C", clone, "push", url, spec], { env });
  const said = saidBy(stderr);
  return { accepted: code === 0, findings: said.filter((line) => /^[✗?!] /.test(line)).map(headOf), stderr };
}

/** What holds on every way: the judge is asked, and who pushes is who the way says. */
async function holds(mode: Mode, at: Site, as: (login: string) => Way): Promise<void> {
  const git = join(at.clone, ".git");
  await writeCommits(git, [
    { on: "framework/good", files: { "expertdomain/one.ts": "1\n" } },
    { on: "framework/bad", files: { "qa/plan.md": "evil\n" } },
    { on: "tools/work", files: { "tools/x.ts": "1\n" } },
    { on: "main", files: { "README.md": "ours\n" } },
  ]);
  const good = await push(at, as("grace"), "framework/good");
  expect(good).toMatchObject({ accepted: true, findings: [] });
  expect(good.stderr.includes(NOTE)).toBe(mode === "down");
  const bad = await push(at, as("grace"), "framework/bad");
  expect(bad).toMatchObject({ accepted: false, findings: ["✗ write-scope qa/plan.md"] });
  const stranger = await push(at, as("grace"), "tools/work");
  expect(stranger).toMatchObject({ accepted: false, findings: ["✗ who-may-push"] });
  expect(stranger.stderr).toContain("grace may not push");
  expect(await push(at, as("tom"), "tools/work")).toMatchObject({ accepted: true, findings: [] });
  expect(await push(at, as("grace"), "main")).toMatchObject({ accepted: false, findings: ["✗ trunk-gate"] });
  expect(await push(at, as("ada"), "main")).toMatchObject({ accepted: true, findings: [] });
}

describe.each(MODES)("with the server %s", (mode) => {
  test("over a file path the login is the user of the operating system", async () => {
    const at = await site(mode, "os");
    await writeCommits(join(at.clone, ".git"), [{ on: "tools/work", files: { "tools/x.ts": "1\n" } }]);
    for (const url of [at.bare, `file://${at.bare}`]) {
      const pushed = await push(at, { url, env: { GL_USER: "tom", REMOTE_USER: "tom" } }, "tools/work");
      expect(pushed).toMatchObject({ accepted: false, findings: ["✗ who-may-push"] });
      expect(pushed.stderr).toContain(`${ME} may not push`);
    }
  });

  test("over ssh the login is what the forced command sets", async () => {
    const at = await site(mode, "gl");
    // What sshd does with a key's `command=`: the client's own command becomes a variable, its environment stays outside.
    const ssh = (login: string) => {
      const path = join(ROOT, `ssh-${count++}`);
      const forced = `GL_USER=${login}; export GL_USER; exec git-shell -c "$SSH_ORIGINAL_COMMAND"`;
      writeFileSync(
        path,
        `#!/bin/sh\nfor last; do :; done\nexec env -i PATH="$PATH" HOME=/ SSH_ORIGINAL_COMMAND="$last" sh -c '${forced}'\n`,
      );
      chmodSync(path, 0o755);
      return {
        url: `ssh://git@example.invalid${at.bare}`,
        env: { GIT_SSH_COMMAND: path, GIT_SSH_VARIANT: "ssh", GL_USER: "ada" },
      };
    };
    await holds(mode, at, ssh);
  });

  (IS_ROOT && existsSync("/usr/sbin/sshd") ? test : test.skip)(
    "over a real sshd the login is what the forced command sets (needs root and /usr/sbin/sshd)",
    async () => {
      const at = await site(mode, "gl");
      const daemon = await sshd(["grace", "tom", "ada"]);
      try {
        await holds(mode, at, (login) => daemon.way(login, at.bare));
      } finally {
        daemon.stop();
      }
    },
  );

  test("over HTTP the login is who the web server says", async () => {
    const at = await site(mode, "remote");
    const web = await webServer(at, {});
    try {
      await holds(mode, at, (login) => ({ url: web.url(login), env: { REMOTE_USER: "ada" } }));
    } finally {
      web.close();
    }
  });

  (IS_ROOT ? test : test.skip)(
    "over HTTP the web server may run as another user than the judge (needs root to become one)",
    async () => {
      const at = await site(mode, "remote");
      const [uid, gid] = (await need("sh", ["-c", "id -u nobody; id -g nobody"])).split("\n").map(Number);
      await need("chown", ["-R", `${uid}:${gid}`, at.bare]);
      const web = await webServer(at, { uid: uid!, gid: gid! });
      try {
        await holds(mode, at, (login) => ({ url: web.url(login) }));
      } finally {
        web.close();
      }
      const heads = await need("git", ["--git-dir", at.bare, "for-each-ref", "--format=%(refname)", "refs/heads"]);
      expect(heads.split("\n")).toEqual(["refs/heads/framework/good", "refs/heads/main", "refs/heads/tools/work"]);
    },
  );
});

test("over HTTP the repository reaches the judge while the login it lacks reaches nobody", async () => {
  const at = await site("up", "remote");
  const web = await webServer(at, {});
  await writeCommits(join(at.clone, ".git"), [{ on: "main", files: { "README.md": "ours\n" } }]);
  const pushed = await push(at, { url: web.url(""), env: { REMOTE_USER: "ada" } }, "main");
  web.close();
  expect(pushed).toMatchObject({ accepted: false, findings: ["? trunk-gate"] });
});

// ---------------------------------------------------------------- a web server

interface Web {
  readonly url: (login: string) => string;
  readonly close: () => void;
}

/** `git http-backend` behind the smallest server that speaks CGI. The user name of the URL is believed. */
async function webServer({ bare }: Site, as: { uid?: number; gid?: number }): Promise<Web> {
  const backend = join(await need("git", ["--exec-path"]), "git-http-backend");
  const server: Server = createServer((request, response) => cgi(backend, bare, as, request, response));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: (login) =>
      `http://${login === "" ? `127.0.0.1:${port}/anonymous` : `${login}:x@127.0.0.1:${port}`}/${basename(bare)}`,
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}

function cgi(backend: string, bare: string, as: object, request: IncomingMessage, response: ServerResponse): void {
  const url = new URL(request.url ?? "/", "http://here");
  const login =
    Buffer.from(request.headers.authorization?.slice(6) ?? "", "base64")
      .toString()
      .split(":")[0] ?? "";
  const anonymous = url.pathname.startsWith("/anonymous/");
  if (login === "" && !anonymous)
    return void response.writeHead(401, { "www-authenticate": 'Basic realm="repositories"' }).end();
  const env = {
    PATH: ENV.PATH,
    GIT_CONFIG_NOSYSTEM: "1",
    // Whose repository it is does not concern this test; a web server's administrator says the same in gitconfig.
    GIT_CONFIG_COUNT: "2",
    GIT_CONFIG_KEY_0: "safe.directory",
    GIT_CONFIG_VALUE_0: "*",
    GIT_CONFIG_KEY_1: "http.receivepack",
    GIT_CONFIG_VALUE_1: "true",
    GIT_PROJECT_ROOT: join(bare, ".."),
    GIT_HTTP_EXPORT_ALL: "1",
    PATH_INFO: url.pathname.replace(/^\/anonymous/, ""),
    QUERY_STRING: url.search.slice(1),
    REQUEST_METHOD: request.method,
    CONTENT_TYPE: request.headers["content-type"] ?? "",
    ...(request.headers["content-encoding"] ? { HTTP_CONTENT_ENCODING: request.headers["content-encoding"] } : {}),
    ...(request.headers["git-protocol"] ? { HTTP_GIT_PROTOCOL: String(request.headers["git-protocol"]) } : {}),
    ...(request.headers["content-length"] ? { CONTENT_LENGTH: request.headers["content-length"] } : {}),
    ...(login === "" ? {} : { REMOTE_USER: login }),
    REMOTE_ADDR: "127.0.0.1",
  };
  const child = spawn(backend, [], { env, cwd: "/", stdio: ["pipe", "pipe", "ignore"], ...as });
  request.pipe(child.stdin);
  child.stdin.on("error", () => {});
  const out: Buffer[] = [];
  child.stdout.on("data", (chunk: Buffer) => out.push(chunk));
  child.on("close", () => {
    const answer = Buffer.concat(out);
    const end = answer.indexOf("\r\n\r\n");
    const headers = answer
      .toString("latin1", 0, Math.max(0, end))
      .split("\r\n")
      .map((line) => line.split(": ") as [string, string]);
    const status = headers.find(([name]) => name === "Status")?.[1] ?? (end === -1 ? "500" : "200");
    response.writeHead(
      Number(status.split(" ")[0]),
      Object.fromEntries(headers.filter(([name]) => name && name !== "Status")),
    );
    response.end(answer.subarray(end + 4));
  });
}

// ---------------------------------------------------------------- sshd

interface Daemon {
  readonly way: (login: string, bare: string) => Way;
  readonly stop: () => void;
}

/** One account, a key for each login, a forced command that says whose key it is: as gitolite and its kin do. */
async function sshd(logins: readonly string[]): Promise<Daemon> {
  const at = join(ROOT, `sshd-${count++}`);
  mkdirSync(at, { mode: 0o700 });
  mkdirSync("/run/sshd", { recursive: true });
  const keys: string[] = [];
  for (const name of ["host", ...logins]) {
    await need("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-f", join(at, name)]);
    const key = await need("cat", [join(at, `${name}.pub`)]);
    if (name !== "host")
      keys.push(`restrict,command="GL_USER=${name} exec git-shell -c \\"$SSH_ORIGINAL_COMMAND\\"" ${key}`);
  }
  writeFileSync(join(at, "keys"), `${keys.join("\n")}\n`, { mode: 0o600 });
  const port = await freePort();
  const lines = [
    `Port ${port}`,
    "ListenAddress 127.0.0.1",
    `HostKey ${join(at, "host")}`,
    `AuthorizedKeysFile ${join(at, "keys")}`,
    "StrictModes no",
    "PermitRootLogin yes",
    "PasswordAuthentication no",
    "UsePAM no",
    `PidFile ${join(at, "pid")}`,
  ];
  writeFileSync(join(at, "config"), `${lines.join("\n")}\n`);
  const child = spawn("/usr/sbin/sshd", ["-D", "-e", "-f", join(at, "config")], {
    stdio: ["ignore", "ignore", "pipe"],
  });
  await new Promise<void>((resolve, reject) => {
    let said = "";
    child.stderr.setEncoding("utf8").on("data", (text: string) => {
      said += text;
      if (said.includes("listening on")) resolve();
    });
    child.once("close", () => reject(new Error(`sshd ended: ${said}`)));
  });
  return {
    way: (login, bare) => ({
      url: `ssh://${ME}@127.0.0.1:${port}${bare}`,
      env: {
        GIT_SSH_COMMAND: `ssh -F none -i ${join(at, login)} -o IdentitiesOnly=yes -o StrictHostKeyChecking=no -o UserKnownHostsFile=/dev/null -o LogLevel=ERROR -o SendEnv=GL_USER`,
        GL_USER: "ada",
      },
    }),
    stop: () => {
      child.kill();
    },
  };
}

async function freePort(): Promise<number> {
  const probe = listenTcp();
  await new Promise<void>((resolve) => probe.listen(0, "127.0.0.1", resolve));
  const { port } = probe.address() as AddressInfo;
  await new Promise<void>((resolve) => probe.close(() => resolve()));
  return port;
}
