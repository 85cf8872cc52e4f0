// A fleet of 20 sessions for 14 days: everything is edited in place, no thread fills up with the App's words.
import { Crew } from "./crew.ts";
import { FLEET, fortnight } from "./fortnight.ts";

test("fourteen days of twenty sessions leave one comment of each topic on a thread, and one board", async () => {
  const crew = await Crew.start();
  try {
    const { events, issues, threads, comments, commentEdits, issueEdits } = await fortnight(crew, {
      days: 14,
      every: 8,
    });
    expect(events).toBeGreaterThan(300);
    expect(issues).toBe(1);
    for (const topics of threads.values()) {
      expect([...new Set(topics)]).toEqual(topics);
      for (const topic of topics) expect(["answers", "messages", "overdue"]).toContain(topic);
    }
    expect(comments).toBeLessThanOrEqual(2 * FLEET.length + 1);
    // In place, and less often than something happens.
    expect((commentEdits + issueEdits) / events).toBeLessThan(1);
  } finally {
    await crew.story.end();
  }
}, 300_000);
