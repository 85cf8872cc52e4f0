// The double of bench/github.mjs, in a process of its own so that its cost is not ours. Told over IPC what to do, answers what it cost.
import { createHmac, randomUUID } from "node:crypto";
import { Agent, request } from "node:http";
import type { Clone, Files } from "../../test/world/clone.ts";
import type { Delivery } from "../../test/world/deliveries.ts";
import { GitHub } from "../../test/world/github.ts";
import type { Repo } from "../../test/world/repo.ts";

const POLICY = `version: 1
architects: [ada]
teams:
  framework:
    write: ["framework/"]
  qa:
    write: ["qa/"]
`;

const world = await GitHub.start();
Object.assign(world.limits, {
  primary: Number.POSITIVE_INFINITY,
  contentPerMinute: Number.POSITIVE_INFINITY,
  contentPerHour: Number.POSITIVE_INFINITY,
});
let app = "";

/** When a push was told, and when its check was there, by commit. */
const told = new Map<string, number>();
const drawn = new Map<string, number>();
const emit = world.emit.bind(world);
world.emit = (repo, event, payload, sender) => {
  if (event === "push") told.set(String(payload.after), performance.now());
  emit(repo, event, payload, sender);
};

const clones = new Map<string, Clone>();
const cloneOf = async (repo: Repo, login: string) => {
  const key = `${repo.fullName} ${login}`;
  const clone = clones.get(key) ?? (await repo.clone(login));
  clones.set(key, clone);
  return clone;
};
const named = (name: string): Repo => world.repos.find(({ fullName }) => fullName === name)!;

const waiting = async () =>
  Number(/^lanekeeper_inbox_waiting (\d+)/m.exec(await (await fetch(`${app}/metrics`)).text())?.[1] ?? 1);

async function quiet(): Promise<void> {
  await world.settled();
  await world.until("an empty inbox", async () => (await waiting()) === 0, 600_000);
}

interface Cost {
  /** Every request, by operation, in order. */
  readonly requests: readonly string[];
  readonly deliveries: number;
  /** From the webhook being sent to the check being there. */
  readonly ms: number;
}

/** What happens from here until all is handled. */
async function costOf(act: () => Promise<string>): Promise<Cost> {
  await quiet();
  const [asked, sent] = [world.requests.length, world.deliveries.all.length];
  const head = await act();
  await quiet();
  const requests = world.requests.slice(asked).map(({ operation, status }) => `${operation} ${status}`);
  const echo = world.deliveries.all.slice(sent).filter(({ event }) => event !== "check_run");
  return { requests, deliveries: echo.length, ms: drawn.get(head)! - told.get(head)! };
}

let unique = 0;
const files = (count: number, folder: string): Files => {
  unique += 1;
  return Object.fromEntries(
    Array.from({ length: count }, (_, n) => [`${folder}/${n % 20}/${n}.ts`, `${unique} ${n}\n`]),
  );
};

