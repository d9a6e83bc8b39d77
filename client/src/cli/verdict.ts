/** A rendered result for the terminal: the verdict's sentence first, in the colour of the verdict; remarks stand out. */
import type { Output } from './output.ts';

export function paintResult(output: Output, lines: readonly string[], ok: boolean): string[] {
  return lines.map((line, index) => {
    if (index === 0) return output.paint(line, ok ? 'good' : 'bad');
    if (line.startsWith('!! ')) return output.paint(line, 'warning');
    return line.startsWith('-- ') ? output.paint(line, 'dim') : line;
  });
}
