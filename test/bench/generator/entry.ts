import type { Peer } from './peers.ts';
import type { Behaviour, Scenario } from './scenarios.ts';

/** What an attempt of an entry failed of. */
export interface Trouble {
  /** Slug of the failure catalogue (format reference, 7). */
  readonly slug: string;
  /** The receiver's last reply; 0 for none. */
  readonly code: number;
  readonly begin: number;
  readonly end: number;
}

/** A queue entry: what one mail has for one domain. */
export interface Entry {
  readonly base: string;
  /** The id in the queue file's name, with its chain; `-R` comes with the first failure. */
  id: string;
  /** Ordinal of the delivery unit in its message, from 1. */
  readonly unit: number;
  readonly peer: Peer;
  readonly scenario: Scenario;
  readonly sender: string;
  readonly senderPeer: Peer | undefined;
  recipients: readonly string[];
  readonly refused: readonly string[];
  /** The server's local time at which the message was queued. */
  readonly queued: number;
  /** Failing attempts still to come. */
  failures: number;
  /** Those that were. */
  failed: number;
  /** The stored try number. */
  tries: number;
  /** Connections, or failed look-ups. */
  attempts: number;
  lastCode: number;
  readonly troubles: Trouble[];
  /** EHLO was refused in one of its sessions. */
  ehloRejected: boolean;
  /** A session accepted the mail for some recipients and refused others. */
  partial: boolean;
  readonly errorMail: boolean;
  /** Further units of the message, attempted right after this one. */
  readonly siblings: Entry[];
  /** Numbers of its copies in the Postfix log. */
  copies: readonly string[];
}

/** What the next attempt is like. */
export function behaviourOf(entry: Entry): Behaviour {
  const { scenario, peer } = entry;
  if (entry.failures <= 0) return peer.character === 'local' ? 'local' : 'accept';
  const behaviour = scenario.failing[entry.failed % scenario.failing.length]!;
  return behaviour.startsWith('tls') && peer.badTls ? 'accept' : behaviour;
}
