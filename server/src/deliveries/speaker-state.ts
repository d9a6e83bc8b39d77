/** The state between two blocks. */
export interface SpeakerState {
  readonly day: number;
  readonly last: number;
  /** Id, phase and hash of the host of each session under way, oldest first. */
  readonly live: Int32Array;
  /** The ids with an open stub, oldest first. */
  readonly stubs: Int32Array;
  /** TLS lines that may have been another connection's than the one they were given to. */
  readonly marks: number;
}

/** No numbers. */
export const NONE = new Int32Array(0);
export const START: SpeakerState = { day: 0, last: -1, live: NONE, stubs: NONE, marks: 0 };

export function sameState(a: SpeakerState, b: SpeakerState): boolean {
  return (
    a === b ||
    (a.day === b.day && a.last === b.last && a.marks === b.marks && same(a.live, b.live) && same(a.stubs, b.stubs))
  );
}

function same(a: Int32Array, b: Int32Array): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}
