// The program of the processes that tests start: it works on a store and prints a line for what was acknowledged, never before.
import { writeSync } from "node:fs";
import { openStore } from "../../src/store/store.ts";

const [work, url, data, name] = process.argv.slice(2) as [string, string, string, string];
const store = await openStore({ url: url === "" ? null : url, data });
const { ledger, inbox } = store;
const say = (line: Readonly<Record<string, string | number>>) => writeSync(1, `${JSON.stringify(line)}\n`);
const now = () => new Date().toISOString();

if (work === "write") await Promise.all([...Array.from({ length: 4 }, (_, n) => appends(n)), puts(), puts()]);
else await takes();
await store.close();

/** Until it is killed: appends to one of two repositories, two writers for each. */
async function appends(writer: number): Promise<void> {
  const repo = `github/${writer % 2}`;
  let last = 0;
  for (let at = 0; ; ) {
    for await (const { seq } of ledger.read(repo, last)) last = seq;
    const text = `${name}.${writer}.${at}`;
    const entries = [text, `${text}+`].map(
      (to) => ({ kind: "repository-named", name: to, installation: null }) as const,
    );
    if ((await ledger.append(repo, last, text, now(), entries)) !== "ok") continue;
    say({ repo, seq: last + 1, text });
    at++;
  }
}

async function puts(): Promise<void> {
  for (;;) {
    const id = crypto.randomUUID();
    const repo = { key: "github/1", name: "acme/site", installation: null };
    await inbox.put({ id, repo, signal: { kind: "sweep" } }, now());
    say({ put: id });
  }
}

/** Until nothing waits: what it handled, and from when to when it had it in hand. */
async function takes(): Promise<void> {
  while ((await inbox.count()).waiting > 0) {
    const taken = await inbox.take(3, now(), 60_000);
    if (taken.length === 0) await inbox.wait(2);
    for (const { delivery } of taken) {
      const from = String(process.hrtime.bigint());
      await new Promise((resolve) => setTimeout(resolve, Math.random() * 4));
      say({ id: delivery.id, repo: delivery.repo.key, from, to: String(process.hrtime.bigint()) });
      await inbox.done(delivery.id, now());
    }
  }
}
