// What people are told when the database cannot be used: one clear error, at the start or at the call that failed.
import { chmodSync, closeSync, mkdtempSync, openSync, rmSync, statSync, writeFileSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Incomplete } from "../../src/ports.ts";
import { type SqliteConnection, sqliteDriver } from "../../src/store/sqlite-driver.ts";
import { openStore } from "../../src/store/store.ts";
import { describeOnPostgres } from "./postgres-server.ts";

const AT = "2026-03-01T12:00:00.000Z";
let data: string;
beforeEach(() => {
  data = mkdtempSync(join(tmpdir(), "lanekeeper-trouble-"));
});
afterEach(() => rmSync(data, { recursive: true, force: true }));

async function refusal(work: () => Promise<unknown>): Promise<string> {
  try {
    await work();
  } catch (error) {
    expect(error).toBeInstanceOf(Incomplete);
    return `${(error as Incomplete).message} / ${(error as Incomplete).fix}`;
  }
  throw new Error("it was not refused");
}

async function beside(work: (connection: SqliteConnection) => void): Promise<void> {
  const connection = (await sqliteDriver()).open(join(data, "lanekeeper.db"));
  work(connection);
  connection.close();
}

test("the file is made for this user alone", async () => {
  const store = await openStore({ url: null, data: join(data, "new", "folder") });
  for (const file of ["lanekeeper.db", "lanekeeper.db-wal"]) {
    expect(statSync(join(data, "new", "folder", file)).mode & 0o777).toBe(0o600);
  }
  await store.close();
});

test("a file that is no database is refused by name", async () => {
  writeFileSync(join(data, "lanekeeper.db"), "something else ".repeat(100));
  expect(await refusal(() => openStore({ url: null, data }))).toMatch(/lanekeeper\.db is no SQLite database.*backup/);
});

test("a damaged file is reported, not read in part", async () => {
  const store = await openStore({ url: null, data });
  const entries = Array.from({ length: 500 }, () => ({ kind: "repository-left" }) as const);
  await store.ledger.append("r", 0, "d", AT, entries);
  await store.close();
  const file = openSync(join(data, "lanekeeper.db"), "r+");
  for (let page = 1; page < statSync(join(data, "lanekeeper.db")).size / 4096; page++) {
    writeSync(file, Buffer.alloc(4096, 0xa5), 0, 4096, page * 4096);
  }
  closeSync(file);
  const read = async () => {
    const damaged = await openStore({ url: null, data });
    try {
      for await (const _ of damaged.ledger.read("r", 0));
    } finally {
      await damaged.close();
    }
  };
  expect(await refusal(read)).toMatch(/lanekeeper\.db is damaged.*backup/);
});

test("a data folder that is none is refused by name", async () => {
  writeFileSync(join(data, "file"), "");
  expect(await refusal(() => openStore({ url: null, data: join(data, "file") }))).toMatch(
    /cannot be opened.*LANEKEEPER_DATA/,
  );
});

test("a database written by a newer Lanekeeper is refused and left as it is", async () => {
  await (await openStore({ url: null, data })).close();
  await beside((connection) => connection.exec("update lanekeeper_schema set version = 99"));
  expect(await refusal(() => openStore({ url: null, data }))).toMatch(/newer Lanekeeper: its schema is version 99/);
  await beside((connection) => {
    expect(connection.prepare("select version from lanekeeper_schema").all()).toHaveLength(1);
  });
});

test("a database that another process keeps locked is reported, and works again afterwards", async () => {
  const store = await openStore({ url: null, data });
  const other = (await sqliteDriver()).open(join(data, "lanekeeper.db"));
  other.exec("begin immediate");
  const told = await refusal(() => store.ledger.append("r", 0, "d", AT, [{ kind: "repository-left" }]));
  expect(told).toMatch(/held by another process/);
  other.exec("rollback");
  other.close();
  expect(await store.ledger.append("r", 0, "d", AT, [{ kind: "repository-left" }])).toBe("ok");
  await store.close();
});

const unlessRoot = process.getuid?.() === 0 ? test.skip : test;
unlessRoot("a file that cannot be written to is refused", async () => {
  await (await openStore({ url: null, data })).close();
  chmodSync(join(data, "lanekeeper.db"), 0o400);
  expect(await refusal(() => openStore({ url: null, data }))).toMatch(/cannot be (written to|opened)/);
});

test("closing finishes what was asked for, lets go of who waits, and refuses afterwards", async () => {
  const store = await openStore({ url: null, data });
  const appended = store.ledger.append("r", 0, "d", AT, [{ kind: "repository-left" }]);
  const waiting = store.inbox.wait(60_000);
  await store.close();
  await store.close();
  expect(await appended).toBe("ok");
  await waiting;
  expect(await refusal(() => store.ping())).toMatch(/closed/);
  expect(await refusal(() => store.inbox.count())).toMatch(/closed/);
});

test("an address that is none of PostgreSQL's is refused without being shown", async () => {
  const told = await refusal(() => openStore({ url: "mysql://user:secret@db/x", data }));
  expect(told).toMatch(/DATABASE_URL is no PostgreSQL address/);
  expect(told).not.toContain("secret");
});

test("a server that is not there is named, its password is not", async () => {
  const told = await refusal(() => openStore({ url: "postgres://lanekeeper:secret@127.0.0.1:1/lanekeeper", data }));
  expect(told).toMatch(/postgres:\/\/127\.0\.0\.1:1\/lanekeeper does not answer.*check that the server runs/);
  expect(told).not.toContain("secret");
});

describeOnPostgres("a store in trouble", (server) => {
  test("a database that does not exist is named", async () => {
    const url = (await server().database()).replace(/[^/]*$/, "nowhere");
    expect(await refusal(() => openStore({ url, data }))).toMatch(/nowhere.*create the database/);
  });

  test("several that open a new database at once all find it ready", async () => {
    const url = await server().database();
    const stores = await Promise.all(Array.from({ length: 4 }, () => openStore({ url, data })));
    await Promise.all(stores.map((store) => store.ping()));
    await Promise.all(stores.map((store) => store.close()));
  });

  test("connections cut by the server fail what they carried, and the next call finds a new one", async () => {
    const url = await server().database();
    const [store, { default: pg }] = [await openStore({ url, data }), await import("pg")];
    await store.ping();
    const client = new pg.Client({ connectionString: url });
    await client.connect();
    const sql = "select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database()";
    await client.query(`${sql} and pid <> pg_backend_pid()`);
    await client.end();
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(await store.ledger.append("r", 0, "d", AT, [{ kind: "repository-left" }])).toBe("ok");
    await store.close();
  });

  test("closing finishes what was asked for", async () => {
    const url = await server().database();
    const store = await openStore({ url, data });
    const asked = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12].map((n) =>
      store.ledger.append(`r${n}`, 0, "d", AT, [{ kind: "repository-left" }]),
    );
    await store.close();
    expect(await Promise.all(asked)).toEqual(asked.map(() => "ok"));
    expect(await refusal(() => store.ping())).toMatch(/closed/);
  });
});
