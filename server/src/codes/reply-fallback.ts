/** The reason class of a reply whose words no pattern knows: by its enhanced code, else by its basic code. */
import type { Text } from './types.ts';

/** A row of `data-patterns/fallback.json`. */
export interface FallbackRow {
  /** `4.7.1`, `X.7.1` (any class), `X.7` (any detail), `450`, `4XX`. */
  readonly code: string;
  /** Reason class; null when the enhanced code tells nothing and the basic code decides. */
  readonly reasonClass: string | null;
  readonly cause?: string;
  readonly why: Text;
  readonly source: readonly string[];
}

interface CodeVerdict {
  readonly class: string;
  readonly basis: 'enhanced' | 'basic' | 'none';
  readonly cause: string | null;
}

const UNKNOWN: CodeVerdict = { class: 'undefined', basis: 'none', cause: null };

export function createFallback(
  rows: readonly FallbackRow[],
): (code: string | null, enhanced: string | null) => CodeVerdict {
  const byCode = new Map(rows.map(row => [row.code, row]));
  return (code, enhanced) => {
    if (enhanced) {
      const [, subject, detail] = enhanced.split('.');
      const row = byCode.get(enhanced) ?? byCode.get(`X.${subject}.${detail}`) ?? byCode.get(`X.${subject}`);
      if (row?.reasonClass) return verdict(row, 'enhanced');
    }
    const digits = code ?? (enhanced ? enhanced[0] : undefined);
    if (!digits) return UNKNOWN;
    const row = byCode.get(digits) ?? byCode.get(`${digits[0]}XX`);
    return row?.reasonClass ? verdict(row, 'basic') : UNKNOWN;
  };
}

function verdict(row: FallbackRow, basis: 'enhanced' | 'basic'): CodeVerdict {
  return { class: row.reasonClass!, basis, cause: row.cause ?? null };
}
