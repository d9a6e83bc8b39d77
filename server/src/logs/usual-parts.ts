import {
  add,
  and,
  type Code,
  eq,
  load8,
  load32,
  ltU,
  type Operand,
  or,
  sub,
  type Variable,
} from '../text/assembler.ts';

/** What the functions of the module of usual lines share: their numbers, and small pieces of code. */

/** The functions of the module, by number; the first is given from outside. */
export const Call = { AskId: 0, Digits: 1, ReplyCode: 2, Stamp: 3, Id: 4, High: 5, Lines: 6 } as const;

/** Line ends. */
export const LF = 10;
export const CR = 13;

/** Is the byte at `at` a decimal digit? */
export const isDigit = (at: Operand): Code => ltU(sub(load8(at), '0'), 10);
/** Adds to a variable. */
export const step = (v: Variable, by = 1): Code => v.set(add(v, by));
/** Is `c` one of these? */
export const oneOf = (c: Operand, first: Operand, second: Operand, ...more: readonly Operand[]): Code =>
  or(eq(c, first), eq(c, second), ...more.map(one => eq(c, one)));
/** Does the text stand at `offset` behind `at`? Compared by words, the last of which may overlap the one before it. */
export function stands(at: Operand, offset: number, text: string): Code {
  const starts = [...Array(Math.floor(text.length / 4)).keys()].map(n => n * 4);
  if (text.length % 4 > 0) starts.push(text.length - 4);
  const words = starts.map(from => eq(load32(at, offset + from), text.slice(from, from + 4)));
  return words.reduce((a, b) => and(a, b));
}
