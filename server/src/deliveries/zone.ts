import { DATED } from './times.ts';
/** A time zone that was told (`--time-zone`, `server.timeZone`): the offset of the server's clock at a moment. */

/** Seconds east of UTC at a local time (ms since 1970-01-01 by that clock); undefined where no zone is given. */
export type OffsetAt = (local: number) => number | undefined;

const FIXED = /^([+-])(\d{2}):?(\d{2})$/;

/** An offset of at most 14 hours, as time zones have them. */
const OFFSET = /^[+-](?:0\d|1[0-4]):?[0-5]\d$/;

/** The name of a zone as a person gave it; undefined where there is no such zone. */
export function knownZone(zone: string): string | undefined {
  if (zone === 'Z') return '+00:00';
  if (OFFSET.test(zone)) return zone;
  try {
    return new Intl.DateTimeFormat('en', { timeZone: zone }).resolvedOptions().timeZone;
  } catch {
    return undefined;
  }
}

/** @param zone as {@link knownZone} gives it; undefined: none */
export function zoneOffset(zone: string | undefined): OffsetAt {
  if (zone === undefined) return () => undefined;
  const fixed = FIXED.exec(zone);
  if (fixed !== null) {
    const seconds = (fixed[1] === '-' ? -1 : 1) * (Number(fixed[2]) * 3600 + Number(fixed[3]) * 60);
    return () => seconds;
  }
  const format = new Intl.DateTimeFormat('en-US', { timeZone: zone, timeZoneName: 'longOffset' });
  const at = (utc: number): number => {
    const name = format.formatToParts(utc).find(p => p.type === 'timeZoneName')?.value ?? 'GMT';
    const match = /^GMT(?:([+-])(\d{2}):(\d{2}))?/.exec(name);
    if (match?.[1] === undefined) return 0;
    return (match[1] === '-' ? -1 : 1) * (Number(match[2]) * 3600 + Number(match[3]) * 60);
  };
  let day = Number.NaN;
  let known = 0;
  return local => {
    if (local < DATED) return undefined;
    // An offset holds for hours: one question a quarter of an hour is enough.
    const quarter = Math.floor(local / 900_000);
    if (quarter !== day) {
      day = quarter;
      // The offset at the local time, once corrected for itself.
      known = at(local - at(local) * 1000);
    }
    return known;
  };
}
