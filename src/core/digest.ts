// A short fingerprint of a text, the same everywhere: for ids of what has none of its own. It keeps nobody from making two texts alike.

/** 12 hexadecimal digits. */
export function digest(text: string): string {
  let [high, low] = [0x9e3779b9, 0x85ebca6b];
  for (let at = 0; at < text.length; at += 1) {
    const unit = text.charCodeAt(at);
    high = Math.imul(high ^ unit, 0x9e3779b1);
    low = Math.imul(low ^ unit, 0x5f356495);
  }
  const mix = (one: number, other: number) =>
    Math.imul(one ^ (one >>> 16), 0x85ebca6b) ^ Math.imul(other ^ (other >>> 13), 0xc2b2ae35);
  [high, low] = [mix(high, low), mix(low, high)];
  return [high, low]
    .map((half) => (half >>> 0).toString(16).padStart(8, "0"))
    .join("")
    .slice(-12);
}
