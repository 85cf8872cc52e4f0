// The contracts, on every store there is here: both SQLite drivers where both are found, and PostgreSQL.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openSqlite } from "../../src/store/sqlite.ts";
import { builtIn, packaged } from "../../src/store/sqlite-driver.ts";
import { openStore, storeOn } from "../../src/store/store.ts";
import { Wake } from "../../src/store/wake.ts";
import { inboxContract } from "../contract/inbox.ts";
import { ledgerContract } from "../contract/ledger.ts";
import { describeOnPostgres } from "./postgres-server.ts";

const folders: string[] = [];
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});
const folder = () => {
  folders.push(mkdtempSync(join(tmpdir(), "lanekeeper-store-")));
  return folders.at(-1)!;
};

for (const driver of [builtIn(), await packaged()]) {
  if (driver === null) {
    test.skip("node:sqlite: this Node has none without a flag", () => {});
    continue;
  }
  const world = async () => {
    const data = folder();
    return { open: async () => storeOn(openSqlite(data, driver), new Wake()) };
  };
  describe(`the ledger on ${driver.name}`, () => ledgerContract(world));
  describe(`the inbox on ${driver.name}`, () => inboxContract(world));
}

describeOnPostgres("the store", (server) => {
  const world = async () => {
    const url = await server().database();
    return { open: () => openStore({ url, data: "/nowhere" }) };
  };
  describe("the ledger", () => ledgerContract(world));
  describe("the inbox", () => inboxContract(world));

  test("who waits in one process is woken by a put in another", async () => {
    const { open } = await world();
    const [one, other] = [await open(), await open()];
    await one.inbox.take(1, "2026-03-01T12:00:00.000Z", 1000);
    const waiting = one.inbox.wait(30_000);
    const repo = { key: "github/1", name: "acme/site", installation: null };
    await other.inbox.put({ id: "a", repo, signal: { kind: "sweep" } }, "2026-03-01T12:00:00.000Z");
    await waiting;
    await Promise.all([one.close(), other.close()]);
  });
});
