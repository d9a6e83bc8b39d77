/** What the editing keys do to a line; pure. */

type EditKey = 'backspace' | 'delete' | 'left' | 'right' | 'home' | 'line-end' | 'kill' | 'kill-before' | 'kill-word';

export interface Edited {
  readonly line: string;
  readonly cursor: number;
}

/** Null where the key can do nothing. */
export function edit(key: EditKey, line: string, cursor: number): Edited | null {
  switch (key) {
    case 'backspace':
      return cursor > 0 ? { line: cut(line, cursor - 1, 1), cursor: cursor - 1 } : null;
    case 'delete':
      return cursor < line.length ? { line: cut(line, cursor, 1), cursor } : null;
    case 'left':
      return cursor > 0 ? { line, cursor: cursor - 1 } : null;
    case 'right':
      return cursor < line.length ? { line, cursor: cursor + 1 } : null;
    case 'home':
      return { line, cursor: 0 };
    case 'line-end':
      return { line, cursor: line.length };
    case 'kill':
      return { line: line.slice(0, cursor), cursor };
    case 'kill-before':
      return { line: line.slice(cursor), cursor: 0 };
    case 'kill-word': {
      const start = line.slice(0, cursor).trimEnd().lastIndexOf(' ') + 1;
      return { line: cut(line, start, cursor - start), cursor: start };
    }
  }
}

const cut = (text: string, at: number, count: number): string => text.slice(0, at) + text.slice(at + count);
