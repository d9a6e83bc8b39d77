import { machine } from '../text/machine.ts';
import { type Page, pageMemory } from '../text/page.ts';
import { MARKS_AT, ROOM_AT } from '../text/page-layout.ts';
import type { IdTable } from './ids.ts';
import { CAPACITY, KNOWN_END, KNOWN_FROM, ROW, ROWS_AT, ROWS_FROM, Slot } from './usual-layout.ts';
import { usualModule } from './usual-module.ts';

/**
 * Usual lines: the shapes of which nearly all of a senderlog consists. They are read here as long as they follow each other; the
 * lexer reads each other line, and all of them where the host has no WebAssembly.
 */
interface UsualLines {
  /** The state before and after a run, by {@link Slot}. */
  readonly slots: Int32Array;
  /** The rows of a run, in the form that `RowWriter.addAll` takes. */
  readonly rows: Int32Array;
  /** Where the marks of the page begin, in bytes. */
  readonly marksAt: number;
  /** Reads on from what the slots say; returns how many numbers of {@link rows} it made. The page is a shared one, of less than 64 KB. */
  read(page: Page, ids: IdTable): number;
}

function machineLines(): UsualLines | undefined {
  const host = machine();
  if (host === undefined || pageMemory === undefined) return undefined;
  const memory = pageMemory;
  const slots = new Int32Array(memory.buffer, ROOM_AT, ROWS_AT / 4);
  const known = new Int32Array(memory.buffer, KNOWN_FROM, (KNOWN_END - KNOWN_FROM) / 4);
  let [ids, page]: [IdTable | undefined, Page | undefined] = [undefined, undefined];
  // Whose ids are known. Held weakly: the page outlives the logs.
  let owner: WeakRef<IdTable> | undefined;
  const id = (at: number): number => ids!.bracketed(page!.bytes, page!.words, at);
  try {
    const { exports } = new host.Instance(new host.Module(usualModule()), {
      page: { memory, id },
    });
    const lines = exports.lines as (end: number, ascii: boolean) => void;
    return {
      slots,
      rows: new Int32Array(memory.buffer, ROWS_FROM, (CAPACITY * ROW) / 4),
      marksAt: MARKS_AT,
      read(on, table) {
        if (owner?.deref() !== table) {
          owner = new WeakRef(table);
          known.fill(0);
        }
        [ids, page] = [table, on];
        lines(on.end, on.ascii);
        ids = undefined;
        return (slots[Slot.Rows]! - ROWS_FROM) >> 2;
      },
    };
  } catch {
    // As with the marks: the lexer alone does the same.
    return undefined;
  }
}

let made: UsualLines | 'not yet' | undefined = 'not yet';

/** Undefined where the host has no WebAssembly. Made when first asked for: not every program reads logs. */
export function usualLines(): UsualLines | undefined {
  if (made === 'not yet') made = machineLines();
  return made;
}
