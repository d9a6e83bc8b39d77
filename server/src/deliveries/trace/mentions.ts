import type { IdTable } from '../../logs/ids.ts';
import type { LexedBlock } from '../../logs/log.ts';
import { Command, Kind } from '../../logs/record.ts';
import { DAY } from '../../logs/units.ts';
import type { Delivery } from '../delivery.ts';
import { Names } from '../names.ts';
import { noteOf } from '../notes.ts';
import { addressOf, domainOf, returnTo } from '../texts.ts';
import { DATED } from '../times.ts';
import { domainPart } from '../units.ts';
import { receiptOf } from './receipts.ts';

/** Which messages name an address or a domain, found in one pass that keeps ids and times only. */

/** What is looked for; addresses and domains in lower case. */
export interface Wanted {
  readonly addresses: ReadonlySet<string>;
  readonly domains: ReadonlySet<string>;
  /** Ms of the server's clock; undefined: any time. */
  readonly from: number | undefined;
  readonly until: number | undefined;
}

/** More messages are not looked at; the latest are kept. */
const MAX_MESSAGES = 5000;

export class Mentions {
  /** Base ids, the latest last. */
  readonly bases = new Set<string>();
  /** Messages that had to be left out. */
  dropped = 0;
  readonly #strings = new Names();
  readonly #wanted: Wanted;
  /** Domains of the addresses: where a delivery came to no recipient, its domain is all that is known. */
  readonly #domains: ReadonlySet<string>;

  constructor(wanted: Wanted) {
    this.#wanted = wanted;
    this.#domains = new Set([...wanted.domains, ...Array.from(wanted.addresses, domainPart)]);
  }

  /** @param midnight ms from 1970-01-01 to the day of a senderlog; undefined where unknown */
  add(block: LexedBlock, ids: IdTable, midnight: number | undefined): void {
    const { records } = block;
    for (let row = 0; row < records.count; row++) {
      const kind = records.kind(row);
      const id = records.id(row);
      if (id === 0) continue;
      const companion = kind >= Kind.Fail;
      const stamp = records.stamp(row);
      const day = companion ? records.code(row) * DAY : midnight;
      if (!inTime(this.#wanted, stamp < 0 || day === undefined ? -1 : day + stamp)) continue;
      if (this.#names(block, row, kind)) this.#found(ids.base(id));
    }
  }

  #names(block: LexedBlock, row: number, kind: Kind): boolean {
    switch (kind) {
      case Kind.Command: {
        const command = block.records.code(row);
        return (
          (command === Command.Mail || command === Command.Rcpt) && this.#isWanted(addressOf(block, row, this.#strings))
        );
      }
      case Kind.BounceStart:
        return this.#isWanted(returnTo(block, row, this.#strings));
      case Kind.TryAge:
        return this.#domains.has(domainOf(block, row, this.#strings).toLowerCase());
      case Kind.Fail:
      case Kind.Sent:
      case Kind.Received: {
        const note = noteOf(block, row, this.#strings);
        return note !== undefined && [note.sender, ...note.recipients].some(a => this.#isWanted(a));
      }
      case Kind.AcceptResult:
        return this.#isWanted(receiptOf(block, row)?.sender ?? '');
      default:
        return false;
    }
  }

  #isWanted(address: string): boolean {
    return isWanted(this.#wanted, address);
  }

  #found(base: string): void {
    if (base === NO_BASE) return;
    this.bases.delete(base);
    this.bases.add(base);
    if (this.bases.size <= MAX_MESSAGES) return;
    this.bases.delete(this.bases.values().next().value!);
    this.dropped++;
  }
}

/** What the receiving service writes where it gave no id yet. */
export const NO_BASE = 'B0000000000';

export const isWanted = ({ addresses, domains }: Wanted, address: string): boolean =>
  address !== '' && (addresses.has(address.toLowerCase()) || domains.has(domainPart(address)));

/** May something at this time be meant? What has no date may always. */
export const inTime = ({ from, until }: Wanted, time: number): boolean =>
  time < DATED || ((from === undefined || time >= from) && (until === undefined || time <= until));

/** How surely a delivery is one that was looked for: named, or only its domain fits since no line names its recipient. */
export function matches(d: Delivery, wanted: Wanted): 'named' | 'domain' | undefined {
  const senders = [...d.tries.map(t => t.attempt.sender ?? ''), ...d.notes.map(n => n.sender)];
  if (isWanted(wanted, d.recipient ?? '') || senders.some(s => isWanted(wanted, s))) return 'named';
  if (wanted.domains.has(d.domain)) return 'named';
  const fits = d.recipient === null && Array.from(wanted.addresses, domainPart).includes(d.domain);
  return fits ? 'domain' : undefined;
}
