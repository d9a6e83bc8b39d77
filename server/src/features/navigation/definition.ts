import type { Location } from 'vscode-languageserver-types';
import type { Spot } from '../../deliveries/attempt.ts';
import { Names } from '../../deliveries/names.ts';
import { noteOf } from '../../deliveries/notes.ts';
import { deliveriesTo, originOf, proofOf } from '../../deliveries/proof.ts';
import type { Position } from '../../text/store.ts';
import type { LogDocument } from '../document.ts';
import { Ranges } from './ranges.ts';
import { type Subject, subjectAt } from './subject.ts';

/** What a companion line asks the senderlogs for. */
export interface Wanted {
  readonly base: string;
  readonly recipients: readonly string[];
}

/**
 * Where what stands at a position is decided. In a senderlog: the first attempt of the delivery that the line belongs to (from the
 * first attempt of an error mail, the giving up that made it). In a companion log: the record of the senderlogs at hand that tells why;
 * `undefined` where none of them knows the message.
 */
export function* definition(
  document: LogDocument,
  position: Position,
  others: Iterable<LogDocument>,
): Generator<void, Location[] | undefined> {
  yield* document.attemptsInSteps();
  yield* document.idsInSteps();
  const subject = subjectAt(document, position);
  if (subject === undefined) return [];
  if (document.log.name === 'senderlog') return origin(document, subject);
  const wanted = wantedBy(subject);
  const found: { location: Location; near: number }[] = [];
  for (const other of others) {
    if (other.log.name !== 'senderlog') continue;
    yield* other.idsInSteps();
    if (other.idsOf(wanted.base).length === 0) continue;
    yield* other.attemptsInSteps();
    const near = nearness(document.uri, other.uri);
    for (const at of proofs(other, wanted)) found.push({ location: locationOf(other, at), near });
  }
  if (found.length === 0) return undefined;
  // Another server may use the same id: the logs that lie closest are meant.
  const nearest = Math.max(...found.map(one => one.near));
  return found.filter(one => one.near === nearest).map(one => one.location);
}

/** The message and the recipients of a companion line. */
export function wantedBy({ ref, base }: Subject): Wanted {
  return { base, recipients: noteOf(ref.block, ref.row, new Names())?.recipients ?? [] };
}

function origin(document: LogDocument, { ref, id, base }: Subject): Location[] {
  const here = (spot: Spot): boolean =>
    ref.block.index < spot.block.index || (ref.block === spot.block && ref.row <= spot.row);
  const at = originOf(document.deliveriesOf(base), id, here);
  return at === undefined ? [] : [locationOf(document, at)];
}

function proofs(document: LogDocument, { base, recipients }: Wanted): Spot[] {
  const found = deliveriesTo(document.deliveriesOf(base), recipients).map(proofOf);
  return [...new Set(found)].filter(at => at !== undefined);
}

function locationOf(document: LogDocument, at: Spot): Location {
  return { uri: document.uri, range: new Ranges(document.store).record(at.block, at.row) };
}

/** How many parts two addresses share from their beginning, and whether the file names are the same. */
function nearness(a: string, b: string): number {
  const [x, y] = [a.split('/'), b.split('/')];
  let n = 0;
  while (n < x.length && x[n] === y[n]) n++;
  const same = x.at(-1) === y.at(-1) ? 1 : 0;
  const computer = x.length > 2 && x.at(-2) === y.at(-2) ? 1 : 0;
  return n * 4 + computer * 2 + same;
}
