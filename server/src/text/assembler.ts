/**
 * Puts WebAssembly modules together (WebAssembly Core Specification 2.0, §5), of which there are few and small ones: no compiler
 * is needed to build them, and they read as what they do.
 */

/** Unsigned and signed LEB128. */
export function unsigned(value: number): number[] {
  return value < 0x80 ? [value] : [(value & 0x7f) | 0x80, ...unsigned(value >>> 7)];
}
export function signed(value: number): number[] {
  return value >= -64 && value < 64 ? [value & 0x7f] : [(value & 0x7f) | 0x80, ...signed(value >> 7)];
}
export const vector = (items: readonly (readonly number[])[]): number[] => [...unsigned(items.length), ...items.flat()];
export const sized = (bytes: readonly number[]): number[] => [...unsigned(bytes.length), ...bytes];
export const section = (id: number, content: readonly number[]): number[] => [id, ...sized(content)];
export const name = (text: string): number[] => sized([...text].map(c => c.charCodeAt(0)));
export const PREAMBLE = [0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0];

export const I32 = 0x7f;
export const I64 = 0x7e;
export const V128 = 0x7b;

/** What this program needs of the global `WebAssembly`; not every host allows it. */
interface Machine {
  Module: new (bytes: Uint8Array) => object;
  Instance: new (module: object, imports?: object) => { readonly exports: Readonly<Record<string, unknown>> };
}

export const machine = (): Machine | undefined => (globalThis as { WebAssembly?: Machine }).WebAssembly;

/** An instruction with its operands; `labels` are those of the blocks around it, the innermost first. */
export type Code = (labels: readonly string[]) => readonly number[];

/** A local or global variable, by its index. */
export interface Variable {
  readonly get: Code;
  set(value: Operand): Code;
}

/** Code that leaves a value; the value of a variable; a constant; up to four ASCII characters as they lie in memory. */
export type Operand = Code | Variable | number | string;

const VOID = 0x40;
const END = 0x0b;

function code(operand: Operand): Code {
  if (typeof operand === 'function') return operand;
  if (typeof operand === 'object') return operand.get;
  const value = typeof operand === 'number' ? operand : packed(operand);
  return () => [0x41, ...signed(value)];
}

const packed = (text: string): number => [...text].reduce((word, c, i) => word | (c.charCodeAt(0) << (8 * i)), 0);

/** One after the other. */
export const all =
  (...codes: readonly Operand[]): Code =>
  labels =>
    codes.flatMap(one => code(one)(labels));

type Binary = (a: Operand, b: Operand, ...more: readonly Operand[]) => Code;
const binary =
  (op: number): Binary =>
  (a, b, ...more) =>
  labels =>
    [a, b, ...more].flatMap((one, i) => (i === 0 ? code(one)(labels) : [...code(one)(labels), op]));
export const eq = binary(0x46);
export const ne = binary(0x47);
export const ltU = binary(0x49);
export const gtU = binary(0x4b);
export const geU = binary(0x4f);
export const add = binary(0x6a);
export const sub = binary(0x6b);
export const mul = binary(0x6c);
export const and = binary(0x71);
export const or = binary(0x72);
export const shl = binary(0x74);
export const shrU = binary(0x76);

/** 1 for 0, else 0. */
export const not = (value: Operand): Code => all(value, () => [0x45]);

const variable =
  (getOp: number, setOp: number) =>
  (index: number): Variable => ({
    get: () => [getOp, ...unsigned(index)],
    set: value => labels => [...code(value)(labels), setOp, ...unsigned(index)],
  });
export const local = variable(0x20, 0x21);
export const global = variable(0x23, 0x24);

const load =
  (op: number) =>
  (at: Operand, offset = 0): Code =>
  labels => [...code(at)(labels), op, 0, ...unsigned(offset)];
export const load32 = load(0x28);
export const load16 = load(0x2f);
export const load8 = load(0x2d);
const SIMD = { load: [0xfd, 0], store: [0xfd, 11], eq: [0xfd, 35], allTrue: [0xfd, 99], bitmask: [0xfd, 100] };
const AT_0 = [0, 0];
/** Not 0 where one of the 16 bytes at `at` is above 0x7F. */
export const highBits = (at: Operand): Code => all(at, () => [...SIMD.load, ...AT_0, ...SIMD.bitmask]);
/** Are the 16 bytes at the two places the same? */
export const sameSixteen = (a: Operand, b: Operand): Code =>
  all(
    a,
    () => [...SIMD.load, ...AT_0],
    b,
    () => [...SIMD.load, ...AT_0, ...SIMD.eq, ...SIMD.allTrue],
  );
export const copySixteen = (to: Operand, from: Operand): Code =>
  all(to, from, () => [...SIMD.load, ...AT_0, ...SIMD.store, ...AT_0]);
export const sameEight = (a: Operand, b: Operand): Code =>
  all(
    a,
    () => [0x29, ...AT_0],
    b,
    () => [0x29, ...AT_0, 0x51],
  );
export const copyEight = (to: Operand, from: Operand): Code => all(to, from, () => [0x29, ...AT_0, 0x37, ...AT_0]);
export const store32 =
  (at: Operand, offset: number, value: Operand): Code =>
  labels => [...code(at)(labels), ...code(value)(labels), 0x36, 0, ...unsigned(offset)];

export const call = (index: number, ...operands: readonly Operand[]): Code =>
  all(...operands, () => [0x10, ...unsigned(index)]);
export const number = (value: number): Code => code(value);
/** Ends the function; its answer is `value`, where it has one. */
export const answer = (value?: Operand): Code => all(...(value === undefined ? [] : [value]), () => [0x0f]);

const nested =
  (op: number) =>
  (label: string, ...body: readonly Code[]): Code =>
  labels => [op, VOID, ...all(...body)([label, ...labels]), END];
/** Runs its body; {@link leave} with its label goes on behind it. */
export const block = nested(0x02);
/** Runs its body; {@link leave} with its label begins it again. */
export const loop = nested(0x03);
export const when = (condition: Operand, ...body: readonly Code[]): Code => all(condition, nested(0x04)('', ...body));
export const leave =
  (label: string): Code =>
  labels => [0x0c, ...unsigned(labels.indexOf(label))];
export const leaveIf = (label: string, condition: Operand): Code =>
  all(condition, labels => [0x0d, ...unsigned(labels.indexOf(label))]);
