/** A table of what was measured: on the terminal and in docs/benchmarks.md alike. */
export interface Table {
  readonly title: string;
  /** What the figures are of, in a sentence or two. */
  readonly about: string;
  readonly head: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

export function markdown({ title, about, head, rows }: Table): string {
  const all = [head, ...rows].map(row => row.map(cell => cell.replaceAll('|', '\\|')));
  const widths = head.map((_, column) => Math.max(3, ...all.map(row => row[column]!.length)));
  const line = (row: readonly string[]): string => {
    const cells = row.map((cell, at) => (at === 0 ? cell.padEnd(widths[at]!) : cell.padStart(widths[at]!)));
    return `| ${cells.join(' | ')} |`;
  };
  const rule = `| ${widths.map((width, at) => (at === 0 ? '-'.repeat(width) : `${'-'.repeat(width - 1)}:`)).join(' | ')} |`;
  const lines = all.map(line);
  return `## ${title}\n\n${about}\n\n${[lines[0]!, rule, ...lines.slice(1)].join('\n')}\n`;
}

/** The value below which the given share of the values lies. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))]!;
}

/** The shortest of several times: other work on the machine only ever adds. */
export const best = (values: readonly number[]): number => values.reduce((a, b) => Math.min(a, b));
export const median = (values: readonly number[]): number => quantile(values, 0.5);
export const ms = (value: number): string => `${value < 10 ? value.toFixed(2) : value.toFixed(0)} ms`;
export const times = (value: number): string => value.toFixed(2);
