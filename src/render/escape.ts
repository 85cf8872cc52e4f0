// Makes anybody's text safe to show. Pure; every place a push is echoed goes through here.

/** Text for a terminal: nothing that moves a cursor, hides or reorders characters. */
export const printable = (text: string): string => text.replace(/[\p{Cc}\p{Cf}\p{Cs}\u2028\u2029]/gu, "\ufffd");
