// The time, as the rest of the program is told it. Tests bring a clock of their own.
import type { Clock } from "../ports.ts";

export const systemClock: Clock = { now: () => new Date().toISOString() };
