/** The offset of the server's clock at a moment, from a time zone that a user names. */

/** Seconds east of UTC at a local time (ms since 1970-01-01 by that clock); undefined where no zone is given. */
export type OffsetAt = (local: number) => number | undefined;

const FIXED = /^([+-])(\d{2}):?(\d{2})$/;

/** @param zone IANA name or `+09:00`, already checked; undefined: none */
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
    if (local < 1e11) return undefined;
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
