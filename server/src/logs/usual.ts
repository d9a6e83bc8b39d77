import { machine } from '../text/assembler.ts';
import { PAGE_ROOM, type Page, pageMemory } from '../text/page.ts';
import type { IdTable } from './ids.ts';
import { KNOWN_SIZE, usualModule } from './usual-module.ts';
import { ROW, ROWS_AT, Slot } from './usual-parts.ts';

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
  const { memory, pages, marksAt, roomAt } = pageMemory;
  const capacity = Math.floor((PAGE_ROOM - ROWS_AT - KNOWN_SIZE) / ROW);
  const rowsAt = roomAt + ROWS_AT;
  const slots = new Int32Array(memory.buffer, roomAt, ROWS_AT / 4);
  const known = new Int32Array(memory.buffer, rowsAt + capacity * ROW, KNOWN_SIZE / 4);
  let [ids, page]: [IdTable | undefined, Page | undefined] = [undefined, undefined];
  // Whose ids are known. Held weakly: the page outlives the logs.
  let owner: WeakRef<IdTable> | undefined;
  const id = (at: number): number => ids!.bracketed(page!.bytes, page!.words, at);
  try {
    const { exports } = new host.Instance(new host.Module(usualModule(roomAt, capacity, pages)), {
      page: { memory, id },
    });
    const lines = exports.lines as (end: number, ascii: boolean) => void;
    return {
      slots,
      rows: new Int32Array(memory.buffer, rowsAt, (capacity * ROW) / 4),
      marksAt,
      read(on, table) {
        if (owner?.deref() !== table) {
          owner = new WeakRef(table);
          known.fill(0);
        }
        [ids, page] = [table, on];
        lines(on.end, on.ascii);
        ids = undefined;
        return (slots[Slot.Rows]! - rowsAt) >> 2;
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
