// announcement-author: announcements are an architect's word, wherever one could be taken for a round's.
import { announcementAuthor } from "../../../src/core/rules/announcement-author.ts";
import { aPolicy, aPush, blob, complaints, type Sketch, words } from "../a-push.ts";

const FILE = "ANNOUNCEMENT.md";
const DIRECT = aPolicy("trunk: direct");

test.each<[string, Sketch, string[]]>([
  ["a team's push may not make one", { diff: `+${FILE}` }, [`error ${FILE}`]],
  ["nor change or delete one", { diff: `-${FILE}` }, [`error ${FILE}`]],
  ["an architect's may", { by: "ada", diff: `+${FILE}` }, []],
  ["carrying along an architect's is fine", { diff: `+${FILE}`, standing: { [FILE]: blob("new") } }, []],
  ["changing an architect's is not", { diff: `+${FILE}`, standing: { [FILE]: blob("old") } }, [`error ${FILE}`]],
  ["only the root has one", { diff: `+src/core/${FILE}` }, []],
  ["a session's branch is bound too", { branch: "session-sC", diff: `+${FILE}` }, [`error ${FILE}`]],
  ["a branch of no lane has none", { branch: "other", diff: `+${FILE}` }, []],
  ["trunk is the gate's business", { branch: "main", diff: `+${FILE}` }, []],
  ["who is not known may not, undecided", { by: null, diff: `+${FILE}` }, [`error ${FILE} (undecided)`]],
  [
    "the newest commit that touched it is blamed",
    { diff: `+${FILE}`, commits: [`a | +${FILE}`, "b"] },
    [`error ${FILE} 1`],
  ],
])("%s", (_, sketch, expected) => {
  expect(complaints(announcementAuthor, aPush(sketch))).toEqual(expected);
});

test("where anybody may push to trunk, an announcement there is still an architect's", () => {
  const push = { branch: "main", diff: `+${FILE}`, commits: [`[sA] x | +${FILE}`] };
  expect(complaints(announcementAuthor, aPush(push), DIRECT)).toEqual([`error ${FILE} 1`]);
  expect(complaints(announcementAuthor, aPush({ ...push, by: "ada" }), DIRECT)).toEqual([]);
  expect(complaints(announcementAuthor, aPush({ ...push, merged: true }), DIRECT)).toEqual([]);
});

test("one that is protected is complained about once, as protected", () => {
  const policy = aPolicy(`protected: [${FILE}]`);
  expect(complaints(announcementAuthor, aPush({ diff: `+${FILE}` }), policy)).toEqual([]);
});

test("another name may be announced by", () => {
  const policy = aPolicy("rounds: {announcement: TASK.md}");
  expect(words(announcementAuthor, aPush({ diff: `+${FILE} ~TASK.md` }), policy)).toEqual([
    "grace changes TASK.md, which only an architect may → take the change back and ask an architect to make it",
  ]);
});
