// What a proposal could not take over, or took over in another way than somebody may think: shown, never decided by.
import type { Place } from "../core/finding.ts";

export interface Note {
  readonly at: Place | null;
  /** One sentence without a full stop. */
  readonly message: string;
}
