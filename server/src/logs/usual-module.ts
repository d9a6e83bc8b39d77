import {
  add,
  all,
  and,
  answer,
  bytesOf,
  type Code,
  call,
  copyEight,
  copySixteen,
  eq,
  geU,
  global,
  gtU,
  highBits,
  I32,
  leave,
  leaveIf,
  load8,
  load16,
  load32,
  local,
  loop,
  ltU,
  mul,
  name,
  ne,
  not,
  number,
  type Operand,
  or,
  PREAMBLE,
  sameEight,
  sameSixteen,
  section,
  shrU,
  sized,
  store32,
  sub,
  unsigned,
  vector,
  when,
} from '../text/assembler.ts';
import { MEMORY_SIZE, ROOM_AT } from '../text/page-layout.ts';
import { CAPACITY, KNOWN, KNOWN_BITS, KNOWN_FROM } from './usual-layout.ts';
import { LINES_LOCALS, linesBody } from './usual-loop.ts';
import { Call, CR, isDigit, LF, oneOf, step } from './usual-parts.ts';

/**
 * The module of {@link usualLines}, in WebAssembly: a fraction of the time of JavaScript, and quick from the first line on, where
 * a compiler that learns from what it sees starts over at each new kind of line. What it does not know, or what is not wholly
 * clear, it leaves: it says nothing that the lexer in JavaScript does not say, which a test proves. The build puts it together
 * once: a bundle holds the bytes alone.
 */

/** `digits(at)`: the end of the decimal digits there. */
function digitsBody(): Code {
  const at = local(0);
  return all(loop('digit', when(isDigit(at), step(at), leave('digit'))), at);
}

/** `replyCode(at)`: as the function of that name in `phrases.ts`, for a line that has an end. */
function replyCodeBody(): Code {
  const [at, x, y, z, s] = [local(0), local(1), local(2), local(3), local(4)];
  return all(
    x.set(sub(load8(at), '0')),
    y.set(sub(load8(at, 1), '0')),
    z.set(sub(load8(at, 2), '0')),
    s.set(load8(at, 3)),
    mul(add(mul(x, 100), mul(y, 10), z), and(ltU(sub(x, 1), 9), ltU(y, 10), ltU(z, 10), oneOf(s, ' ', '-', CR, LF))),
  );
}

/** `stamp(at)`: milliseconds of the day where `[HH:MM:SS:mmm] ` stands, whose first byte is known, else -1. */
function stampBody(): Code {
  const [at, low, high, n] = [local(0), local(1), local(2), local(3)];
  // The last stamp up to its seconds, and what it comes to: lines of a busy second are only compared.
  const [first, second, third, base] = [global(0), global(1), global(2), global(3)];
  /** Adds two digits at `offset`, in units of which less than `limit` are, to `n`. */
  const pair = (offset: number, limit: number): Code =>
    all(
      low.set(sub(load8(at, offset), '0')),
      high.set(sub(load8(at, offset + 1), '0')),
      when(or(geU(low, 10), geU(high, 10)), answer(-1)),
      low.set(add(mul(low, 10), high)),
      when(geU(low, limit), answer(-1)),
      n.set(add(mul(n, 60), low)),
    );
  return all(
    when(
      not(and(eq(load32(at), first), eq(load32(at, 4), second), eq(load16(at, 8), third))),
      when(not(and(eq(load8(at, 3), ':'), eq(load8(at, 6), ':'), eq(load8(at, 9), ':'))), answer(-1)),
      n.set(0),
      pair(1, 24),
      pair(4, 60),
      pair(7, 61),
      base.set(mul(n, 1000)),
      first.set(load32(at)),
      second.set(load32(at, 4)),
      third.set(load16(at, 8)),
    ),
    n.set(sub(load8(at, 10), '0')),
    low.set(sub(load8(at, 11), '0')),
    high.set(sub(load8(at, 12), '0')),
    when(or(geU(n, 10), geU(low, 10), geU(high, 10), ne(load16(at, 13), '] ')), answer(-1)),
    add(base, mul(n, 100), mul(low, 10), high),
  );
}

/**
 * `id(at, length)`: the number of the id there, 0 where it is none. The few ids at work are known again by their length and
 * their bytes, the first ones and the last ones.
 */
function idBody(known: number): Code {
  const [at, length, slot, found, last] = [local(0), local(1), local(2), local(3), local(4)];
  const [LENGTH, NUMBER, FIRST, LAST] = [0, 4, 16, 32];
  const both = (put: (a: Operand, b: Operand) => Code): readonly [Code, Code] => [
    put(add(slot, FIRST), at),
    put(add(slot, LAST), last),
  ];
  return all(
    slot.set(mul(add(load32(at, 7), length), 0x9e3779b1 | 0)),
    slot.set(add(known, mul(shrU(slot, 32 - KNOWN_BITS), KNOWN))),
    last.set(sub(add(at, length), 8)),
    when(geU(length, 16), step(last, -8)),
    when(
      eq(load32(slot, LENGTH), length),
      when(ltU(length, 16), when(and(...both(sameEight)), answer(load32(slot, NUMBER)))),
      when(geU(length, 16), when(and(...both(sameSixteen)), answer(load32(slot, NUMBER)))),
    ),
    found.set(call(Call.AskId, at)),
    when(or(not(found), gtU(length, 32)), answer(found)),
    when(ltU(length, 16), ...both(copyEight)),
    when(geU(length, 16), ...both(copySixteen)),
    store32(slot, LENGTH, length),
    store32(slot, NUMBER, found),
    found,
  );
}

/** `high(from, end)`: not 0 where a byte above 0x7F stands there. */
function highBody(): Code {
  const [at, end] = [local(0), local(1)];
  return all(
    when(
      gtU(sub(end, at), 16),
      loop('sixteen', when(highBits(at), answer(1)), step(at, 16), leaveIf('sixteen', gtU(sub(end, 16), at))),
      // The last sixteen; they overlap those before them.
      answer(ne(highBits(sub(end, 16)), 0)),
    ),
    loop('one', when(ltU(at, end), when(geU(load8(at), 0x80), answer(1)), step(at), leave('one'))),
    number(0),
  );
}

export function usualModule(): Uint8Array {
  const fn = (locals: number, body: Code): number[] =>
    sized([...vector(locals > 0 ? [[...unsigned(locals), I32]] : []), ...bytesOf(body)]);
  const zero = [I32, 1, 0x41, 0, 0x0b];
  return new Uint8Array([
    ...PREAMBLE,
    ...section(
      1,
      vector([
        [0x60, 1, I32, 1, I32],
        [0x60, 2, I32, I32, 1, I32],
        [0x60, 2, I32, I32, 0],
      ]),
    ),
    ...section(
      2,
      vector([
        [...name('page'), ...name('id'), 0, 0],
        [...name('page'), ...name('memory'), 2, 1, ...unsigned(MEMORY_SIZE), ...unsigned(MEMORY_SIZE)],
      ]),
    ),
    ...section(3, vector([[0], [0], [0], [1], [1], [2]])),
    ...section(6, vector([zero, zero, zero, zero])),
    ...section(7, vector([[...name('lines'), 0, Call.Lines]])),
    ...section(
      10,
      vector([
        fn(0, digitsBody()),
        fn(4, replyCodeBody()),
        fn(3, stampBody()),
        fn(3, idBody(KNOWN_FROM)),
        fn(0, highBody()),
        fn(LINES_LOCALS, linesBody(ROOM_AT, CAPACITY)),
      ]),
    ),
  ]);
}
