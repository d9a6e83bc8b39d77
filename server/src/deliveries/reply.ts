import type { Origin } from './attempt.ts';

/** A reply as it is told to others: in JSON, to the probes, in answers of the language server. */
export interface Reply {
  readonly code: number;
  /** RFC 3463; null where the text has none. */
  readonly enhanced: string | null;
  readonly text: string;
  readonly origin: Origin;
}

/** The codes of a reply, from its text. */
export function readReply(text: string, origin: Origin): Reply {
  const enhanced = /^\d{3}[ -]([245]\.\d{1,3}\.\d{1,3})(?![\d.])/.exec(text)?.[1] ?? null;
  return { code: Number(text.slice(0, 3)), enhanced, text, origin };
}
