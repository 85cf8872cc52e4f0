// A commit's message as git reads it: the subject and the `Session:` trailer. GitHub gives only the whole.

/** As git has it: the first paragraph on one line. */
export const subjectOf = (message: string): string =>
  (message.replace(/^\n+/, "").split(/\n\s*\n/)[0] ?? "")
    .split("\n")
    .map((line) => line.trimEnd())
    .join(" ")
    .trimEnd();

/** The `Session:` trailer in the last paragraph. */
export function sessionOf(message: string): string | null {
  const paragraphs = message.trimEnd().split(/\n\s*\n/);
  if (paragraphs.length < 2) return null;
  const values = [...(paragraphs.at(-1) ?? "").matchAll(/^session:[ \t]*(.*)$/gim)].map(
    ([, value]) => value?.trim() ?? "",
  );
  return values.length === 0 ? null : values.join(",");
}
