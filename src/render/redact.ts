// Takes out of a line what nobody may read: tokens, signed assertions, private keys, passwords in addresses. Pure.

const SECRETS: readonly (readonly [RegExp, string])[] = [
  // By their prefix: their length and form change.
  [/\b(gh[a-z]|github_pat)_[A-Za-z0-9_.-]+/g, "$1_…"],
  [/\beyJ[\w-]{8,}\.[\w-]+\.[\w-]*/g, "eyJ…"],
  [/-----BEGIN [^-]*PRIVATE KEY-----[\s\S]*?(?:-----END [^-]*-----|$)/g, "-----BEGIN PRIVATE KEY-----…"],
  [/(\w:\/\/)[^\s/@"]+@/g, "$1…@"],
];

export const redact = (text: string): string =>
  SECRETS.reduce((line, [pattern, instead]) => line.replace(pattern, instead), text);
