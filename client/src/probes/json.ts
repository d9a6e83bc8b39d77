/** One line of NDJSON. */
import { isPlain } from './sanitize.ts';

/**
 * JSON without a single raw control character: `JSON.stringify` lets DEL, C1, bidirectional and other format characters and the line
 * separators through, and a terminal or an editor that shows the line would act on them.
 */
export function toJsonLine(value: unknown): string {
  const line = JSON.stringify(value);
  return isPlain(line) ? line : line.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, escapeUnits);
}

function escapeUnits(character: string): string {
  let escaped = '';
  for (let i = 0; i < character.length; i++) escaped += `\\u${character.charCodeAt(i).toString(16).padStart(4, '0')}`;
  return escaped;
}
