/**
 * The shape of the catalogue: what a code means, in both languages, with the source of each fact.
 * The data lie in `data/*.json` (an array of entries a file) and are handed in by the host, so that this folder does no I/O.
 */

/** A text that a user reads, in both languages of the product. */
export interface Text {
  readonly en: string;
  readonly ja: string;
}

/** Who can do something about it (contract: `fixBy`); empty or absent = nobody or unknown. */
export type FixBy = 'us' | 'peer' | 'recipient' | 'network';

export type Permanence = 'temporary' | 'permanent' | 'both' | 'success' | 'none';

export type Confidence = 'high' | 'medium' | 'low';

/** The catalogue a code belongs to. */
export type CatalogueName =
  | 'smtp' // three-digit reply codes
  | 'enhanced' // enhanced status codes (RFC 3463, IANA registry)
  | 'winsock' // Winsock errors, with their BSD and Linux twins
  | 'errno' // Unix error numbers and resolver errors
  | 'windows' // Windows system, DNS and TLS errors
  | 'epost' // E-Post's own replies, `code=a/b`, log events, faillog reasons
  | 'suffix' // suffixes of a message id
  | 'command' // SMTP commands
  | 'extension' // EHLO keywords
  | 'class' // reason classes
  | 'provider'; // wordings of well-known receivers

export interface Entry {
  /** Unique over the whole catalogue: `smtp:550`, `enhanced:X.7.26`, `winsock:10060`, `errno:ECONNREFUSED`, `epost:code-0-0`, … */
  readonly id: string;
  readonly catalogue: CatalogueName;
  /** What it is found by besides the id: numbers, symbols, names. */
  readonly keys: readonly string[];
  /** A short name of the thing, e.g. "Mailbox unavailable". */
  readonly title: Text;
  /** One or two sentences: what it says. */
  readonly meaning: Text;
  /** What usually causes it here (in outgoing mail of an E-Post server). */
  readonly cause?: Text;
  /** What to do first. */
  readonly action?: Text;
  /** How E-Post treats it (retried for 8 h, counted as a refusal …), where that is known. */
  readonly epost?: Text;
  /** What it looks like in a log, as the receiver writes it; of wordings of receivers. */
  readonly example?: string;
  readonly fixBy?: readonly FixBy[];
  readonly permanence?: Permanence;
  /** RFC and section, registry, vendor document or FAQ id (`win/05-20`). Never empty. */
  readonly source: readonly string[];
  readonly confidence?: Confidence;
  /** The same error on other platforms, for winsock and errno entries. */
  readonly twins?: {
    readonly winsock?: number;
    readonly bsd?: number;
    readonly linux?: number;
    readonly symbol?: string;
  };
}

/** A wording of a receiver or of a common mail server; the order in the file is the precedence, the first match wins. */
export interface ReplyPattern {
  readonly id: string;
  readonly provider: string;
  /** ECMAScript source, matched case-insensitively against at most 2,048 characters of the joined reply. */
  readonly pattern: string;
  readonly example: string;
  /** Reason class, an id of the `class` catalogue without its prefix. */
  readonly reasonClass: string;
  /** The decisive slug of the failure catalogue, where the wording tells. */
  readonly cause?: string;
  /** What is particular beyond the reason class. */
  readonly note: Text;
  readonly source: readonly string[];
}
