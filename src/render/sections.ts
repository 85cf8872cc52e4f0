// Fits sections of unequal urgency into a limit of characters: every one gets its share, what is left goes to the most urgent, and
// what was left out is counted.

export interface Section {
  readonly title: string;
  /** Each whole or not at all, the most urgent first. */
  readonly items: readonly Item[];
  /** Characters that are its own, its title included. */
  readonly share: number;
  /** Where the rest is to be had. */
  readonly more: string;
  /** What the items are, such as `messages`. */
  readonly noun: string;
}

export interface Item {
  readonly lines: readonly string[];
  /** What it is about, for whoever asks what was shown. */
  readonly id?: string;
}

export interface Fitted {
  readonly text: string;
  /** Ids of the items that are in the text. */
  readonly shown: readonly string[];
  readonly leftOut: number;
}

const lengthOf = ({ lines }: Item): number => lines.reduce((sum, line) => sum + line.length + 1, 0);

/** `max` is at least the sum of the shares; an item longer than what is left ends its section. */
export function fitSections(sections: readonly Section[], max: number): Fitted {
  const used = sections.filter(({ items }) => items.length > 0);
  const taken = used.map(() => 0);
  const size = used.map(({ title }) => title.length + 2);
  const take = (index: number, room: () => number) => {
    for (const item of used[index]!.items.slice(taken[index])) {
      const length = lengthOf(item);
      if (length > room()) return;
      taken[index]! += 1;
      size[index]! += length;
    }
  };
  const total = () => size.reduce((sum, each) => sum + each, 0);
  for (const [index, { share }] of used.entries()) take(index, () => share - size[index]!);
  for (const index of used.keys()) take(index, () => max - total());
  const text = used.map(({ title, items }, index) =>
    [title, ...items.slice(0, taken[index]).flatMap(({ lines }) => lines)].join("\n"),
  );
  const shown = used.flatMap(({ items }, index) =>
    items.slice(0, taken[index]).flatMap(({ id }) => (id === undefined ? [] : [id])),
  );
  const left = used.flatMap(({ items, noun, more }, index) => {
    const rest = items.length - taken[index]!;
    return rest === 0 ? [] : [{ rest, says: `${rest} ${noun} (${more})` }];
  });
  const closing = left.length === 0 ? [] : [`Left out for length: ${left.map(({ says }) => says).join(", ")}.`];
  return {
    text: [...text, ...closing].join("\n\n"),
    shown,
    leftOut: left.reduce((sum, { rest }) => sum + rest, 0),
  };
}
