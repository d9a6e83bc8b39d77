import { PAGE_ROOM, ROOM_AT } from '../text/page-layout.ts';

/** Where the module of usual lines keeps what, in the room of the page. */

/** Where the state is kept, as numbers of four bytes from the beginning of the room. */
export const Slot = { At: 0, LineStart: 1, Lines: 2, Reply: 3, Mark: 4, Rows: 5 } as const;
/** Where the rows begin in the room, in bytes. */
export const ROWS_AT = 64;
/** Bytes of a row. */
export const ROW = 20;
/** Ids that are known again without asking for them have a place each, of so many bytes, behind the rows. */
export const KNOWN = 48;
export const KNOWN_BITS = 11;
const KNOWN_SIZE = KNOWN << KNOWN_BITS;
/** The count of rows that find room. */
export const CAPACITY = Math.floor((PAGE_ROOM - ROWS_AT - KNOWN_SIZE) / ROW);
/** Where in the memory of the page the rows begin, and the places of the known ids, which reach to {@link KNOWN_END}. */
export const ROWS_FROM = ROOM_AT + ROWS_AT;
export const KNOWN_FROM = ROWS_FROM + CAPACITY * ROW;
export const KNOWN_END = KNOWN_FROM + KNOWN_SIZE;
