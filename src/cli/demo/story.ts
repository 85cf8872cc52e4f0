// The story the demo tells: three teams and an architect on one repository. Chapters in the order they happen.

import type { Step } from "./step.ts";
import { ANNOUNCEMENT } from "./story-announcement.ts";
import { CLAIMS } from "./story-claims.ts";
import { LANES } from "./story-lanes.ts";
import { MERGES } from "./story-merges.ts";
import { OUTAGE } from "./story-outage.ts";
import { POLICY } from "./story-policy.ts";
import { QUESTION } from "./story-question.ts";
import { ROUND } from "./story-round.ts";

export const STORY: readonly Step[] = [
  ...POLICY,
  ...LANES,
  ...MERGES,
  ...ANNOUNCEMENT,
  ...ROUND,
  ...CLAIMS,
  ...QUESTION,
  ...OUTAGE,
];
