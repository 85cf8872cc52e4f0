// policy-valid: a policy that does not validate never lands on trunk.
import { located } from "../../../src/core/finding.ts";
import type { PolicyState } from "../../../src/core/policy.ts";
import { policyValid } from "../../../src/core/rules/policy-valid.ts";
import { aPolicy, aPush, complaints, type Sketch, valid, words } from "../a-push.ts";

const PATH = ".github/lanekeeper.yml";
const advised: PolicyState = {
  kind: "valid",
  oid: "e",
  policy: aPolicy(),
  warnings: [located("policy-valid", { path: PATH, line: 3, column: 1 }, "warning", "never matches", "a login")],
};
const broken: PolicyState = {
  kind: "broken",
  oid: "f",
  findings: [
    located("policy-valid", { path: PATH, line: 2, column: 3 }, "error", "one", "fix one"),
    located("policy-valid", { path: PATH, line: 4, column: 1 }, "warning", "two"),
  ],
  repairers: null,
};

test.each<[string, Sketch, string[]]>([
  ["a push that leaves it alone is fine", { branch: "main" }, []],
  ["a policy that validates may land", { branch: "main", proposed: valid(aPolicy()) }, []],
  ["what is odd in it is told when it lands", { branch: "main", proposed: advised }, [`warning ${PATH}`]],
  ["and when it asks to", { kind: "pull", proposed: advised }, [`warning ${PATH}`]],
  ["on another branch it is not", { proposed: advised }, []],
  ["taking it away is its protection's business", { branch: "main", proposed: { kind: "absent" } }, []],
  ["a broken one may not land", { branch: "main", proposed: broken }, [`error ${PATH}`, `warning ${PATH}`]],
  ["nor ask to", { kind: "pull", proposed: broken }, [`error ${PATH}`, `warning ${PATH}`]],
  ["on another branch it is told", { proposed: broken }, [`warning ${PATH}`, `warning ${PATH}`]],
])("%s", (_, sketch, expected) => {
  expect(complaints(policyValid, aPush(sketch))).toEqual(expected);
});

test("every problem keeps its words", () => {
  expect(words(policyValid, aPush({ branch: "main", proposed: broken }))).toEqual(["one → fix one", "two"]);
  expect(words(policyValid, aPush({ branch: "main", proposed: advised }))).toEqual(["never matches → a login"]);
});
