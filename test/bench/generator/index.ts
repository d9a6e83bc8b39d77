import type { Piece } from './files.ts';
import { complete, type Options } from './options.ts';
import { Server } from './server.ts';

export type { Options } from './options.ts';

/**
 * A senderlog with its companion logs and the truth about each delivery, in pieces. The same options give the same bytes.
 * Throws a RangeError where an option is out of its range.
 */
export function* generate(options: Partial<Options>): Generator<Piece, void, undefined> {
  const whole = complete(options);
  if (!(whole.threads >= 1 && whole.threads <= 256)) throw new RangeError('threads: 1 to 256');
  if (!(whole.days >= 1 && whole.domains >= 1 && whole.interval >= 1))
    throw new RangeError('days, domains, interval: from 1');
  const server = new Server(whole);
  for (let more = true; more; ) {
    more = server.run();
    yield* server.files.ready.splice(0);
  }
}
