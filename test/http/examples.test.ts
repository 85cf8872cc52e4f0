// Every payload that GitHub gives as an example, signed and POSTed: none may be answered with an error of ours.
import { createRequire } from "node:module";
import { type Edge, headersOf, openEdge } from "./edge.ts";

const SERVERS = ["api.github.com", "ghes-31", "ghes-32", "ghes-33", "ghes-34", "ghes-35"];
const load = createRequire(import.meta.url);

let edge: Edge;
beforeAll(async () => {
  edge = await openEdge();
});
afterAll(() => edge.close());

it.each(SERVERS)("the examples of %s are all stored or passed over", async (server) => {
  const events = load(`@octokit/webhooks-examples/${server}/index.json`) as { name: string; examples: object[] }[];
  const before = edge.answered.length;
  let sent = 0;
  for (const { name, examples } of events)
    for (const example of examples) {
      const body = JSON.stringify({ installation: { id: 2 }, ...example });
      const answer = await edge.post(body, headersOf(body, name));
      expect([name, answer.status]).toEqual([name, 202]);
      sent += 1;
    }
  expect(sent).toBeGreaterThan(40);
  expect([edge.answered.length - before, edge.errors]).toEqual([sent, []]);
});