const calls = {
  env: async () => world.env,
  async connect(url: string) {
    app = url;
    world.connect(`${url}/api/github/webhooks`);
    await quiet();
  },
  /** So many files in folders of a hundred, two levels deep. */
  async repo(name: string, count: number) {
    const path = (n: number) => `qa/${Math.floor(n / 2000)}/${Math.floor(n / 100) % 20}/${n}.ts`;
    const many = Object.fromEntries(Array.from({ length: count }, (_, n) => [path(n), `${n}\n`]));
    const repo = await world.repo(name, {
      files: { ".github/lanekeeper.yml": POLICY, ...many, ...files(100, "framework") },
    });
    const add = repo.checks.add.bind(repo.checks);
    repo.checks.add = (given) => {
      drawn.set(given.sha, performance.now());
      return add(given);
    };
  },
  /** A commit of so many files on a branch that starts at trunk, or goes on where it is. */
  push: (name: string, branch: string, count: number) =>
    costOf(async () => {
      const grace = await cloneOf(named(name), "grace");
      const known = named(name).tip(branch) !== undefined;
      await grace.checkout(branch, known ? undefined : "origin/main");
      const head = await grace.commit(`Work ${unique}`, files(count, "framework"));
      await grace.push();
      return head;
    }),
  /** Trunk goes on by so many commits of an architect's, and the branch merges it. */
  async merge(name: string, branch: string, commits: number) {
    const [ada, grace] = [await cloneOf(named(name), "ada"), await cloneOf(named(name), "grace")];
    await ada.pull();
    for (let n = 0; n < commits; n += 1) await ada.commit(`Trunk ${n}`, files(5, "qa"));
    const trunk = await costOf(() => ada.push());
    const merge = await costOf(async () => {
      await grace.checkout(branch);
      await grace.fetch();
      await grace.git("merge", "-q", "--no-edit", "origin/main");
      return grace.push();
    });
    return { trunk, merge };
  },
  async open(name: string, branch: string) {
    await named(name).pulls.open({ head: branch, by: "grace" });
    await quiet();
  },
  /** Every answer takes so long from now on: the way to GitHub and back. */
  async slow(ms: number) {
    world.faults.clear();
    if (ms > 0) world.fail({}, { slowMs: ms, times: 1e9 });
  },
  requests: async () => world.requests.length,
  quiet,
  /** Pushes to so many branches of some repositories, told all at once; when the last check was there. */
  async burst(names: readonly string[], each: number) {
    await quiet();
    world.hold();
    const heads: string[] = [];
    const sent = world.deliveries.all.length;
    const asked = world.requests.length;
    for (const name of names) {
      const grace = await cloneOf(named(name), "grace");
      const branches: string[] = [];
      for (let n = 0; n < each; n += 1) {
        branches.push(`framework/burst-${unique}`);
        await grace.checkout(branches.at(-1)!, "origin/main");
        heads.push(await grace.commit(`Burst ${n}`, files(1, "framework")));
      }
      await grace.push(...branches);
    }
    const deliveries = world.deliveries.all.length - sent;
    const start = performance.now();
    await world.release({ together: true });
    await quiet();
    const times = heads.map((head) => drawn.get(head)! - start).sort((a, b) => a - b);
    return { deliveries, requests: world.requests.length - asked, ms: performance.now() - start, times };
  },
  /** So many deliveries: repeats, irrelevant ones, ones under a new id that name what is old; and real pushes in between. */
  async flood(name: string, count: number, again: number, pushes: number) {
    const agent = new Agent({ keepAlive: true, maxSockets: 32 });
    const real = world.deliveries.all.filter(({ event, status }) => event === "push" && status === 202);
    const echoes = world.deliveries.all.filter(({ event }) => event === "check_run");
    const body = (delivery: Delivery) => ({ event: delivery.event, body: delivery.body, guid: delivery.guid });
    const next = (n: number) => {
      if (n % Math.round(count / again) === 0) return { ...body(real[n % real.length]!), guid: randomUUID() };
      if (n % 5 < 3) return body(real[n % real.length]!);
      return { ...body(echoes[n % echoes.length]!), guid: randomUUID() };
    };
    let at = 0;
    const lane = async () => {
      while (at < count) await post(agent, next(at++));
    };
    const start = performance.now();
    const lanes = Array.from({ length: 32 }, lane);
    for (let n = 0; n < pushes; n += 1) {
      await world.until("its turn", () => at >= (count / pushes) * n, 600_000);
      const grace = await cloneOf(named(name), "grace");
      const branch = `framework/flood-${n % 20}`;
      await grace.checkout(branch, named(name).tip(branch) === undefined ? "origin/main" : undefined);
      await grace.commit(`Flood ${n}`, files(3, "framework"));
      await grace.push();
    }
    await Promise.all(lanes);
    agent.destroy();
    const sent = performance.now() - start;
    await quiet();
    return { sent, all: performance.now() - start };
  },
  async close() {
    if (world.violations.length > 0) throw new Error(world.violations[0]);
    await world.close();
  },
};

function post(agent: Agent, { event, guid, body }: Pick<Delivery, "event" | "guid" | "body">): Promise<void> {
  const signature = createHmac("sha256", world.app.secret).update(body).digest("hex");
  const headers = {
    ...{ "content-type": "application/json", "content-length": Buffer.byteLength(body) },
    ...{ "x-github-delivery": guid, "x-github-event": event, "x-hub-signature-256": `sha256=${signature}` },
  };
  return new Promise((resolve, reject) => {
    const sending = request(`${app}/api/github/webhooks`, { method: "POST", agent, headers }, (answer) => {
      if (answer.statusCode !== 202) reject(new Error(`the edge answered ${answer.statusCode}`));
      answer.resume().once("end", resolve);
    });
    sending.once("error", reject).end(body);
  });
}

process.on("message", ({ id, call, args }: { id: number; call: keyof typeof calls; args: never[] }) => {
  (calls[call] as (...args: never[]) => Promise<unknown>)(...args).then(
    (answer) => process.send!({ id, answer }),
    (error: unknown) => process.send!({ id, error: error instanceof Error ? error.stack : String(error) }),
  );
});
process.send!({ ready: true });
