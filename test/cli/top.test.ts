// `top` where nobody looks: one frame of how things stand, and the end.
import { Fleet } from "../real/fleet.ts";

const POLICY = `architects: [ada]
teams:
  framework: {write: ["src/"], sessions: [sA, sB]}
`;

let fleet: Fleet;
beforeAll(async () => {
  fleet = await Fleet.start(POLICY);
});
afterAll(() => fleet.end());

const ask = (...args: readonly string[]) => fleet.ask([...args, "--repo", fleet.name]);

test("in a pipe it prints one frame without colours and ends with 0, with --json the state document", async () => {
  expect(await ask("claim", "src/api/**", "--session", "sA")).toMatchObject({ code: 0 });
  expect(await ask("claim", "src/**", "--session", "sB")).toMatchObject({ code: 1 });
  expect(await ask("ask", "sB", "why?", "--session", "sA")).toMatchObject({ code: 0 });
  const { code, stdout, stderr } = await ask("top");
  expect([code, stderr]).toEqual([0, ""]);
  const lines = stdout.split("\n");
  expect(lines[0]).toMatch(new RegExp(`^lanekeeper  ${fleet.name}  \\d{4}-.*Z  2 there · 1 claims · 1 messages$`));
  expect(lines.filter((line) => /^[A-Z]/.test(line))).toEqual(["PROBLEMS 1", "SESSIONS 2", "CLAIMS 1", "MESSAGES 1"]);
  expect(stdout).toContain("  refused ");
  expect(stdout).not.toContain("\x1b");
  const json = await ask("top", "--json");
  expect([json.code, Object.keys(JSON.parse(json.stdout))]).toEqual([
    0,
    expect.arrayContaining(["seq", "sessions", "jobs", "collisions"]),
  ]);
});

test("a server that is not there is 3, with words", async () => {
  const { code, stdout, stderr } = await ask("top", "--url", "http://127.0.0.1:1");
  expect([code, stdout]).toEqual([3, ""]);
  expect(stderr).toContain("does not answer");
});
