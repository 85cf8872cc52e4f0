// Subject and session of a commit's message: as git reads them, who has to read the same from GitHub's one string.
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { subjectOf } from "../../../src/hosts/github/message.ts";
import { sessionOf, trailersOf } from "../../../src/text/trailers.ts";

test.each([
  ["one line", "[sA] Change a", "[sA] Change a", null],
  ["with a body", "Change a\n\nWhy.\n", "Change a", null],
  ["over two lines", "Change a\nand b\n\nWhy.", "Change a and b", null],
  ["after empty lines", "\n\nChange a\n", "Change a", null],
  ["with blanks at the end", "Change a  \t\n  \nWhy.", "Change a", null],
  ["with a session", "Change a\n\nWhy.\n\nSession: sA", "Change a", "sA"],
  ["with a session in other case, among others", "Change a\n\nsession:  sB \nTask: x", "Change a", "sB"],
  ["with two sessions, which is none", "Change a\n\nSession: sA\nSession: sB", "Change a", "sA,sB"],
  ["with a session that is only the subject", "Session: sA", "Session: sA", null],
  ["with a session that is not in the last paragraph", "Change a\n\nSession: sA\n\nWhy.", "Change a", null],
  ["empty", "", "", null],
])("a message %s", (_, message, subject, session) => {
  expect([subjectOf(message), sessionOf(trailersOf(message))]).toEqual([subject, session]);
});

test("subjects are what git says they are", () => {
  const dir = mkdtempSync(join(tmpdir(), "lanekeeper-message-"));
  const git = (args: readonly string[], input = "") => execFileSync("git", args, { cwd: dir, input, encoding: "utf8" });
  try {
    git(["init", "-q"]);
    const tree = git(["mktree"]).trim();
    const who = ["-c", "user.name=x", "-c", "user.email=x@example.com"];
    for (const message of ["a", "a\nb\n\nc", "\n\na", "a \t\nb  \n \nc", "a\n   \nb", "[sA] x\r\n\r\ny", "a\n\n\nb"]) {
      const oid = git([...who, "commit-tree", tree], message).trim();
      const stored = git(["cat-file", "commit", oid]).split("\n\n").slice(1).join("\n\n");
      const subject = git(["log", "-1", "--format=%s", oid]).replace(/\n$/, "");
      expect([message, subjectOf(stored).replace(/\r/g, "")]).toEqual([message, subject.replace(/\r/g, "")]);
    }
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
});
