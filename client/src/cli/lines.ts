/** Lines of a stream, as bytes: the encoding may differ from line to line. */
import type { Readable } from 'node:stream';
import { pieceText } from '../../../server/src/logs/bytes.ts';

/** Bytes of one line that are kept; the rest of a longer one is dropped. */
const MAX_LINE = 1_048_576;

/** The lines without their end (LF or CR LF); a last one without an end counts. Ends quietly when the signal is given. */
export async function* linesOf(stream: Readable, signal: AbortSignal): AsyncGenerator<Uint8Array> {
  let pending: Buffer[] = [];
  let length = 0;
  const onAbort = (): void => void stream.destroy();
  signal.addEventListener('abort', onAbort);
  if (signal.aborted) onAbort();
  const take = (piece: Buffer): void => {
    if (length < MAX_LINE) pending.push(piece.subarray(0, MAX_LINE - length));
    length += piece.length;
  };
  const line = (): Uint8Array => {
    const whole = Buffer.concat(pending);
    pending = [];
    length = 0;
    return whole.at(-1) === 0x0d ? whole.subarray(0, -1) : whole;
  };
  try {
    for await (const chunk of stream as AsyncIterable<Buffer>) {
      let start = 0;
      for (let end = chunk.indexOf(0x0a); end >= 0; end = chunk.indexOf(0x0a, start)) {
        take(chunk.subarray(start, end));
        start = end + 1;
        yield line();
      }
      take(chunk.subarray(start));
    }
    if (length > 0) yield line();
  } catch (error) {
    if (!signal.aborted) throw error;
  } finally {
    signal.removeEventListener('abort', onAbort);
  }
}

/** Text of a line: the given encoding, else as pieces of a log are read. A BOM is dropped. Never fails. */
export function decoder(encoding: string | undefined): (bytes: Uint8Array) => string {
  if (encoding === undefined) return bytes => pieceText(bytes);
  const given = new TextDecoder(encoding);
  return bytes => given.decode(bytes);
}
