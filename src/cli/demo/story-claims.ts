// Sixth chapter: two sessions want the same paths; one has them, the other is told who, where and until when.
import { lanekeeper, type Step, token } from "./step.ts";

export const CLAIMS: readonly Step[] = [
  {
    title: "A session claims what it works on",
    why: "Two sessions of team qa work at the same time. sB says which paths it is on, before there is a branch or a pull request.",
    act: [
      token("qa", "write"),
      lanekeeper("qa", "claim", "qa/release/**", "for", "2h", "--session", "sB", "--", "testing", "the", "release"),
    ],
    expect: { code: "zero", rules: [], says: ["c1: sB holds qa/release/** until "] },
  },
  {
    title: "Another one wants them too",
    why: "sD asks for more, and the two meet. It is not granted, not even in part, and the words say who holds it, until when, and where they meet. Exit code 1.",
    act: [lanekeeper("qa", "claim", "qa/**", "--session", "sD")],
    expect: { code: "one", rules: [], says: ["sB holds qa/release/** (c1) until ", "qa/** meets it at qa/release/"] },
  },
];
