// A task is an issue: what its body says is a message, and comments under it answer.
import { Crew, reactions } from "./crew.ts";
import type { Scene } from "./scene.ts";

let crew: Crew;
let scene: Scene;
beforeAll(async () => {
  crew = await Crew.start();
  scene = await crew.scene();
});
afterEach(async () => {
  for (const { number } of scene.repo.issues) await scene.said(number);
});
afterAll(() => crew.end());

test("a question in a task's body reaches the session it is to, and a comment of hers moves it on", async () => {
  scene.repo.grant("ada", "write");
  scene.repo.grant("grace", "write");
  const body = "from:human · to:po:sA · type:question · ref:— · status:sent\nWhich page is broken?";
  const task = scene.repo.talk.openIssue({ by: "ada", title: "human → po:sA : pages", body });
  await crew.story.quiet();
  const asked = (await crew.state(scene)).messages;
  expect(asked).toMatchObject([{ from: "human", to: "po:sA", type: "question", ref: `#${task}`, status: "sent" }]);
  const id = scene.repo.talk.comment(task, "from:po:sA · status:answered → the login page", { by: "grace" });
  await crew.story.quiet();
  expect(reactions(scene, id)).toEqual(["+1"]);
  expect((await crew.state(scene)).messages[0]).toMatchObject({ status: "answered", said: "the login page" });
});
