// Measuring in turns: whatever disturbs the machine disturbs all of them alike.

export const median = (values) => {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
};

/**
 * Run every variant `runs` times, in turns and in alternating order, after one round that does not count.
 * A variant is a function that answers with milliseconds; the answer is every variant's times.
 */
export async function inTurns(variants, runs) {
  const names = Object.keys(variants);
  const times = Object.fromEntries(names.map((name) => [name, []]));
  for (let run = -1; run < runs; run++)
    for (const name of run % 2 === 0 ? names : names.toReversed()) {
      const ms = await variants[name]();
      if (run >= 0) times[name].push(ms);
    }
  return times;
}

export async function timed(work) {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

export const ms = (value) => (value >= 100 ? value.toFixed(0) : value.toFixed(1));
export const percent = (value) => `${(100 * value).toFixed(value < 0.1 ? 1 : 0)} %`;

/** What a hook adds to a push without one: `7.1 ms, 12 %`. */
export function added(times, bare) {
  if (times === undefined) return "-";
  const more = median(times) - median(bare);
  return `${ms(more)} ms, ${percent(more / median(bare))}`;
}

/** Rows of equal keys as an aligned table. */
export function print(title, rows) {
  const names = Object.keys(rows[0]);
  const width = Object.fromEntries(
    names.map((name) => [name, Math.max(name.length, ...rows.map((row) => String(row[name]).length))]),
  );
  const line = (cell) => `| ${names.map((name) => String(cell(name)).padEnd(width[name])).join(" | ")} |`;
  console.log(title);
  console.log(line((name) => name));
  console.log(line((name) => "-".repeat(width[name])));
  for (const row of rows) console.log(line((name) => row[name]));
  console.log();
}
