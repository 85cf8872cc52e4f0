// The subject of a commit's message as git reads it. GitHub gives only the whole.

/** As git has it: the first paragraph on one line. */
export const subjectOf = (message: string): string =>
  (message.replace(/^\n+/, "").split(/\n\s*\n/)[0] ?? "")
    .split("\n")
    .map((line) => line.trimEnd())
    .join(" ")
    .trimEnd();
