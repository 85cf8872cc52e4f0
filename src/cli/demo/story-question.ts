// Seventh chapter: a question between two sessions, its answer, and what becomes of the claim it was about.
import { lanekeeper, type Step } from "./step.ts";

export const QUESTION: readonly Step[] = [
  {
    title: "A question",
    why: "So sD asks. The question waits until it is acknowledged; one that nobody hears comes back as a dead letter, never as silence.",
    act: [
      lanekeeper("qa", "ask", "sB", "When are you done with qa/release?", "--session", "sD"),
      lanekeeper("qa", "inbox", "--session", "sB"),
    ],
    expect: { code: "zero", rules: [], says: ["m1  sD → sB  question", "When are you done with qa/release?"] },
  },
  {
    title: "Its answer",
    why: "sB answers, and sD finds the answer in its inbox.",
    act: [
      lanekeeper("qa", "ack", "m1", "answered", "--session", "sB", "--", "I", "am", "done", "now"),
      lanekeeper("qa", "inbox", "--session", "sD"),
    ],
    expect: { code: "zero", rules: [], says: ["sB → sD  answer", "I am done now"] },
  },
  {
    title: "The paths are free again",
    why: "sB lets go, and sD has what it asked for.",
    act: [lanekeeper("qa", "release", "all", "--session", "sB"), lanekeeper("qa", "claim", "qa/**", "--session", "sD")],
    expect: { code: "zero", rules: [], says: ["c2: sD holds qa/** until "] },
  },
];
