import { editionOfSocketError } from '../codes/error-numbers.ts';
import type { LexedBlock } from '../logs/log.ts';
import { Flag, KIND_NAMES, Kind } from '../logs/record.ts';
import type { LogFile } from './log-files.ts';

/** Unknown lines that are listed. */
const MAX_UNKNOWN = 1000;
const CR = 13;

type EditionShown = 'windows' | 'bsd' | 'linux' | 'unix';

/** What there is to say of one file, gathered while it is read. */
export class FileReport {
  readonly file: LogFile;
  lines = 0;
  readonly unknown: number[] = [];
  encoding: 'ascii' | 'utf-8' | 'shift_jis' = 'ascii';
  edition: EditionShown | undefined;
  readonly #counts = new Uint32Array(KIND_NAMES.length);
  #empty = true;

  constructor(file: LogFile) {
    this.file = file;
  }

  /** Nothing stands in it. */
  get isEmpty(): boolean {
    return this.#empty;
  }

  get unknownCount(): number {
    return this.#counts[Kind.Unknown]!;
  }

  get recordCounts(): Record<string, number> {
    const counts: Record<string, number> = {};
    this.#counts.forEach((n, kind) => {
      if (n > 0) counts[KIND_NAMES[kind]!] = n;
    });
    return counts;
  }

  /** Counts the rows of a block, and looks closer only where they can tell something new: most blocks do not. */
  add(block: LexedBlock): void {
    const { records } = block;
    const [unknown, errors] = [this.unknownCount, this.#socketErrors];
    const flags = records.tally(this.#counts);
    if (records.count > 0) this.#empty = false;
    if (this.unknownCount > unknown && this.unknown.length < MAX_UNKNOWN) this.#listUnknown(block);
    if ((flags & Flag.NonAscii) !== 0) this.#tellEncoding(block);
    if (this.edition === undefined || (this.edition === 'unix' && this.#socketErrors > errors))
      this.#tellEdition(block);
  }

  get #socketErrors(): number {
    return this.#counts[Kind.ConnectFailed]! + this.#counts[Kind.DataError]!;
  }

  #listUnknown(block: LexedBlock): void {
    const { records } = block;
    for (let row = 0; row < records.count && this.unknown.length < MAX_UNKNOWN; row++) {
      if (records.kind(row) === Kind.Unknown) this.unknown.push(block.log.fileLineOf(block, records.line(row)));
    }
  }

  #tellEncoding({ records, text }: LexedBlock): void {
    for (let row = 0; row < records.count && this.encoding !== 'shift_jis'; row++) {
      if ((records.flags(row) & Flag.NonAscii) === 0) continue;
      this.encoding = isUtf8(text.bytes.subarray(records.offset(row), records.end(row))) ? 'utf-8' : 'shift_jis';
    }
  }

  #tellEdition({ records, text }: LexedBlock): void {
    for (let row = 0; row < records.count; row++) {
      this.#edition(records.kind(row), records.code(row), text.bytes, records.end(row));
    }
  }

  end(lines: number): void {
    // The last line may lack its LF.
    this.lines = lines;
  }

  /** Socket errors tell the edition; else the line ends of the program's own lines do (format reference §1.3, §1.6). */
  #edition(kind: number, code: number, b: Uint8Array, end: number): void {
    if (kind === Kind.ConnectFailed || kind === Kind.DataError) {
      this.edition = editionOfSocketError(code) ?? this.edition;
    } else if (this.edition === undefined && PROGRAM_LINES.has(kind) && end < b.length) {
      this.edition = b[end] === CR ? 'windows' : 'unix';
    }
  }
}

/** Lines that end as the platform ends them, not as SMTP does. */
const PROGRAM_LINES: ReadonlySet<number> = new Set([
  Kind.TryCheck,
  Kind.TryAge,
  Kind.ConnectHost,
  Kind.Fail,
  Kind.Sent,
  Kind.Received,
  Kind.Accept,
  Kind.AcceptResult,
]);

const strict = new TextDecoder('utf-8', { fatal: true });

function isUtf8(bytes: Uint8Array): boolean {
  try {
    strict.decode(bytes);
    return true;
  } catch {
    return false;
  }
}
