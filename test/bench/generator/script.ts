/** What a write is, as far as the tearing of replies cares. */
export const Write = { Other: 0, Check: 1, Reply: 2 } as const;
export type Write = (typeof Write)[keyof typeof Write];

/** Bytes of `[HH:MM:SS:mmm] `. */
const STAMP = 15;
const SHORT = 48;

/**
 * The writes of one thread for one pass of one mail: text with its stamps, and when each is written. Strings are taken as
 * one byte a character. A write may hold several stamps (a reply: stub and text).
 */
export class Script {
  bytes = Buffer.allocUnsafe(1 << 15);
  #length = 0;
  /** Local time of the write that comes next, in ms. */
  now = 0;
  count = 0;
  readonly ends: number[] = [];
  readonly times: number[] = [];
  readonly kinds: Write[] = [];
  /** Where the second stamp of a reply stands. */
  readonly middles: number[] = [];
  #middle = 0;

  clear(now: number): void {
    this.#length = 0;
    this.now = now;
    this.count = 0;
  }

  start(index: number): number {
    return index === 0 ? 0 : this.ends[index - 1]!;
  }

  /** A stamp `later` ms after now. */
  stamp(later: number): void {
    this.#reserve(STAMP);
    writeStamp(this.bytes, this.#length, this.now + later);
    this.#length += STAMP;
  }

  middle(): void {
    this.#middle = this.#length;
  }

  text(text: string): void {
    const size = text.length;
    this.#reserve(size);
    const at = this.#length;
    const { bytes } = this;
    // A call into the runtime costs more than a short loop.
    if (size < SHORT) for (let i = 0; i < size; i++) bytes[at + i] = text.charCodeAt(i);
    else bytes.write(text, at, 'latin1');
    this.#length = at + size;
  }

  /** A number that is not negative, in decimal. */
  number(value: number): void {
    let digits = 1;
    for (let limit = 10; value >= limit; limit *= 10) digits++;
    this.#reserve(digits);
    let rest = value;
    for (let at = this.#length + digits - 1; at >= this.#length; at--) {
      const next = Math.floor(rest / 10);
      this.bytes[at] = 48 + rest - next * 10;
      rest = next;
    }
    this.#length += digits;
  }

  /** Ends a write; the next one comes `pause` ms later. */
  end(kind: Write, pause: number): void {
    this.ends[this.count] = this.#length;
    this.times[this.count] = this.now;
    this.kinds[this.count] = kind;
    this.middles[this.count] = this.#middle;
    this.count++;
    this.now += pause;
  }

  #reserve(size: number): void {
    if (this.#length + size <= this.bytes.length) return;
    const larger = Buffer.allocUnsafe(Math.max(this.bytes.length * 2, this.#length + size));
    this.bytes.copy(larger, 0, 0, this.#length);
    this.bytes = larger;
  }
}

export function writeStamp(bytes: Uint8Array, at: number, time: number): void {
  const day = time % 86_400_000;
  const ms = day % 1000;
  const second = Math.floor(day / 1000) % 60;
  const minute = Math.floor(day / 60_000) % 60;
  const hour = Math.floor(day / 3_600_000);
  bytes[at] = 0x5b;
  bytes[at + 1] = 48 + Math.floor(hour / 10);
  bytes[at + 2] = 48 + (hour % 10);
  bytes[at + 3] = 0x3a;
  bytes[at + 4] = 48 + Math.floor(minute / 10);
  bytes[at + 5] = 48 + (minute % 10);
  bytes[at + 6] = 0x3a;
  bytes[at + 7] = 48 + Math.floor(second / 10);
  bytes[at + 8] = 48 + (second % 10);
  bytes[at + 9] = 0x3a;
  bytes[at + 10] = 48 + Math.floor(ms / 100);
  bytes[at + 11] = 48 + (Math.floor(ms / 10) % 10);
  bytes[at + 12] = 48 + (ms % 10);
  bytes[at + 13] = 0x5d;
  bytes[at + 14] = 0x20;
}
