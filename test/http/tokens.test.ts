// The file of tokens: hashed at rest, seen by every process at once, and no change of one process undoes another's.
import { mkdtempSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Grant, Tokens } from "../../src/http/tokens.ts";

let data = "";
beforeEach(() => {
  data = mkdtempSync(join(tmpdir(), "lanekeeper-tokens-"));
});
afterEach(() => rmSync(data, { recursive: true, force: true }));

const GRANT: Grant = { repo: "local/lane", session: "sA", role: "write", login: null };

it("keeps no token, only what tells whether one is it", async () => {
  const { token, id } = await new Tokens(data).create(GRANT);
  const file = readFileSync(join(data, "tokens.json"), "utf8");
  expect(file).not.toContain(token);
  expect(file).not.toContain(token.slice(3));
  expect(statSync(join(data, "tokens.json")).mode & 0o777).toBe(0o600);
  expect(await new Tokens(data).find(token)).toMatchObject({ id, ...GRANT });
  for (const other of ["", "lk_", `${token}x`, token.slice(0, -1), token.toUpperCase()])
    expect(await new Tokens(data).find(other)).toBe(null);
});

it("sees at once what another process changed", async () => {
  const [ours, theirs] = [new Tokens(data), new Tokens(data)];
  expect(await ours.find("lk_x")).toBe(null);
  const { id, token } = await theirs.create(GRANT);
  expect(await ours.find(token)).not.toBe(null);
  expect(await theirs.revoke(id)).toBe(true);
  expect(await ours.find(token)).toBe(null);
  expect(await ours.revoke(id)).toBe(false);
});

it("loses no change that is made at the same time", async () => {
  const all = [new Tokens(data), new Tokens(data), new Tokens(data)];
  const first = await all[0]!.create(GRANT);
  const [made] = await Promise.all([
    Promise.all(Array.from({ length: 30 }, (_, at) => all[at % 3]!.create(GRANT))),
    all[1]!.revoke(first.id),
  ]);
  const ids = (await all[2]!.list()).map(({ id }) => id);
  expect(ids.sort()).toEqual(made.map(({ id }) => id).sort());
});

it("takes the lock of a process that died", async () => {
  const lock = join(data, "tokens.json.lock");
  writeFileSync(lock, "");
  utimesSync(lock, 1, 1);
  expect((await new Tokens(data).create(GRANT)).token).toMatch(/^lk_/);
});
