// The load of bench/edge.mjs, in a process of its own: so many deliveries over so many kept connections, each signed, none the same.
// Signatures are made beforehand; answers are only looked at as far as their status. Prints milliseconds.
import { createHmac, randomBytes } from "node:crypto";
import { connect } from "node:net";

const [url, commits, count, connections] = process.argv.slice(2);
const { hostname, port } = new URL(url);
const bodies = Array.from({ length: 16 }, (_, number) => Buffer.from(JSON.stringify(payload(number, Number(commits)))));
const heads = bodies.map((body) => {
  const signature = createHmac("sha256", "secret").update(body).digest("hex");
  return (id) =>
    `POST /api/github/webhooks HTTP/1.1\r\nhost: bench\r\nuser-agent: GitHub-Hookshot/bench\r\naccept: */*\r\ncontent-type: application/json\r\nx-github-event: push\r\nx-github-delivery: ${id}\r\nx-hub-signature-256: sha256=${signature}\r\ncontent-length: ${body.length}\r\n\r\n`;
});

const random = (function* () {
  for (;;) {
    const hex = randomBytes(4096 * 8).toString("hex");
    for (let at = 0; at < hex.length; at += 16) yield `8${hex.slice(at, at + 3)}-${hex.slice(at + 3, at + 15)}`;
  }
})();
let left = Number(count);
const start = performance.now();
await Promise.all(Array.from({ length: Number(connections) }, lane));
process.stdout.write(`${performance.now() - start}\n`);

/** As GitHub's are: the time first, lowest part in front, so that those of a moment lie together. */
function guid() {
  const time = (
    BigInt(Math.round((performance.timeOrigin + performance.now()) * 10_000)) + 0x01b21dd213814000n
  ).toString(16);
  const hex = time.padStart(15, "0");
  return `${hex.slice(7)}-${hex.slice(3, 7)}-1${hex.slice(0, 3)}-${random.next().value}`;
}

/** One connection: a request, its answer, the next one. */
function lane() {
  return new Promise((resolve, reject) => {
    const socket = connect(Number(port), hostname).setNoDelay();
    socket.setTimeout(20_000, () => reject(new Error("no answer for 20 s")));
    let said = "";
    const send = () => {
      if (left === 0) {
        socket.end();
        return resolve();
      }
      left -= 1;
      said = "";
      const which = left % bodies.length;
      socket.cork();
      socket.write(heads[which](guid()));
      socket.write(bodies[which]);
      socket.uncork();
    };
    socket.on("error", reject);
    socket.on("data", (chunk) => {
      said += chunk.toString("latin1");
      const end = said.indexOf("\r\n\r\n");
      if (end === -1) return;
      const length = Number(/content-length: (\d+)/i.exec(said)?.[1] ?? 0);
      const chunked = /transfer-encoding: chunked/i.test(said);
      if (chunked ? !said.endsWith("0\r\n\r\n") : said.length < end + 4 + length) return;
      if (!/^HTTP\/1\.1 20[02] /.test(said)) return reject(new Error(said.split("\r\n", 1)[0]));
      send();
    });
    socket.on("connect", send);
  });
}

/** A push as GitHub sends it, with so many commits of three files each. */
function payload(number, commits) {
  const user = { name: "grace", email: "grace@example.com", username: "grace" };
  const owner = {
    login: "acme",
    id: 7,
    node_id: "MDQ6VXNlcjc=",
    url: "https://api.github.com/users/acme",
    html_url: "https://github.com/acme",
    type: "Organization",
    site_admin: false,
  };
  const links = Object.fromEntries(
    [
      "forks",
      "keys",
      "hooks",
      "events",
      "branches",
      "tags",
      "blobs",
      "trees",
      "statuses",
      "commits",
      "merges",
      "issues",
    ].map((name) => [`${name}_url`, `https://api.github.com/repos/acme/app/${name}{/sha}`]),
  );
  const commit = (at) => ({
    id: oid(number * 1000 + at),
    tree_id: oid(at + 7),
    distinct: true,
    message: `framework: change ${at}\n\nSession: sA`,
    timestamp: "2026-01-01T00:00:00+02:00",
    url: `https://github.com/acme/app/commit/${oid(at)}`,
    author: user,
    committer: user,
    added: [`framework/a-${at}.ts`],
    removed: [],
    modified: [`framework/b-${at}.ts`, `framework/deeper/c-${at}.ts`],
  });
  const list = Array.from({ length: commits }, (_, at) => commit(at));
  return {
    ref: `refs/heads/framework/round-${number}`,
    before: oid(1),
    after: list.at(-1).id,
    repository: {
      id: 100 + number,
      node_id: "R_1",
      name: "app",
      full_name: "acme/app",
      private: true,
      owner,
      ...links,
    },
    pusher: { name: "grace", email: "grace@example.com" },
    organization: owner,
    sender: { ...owner, login: "grace", type: "User" },
    installation: { id: 2, node_id: "I_2" },
    created: false,
    deleted: false,
    forced: false,
    base_ref: null,
    compare: "https://github.com/acme/app/compare/a...b",
    commits: list,
    head_commit: list.at(-1),
  };
}

function oid(number) {
  return number.toString(16).padStart(40, "c");
}
