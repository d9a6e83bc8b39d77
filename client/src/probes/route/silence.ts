/**
 * Notices while the probes run that nobody of a family takes a connection, so that the control hosts can be asked in good time: the whole
 * check then takes about as long as its slowest connection, not twice as long.
 */
import type { Family, HostAddress, ProbeResult } from '../types.ts';

interface Count {
  /** Something came back: a connection, a refusal, a reset. */
  answered: boolean;
  waiting: number;
  silent: number;
}

export class SilenceWatch {
  readonly #families = new Map<Family, Count>();
  readonly #silent: Promise<readonly Family[]>;
  #decide: (families: readonly Family[]) => void = () => {};
  #timer: NodeJS.Timeout | null = null;

  /** `afterMs`: so long an honest host may take to connect before it counts as silent for now. */
  constructor(afterMs: number) {
    this.#silent = new Promise(resolve => {
      this.#decide = resolve;
    });
    this.#timer = setTimeout(() => {
      const families = this.#silentNow();
      if (families.length > 0) this.#decide(families);
    }, afterMs);
  }

  /** The families in which nobody answered; none when the probes ended well enough. */
  get silentFamilies(): Promise<readonly Family[]> {
    return this.#silent;
  }

  begin(address: HostAddress): void {
    const count = this.#count(address.family);
    count.waiting++;
  }

  answered(address: HostAddress): void {
    this.#count(address.family).answered = true;
  }

  settled(address: HostAddress, result: ProbeResult): void {
    const count = this.#count(address.family);
    count.waiting--;
    if (result.verdict === 'connect-timeout') count.silent++;
    else if (result.verdict === 'connect-refused' || result.verdict === 'connect-reset') count.answered = true;
  }

  /** All probes are over. */
  end(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    this.#decide(this.#silentNow());
  }

  #silentNow(): Family[] {
    const silent: Family[] = [];
    for (const [family, count] of this.#families)
      if (!count.answered && count.waiting + count.silent > 0) silent.push(family);
    return silent.sort();
  }

  #count(family: Family): Count {
    const known = this.#families.get(family);
    if (known !== undefined) return known;
    const count = { answered: false, waiting: 0, silent: 0 };
    this.#families.set(family, count);
    return count;
  }
}
