/** Times are milliseconds of the server's local clock, as if it were UTC; the server stands at UTC+9. */

export const SECOND = 1000;
export const HOUR = 3_600_000;
export const DAY = 86_400_000;
const OFFSET_SECONDS = 9 * 3600;
/** Seconds from 1601-01-01 to 1970-01-01. */
const EPOCH_1601 = 11_644_473_600;

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const two = (value: number): string => (value < 10 ? `0${value}` : `${value}`);

export function parseDay(text: string): number {
  const time = Date.parse(`${text}T00:00:00Z`);
  if (Number.isNaN(time)) throw new RangeError(`not a day: ${text}`);
  return time;
}

/** Seconds since 1601, UTC, as in `ltime(…)`. */
export function seconds1601(time: number): number {
  return Math.floor(time / SECOND) + EPOCH_1601 - OFFSET_SECONDS;
}

/** `YYMMDD.log`. */
export function fileOfDay(time: number): string {
  const date = new Date(time);
  return `${two(date.getUTCFullYear() % 100)}${two(date.getUTCMonth() + 1)}${two(date.getUTCDate())}.log`;
}

function clock(date: Date): string {
  return `${two(date.getUTCHours())}:${two(date.getUTCMinutes())}:${two(date.getUTCSeconds())}`;
}

/** `YYYY-MM-DDTHH:MM:SS.mmm`, without an offset. */
export function localTime(time: number): string {
  return new Date(time).toISOString().slice(0, -1);
}

/** `DD/Mon/YYYY:HH:MM:SS`. */
export function datedStamp(time: number): string {
  const date = new Date(time);
  return `${two(date.getUTCDate())}/${MONTHS[date.getUTCMonth()]!}/${date.getUTCFullYear()}:${clock(date)}`;
}

/** `Mon DD HH:MM:SS` of syslog, the day padded with a blank. */
export function syslogStamp(time: number): string {
  const date = new Date(time);
  return `${MONTHS[date.getUTCMonth()]!} ${String(date.getUTCDate()).padStart(2)} ${clock(date)}`;
}
