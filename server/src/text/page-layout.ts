/** What lies where in the memory that pages share, in bytes. */

/**
 * The longest block that lies on the page which all blocks share: that of a log read from disk.
 * A longer one gets a page of its own.
 */
export const CAPACITY = 64 * 1024;

/** Zeros behind the bytes of a page. */
export const PADDING = 192;

/** What whoever reads a page may keep beside it. */
export const PAGE_ROOM = 128 * 1024;

/** Numbers that may be written behind the last mark: they go out four at a time. */
const SLACK = 4;
/** The marks of a full page, and the end of the text. */
export const MARKS = CAPACITY + 1 + SLACK;
/** Where the marks begin. */
export const MARKS_AT = Math.ceil((CAPACITY + PADDING) / 64) * 64;
/** Where the {@link PAGE_ROOM} begins. */
export const ROOM_AT = MARKS_AT + MARKS * 4;
/** Size of the memory, in units of 64 KB. */
export const MEMORY_SIZE = Math.ceil((ROOM_AT + PAGE_ROOM) / (64 * 1024));
