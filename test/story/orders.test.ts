// Deliveries in any order, and twice: the same gates as if they had come once, as it happened.
import type { Release } from "../world/deliveries.ts";
import { begin, type Story } from "./app.ts";
import { EVENING, evening, morning, through } from "./day.ts";

let story: Story;
beforeEach(async () => {
  story = await begin();
});
afterEach(() => story.end());

test.each<[string, Release]>([
  ["as it happened", {}],
  ["in reverse and twice", { order: "reversed", twice: true }],
  ["in any order, twice and at once", { order: "shuffled", twice: true, together: true }],
])("a day heard %s ends in the same way, with nothing said twice", async (_, release) => {
  const day = await morning(story);
  story.world.hold();
  await through(day);
  await story.world.release(release);
  await story.quiet();
  expect(await evening(day)).toEqual(EVENING);
  const { repo } = day.scene;
  for (const sha of new Set(repo.refs.values())) {
    const said = repo.checks.of(sha, "lanekeeper").map(({ externalId }) => externalId);
    expect(said.filter((each, index) => each === said[index - 1])).toEqual([]);
  }
});
