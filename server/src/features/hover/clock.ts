import type { Attempt } from '../../deliveries/attempt.ts';
import { DATED, dateTimeText, type Moment, momentOf, momentText, offsetOf } from '../../deliveries/times.ts';
import { zoneOffset } from '../../deliveries/zone.ts';
import { DAY } from '../../logs/units.ts';
import type { LogDocument } from '../document.ts';
import type { Reader } from './asked.ts';

/** Times of the server's clock for people, and where their parts come from. */

/** When something was, and what of it was computed. */
export interface Told {
  /** As it is shown: `2026-11-24 13:06:17.193 +09:00`, or the time of day alone. */
  readonly text: string;
  /** Undefined where there is no date. */
  readonly moment: Moment | undefined;
  readonly offsetFrom: 'log' | 'setting' | undefined;
}

const NOTHING: Told = { text: '', moment: undefined, offsetFrom: undefined };

/** A time of a senderlog, as in `Attempt.startTime`; its text is '' where there is none. */
export function tell(r: Reader, document: LogDocument, time: number, own?: Attempt): Told {
  if (time < 0) return NOTHING;
  const dated = own?.age !== undefined && own.startTime >= 0 ? own : reference(document);
  const offset = dated === undefined ? undefined : offsetOf(dated);
  const moment =
    time >= DATED
      ? { local: time, offset, derived: false }
      : dated === undefined
        ? undefined
        : momentOf(dated, time, offset);
  return moment === undefined ? { ...NOTHING, text: timeOfDay(time) } : told(r, moment);
}

/** A local time with its date. */
export function told(r: Reader, moment: Moment): Told {
  if (moment.offset !== undefined) return { text: momentText(moment), moment, offsetFrom: 'log' };
  const offset = offsetSet(r.c.settings.timeZone, moment.local);
  if (offset === undefined) return { text: momentText(moment), moment, offsetFrom: undefined };
  const known = { ...moment, offset };
  return { text: momentText(known), moment: known, offsetFrom: 'setting' };
}

/** The offset that the user set for the server, at a local time. */
function offsetSet(zone: string, local: number): number | undefined {
  if (zone === '') return undefined;
  try {
    return zoneOffset(zone)(local);
  } catch {
    return undefined; // No such zone.
  }
}

/** `2026-11-24 04:06:17`, from ms since 1970-01-01 UTC; `?` where there is no such date. */
export const utcText = (ms: number): string => dateTimeText(ms) ?? '?';

const timeOfDay = (time: number): string => dateTimeText(time % DAY)!.slice(11);

/** An attempt that follows a retry line: it ties the stamps of the file to a date and an offset. Looked up once a version. */
function reference(document: LogDocument): Attempt | undefined {
  const known = references.get(document);
  if (known?.version === document.version) return known.attempt;
  let attempt: Attempt | undefined;
  for (const entry of document.attempts().entries) {
    attempt = entry?.attempts.find(a => a.age !== undefined && a.startTime >= 0);
    if (attempt !== undefined) break;
  }
  references.set(document, { version: document.version, attempt });
  return attempt;
}

const references = new WeakMap<LogDocument, { version: number; attempt: Attempt | undefined }>();
