import { I32, I64, name, PREAMBLE, section, signed, sized, unsigned, V128, vector } from './assembler.ts';
import { MARKS_AT, MEMORY_SIZE } from './page-layout.ts';

/**
 * The module of the marks of a page, put together instruction by instruction (WebAssembly Core Specification 2.0, §5.4). The
 * build does it once: a bundle holds the bytes alone.
 */

// Instructions, named as in the specification.
const get = (local: number) => [0x20, ...unsigned(local)];
const set = (local: number) => [0x21, ...unsigned(local)];
const tee = (local: number) => [0x22, ...unsigned(local)];
const i32Const = (value: number) => [0x41, ...signed(value)];
const i64Const = (value: number) => [0x42, ...signed(value)];
const i32 = { store: [0x36, 2], ltU: [0x49], add: [0x6a], sub: [0x6b], shrU: [0x76], wrapI64: [0xa7] };
const i64 = {
  eqz: [0x50],
  ctz: [0x7a],
  popcnt: [0x7b],
  sub: [0x7d],
  and: [0x83],
  or: [0x84],
  shl: [0x86],
  extendI32U: [0xad],
};
const simd = (code: number) => [0xfd, ...unsigned(code)];
const load16 = (offset: number) => [...simd(0), 0, ...unsigned(offset)];
const i8x16 = { splat: simd(15), eq: simd(35), bitmask: simd(100) };
const v128 = { and: simd(78), or: simd(80), anyTrue: simd(83) };
const select = [0x1b];
const loop = (...body: number[][]) => [0x03, 0x40, ...body.flat(), 0x0b];
const when = (...body: number[][]) => [0x04, 0x40, ...body.flat(), 0x0b];
const repeat = (depth: number) => [0x0c, ...unsigned(depth)];

/** `mark(end)` and its memory. */
export function marksModule(): Uint8Array {
  const [end, at, out, stop, bits, v, high, feed, open, close, colon] = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10];
  const constant = (c: number, local: number) => [...i32Const(c), ...i8x16.splat, ...set(local)];
  /** The marks among 16 bytes, as 16 bits. */
  const hits = (offset: number) => [
    ...[...get(at), ...load16(offset), ...tee(v), ...get(high), ...v128.or, ...set(high)],
    ...[...get(v), ...get(feed), ...i8x16.eq, ...get(v), ...get(close), ...i8x16.eq, ...v128.or],
    ...[...get(v), ...get(open), ...i8x16.eq],
    ...[...get(at), ...load16(offset + 3), ...get(colon), ...i8x16.eq, ...v128.and],
    ...[...v128.or, ...i8x16.bitmask, ...i64.extendI32U],
    ...(offset === 0 ? [] : [...i64Const(offset), ...i64.shl, ...i64.or]),
  ];
  /** Writes the lowest mark to the `n`th place behind `out` and strikes it off. */
  const write = (n: number) => [
    ...[
      ...get(out),
      ...get(bits),
      ...i64.ctz,
      ...i32.wrapI64,
      ...get(at),
      ...i32.add,
      ...i32.store,
      ...unsigned(n * 4),
    ],
    ...[...get(bits), ...get(bits), ...i64Const(1), ...i64.sub, ...i64.and, ...set(bits)],
  ];
  const four = [...write(0), ...write(1), ...write(2), ...write(3)];
  const more = [...get(bits), ...i64.eqz, 0x45];
  const code = [
    ...[...constant(10, feed), ...constant(0x5b, open), ...constant(0x5d, close), ...constant(0x3a, colon)],
    ...[...i32Const(MARKS_AT), ...set(out)],
    ...loop(
      get(at),
      get(end),
      i32.ltU,
      when(
        [...hits(0), ...hits(16), ...hits(32), ...hits(48), ...tee(bits)],
        // Most often there are no more than four: writing always four leaves nothing to guess for the processor.
        [...i64.popcnt, ...i32.wrapI64, ...i32Const(2), 0x74, ...get(out), ...i32.add, ...set(stop)],
        four,
        loop(more, when([...get(out), ...i32Const(16), ...i32.add, ...set(out)], four, repeat(1))),
        [...get(stop), ...set(out), ...get(at), ...i32Const(64), ...i32.add, ...set(at)],
        repeat(1),
      ),
    ),
    // The count, or -1 - count.
    ...[...get(out), ...i32Const(MARKS_AT), ...i32.sub, ...i32Const(2), ...i32.shrU, ...tee(at)],
    ...[...i32Const(-1), ...get(at), ...i32.sub],
    ...[...get(high), ...i8x16.bitmask, 0x45, ...select],
    0x0b,
  ];
  const locals = [
    [3, I32],
    [1, I64],
    [6, V128],
  ];
  return new Uint8Array([
    ...PREAMBLE,
    ...section(1, vector([[0x60, 1, I32, 1, I32]])),
    ...section(3, vector([[0]])),
    ...section(5, vector([[0x01, ...unsigned(MEMORY_SIZE), ...unsigned(MEMORY_SIZE)]])),
    ...section(
      7,
      vector([
        [...name('memory'), 2, 0],
        [...name('mark'), 0, 0],
      ]),
    ),
    ...section(10, vector([sized([...vector(locals), ...code])])),
  ]);
}
