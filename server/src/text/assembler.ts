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

/** Writes an instruction with its operands; `labels` are those of the blocks around it, the innermost first. */
export type Code = (out: number[], labels: readonly string[]) => void;

/** A local or global variable, by its index. */
export interface Variable {
  readonly get: Code;
  set(value: Operand): Code;
}

/** Code that leaves a value; the value of a variable; a constant; up to four ASCII characters as they lie in memory. */
export type Operand = Code | Variable | number | string;

const VOID = 0x40;
const END = 0x0b;

const raw =
  (...bytes: readonly number[]): Code =>
  out => {
    out.push(...bytes);
  };

function code(operand: Operand): Code {
  if (typeof operand === 'function') return operand;
  if (typeof operand === 'object') return operand.get;
  return raw(0x41, ...signed(typeof operand === 'number' ? operand : packed(operand)));
}

const packed = (text: string): number => [...text].reduce((word, c, i) => word | (c.charCodeAt(0) << (8 * i)), 0);

/** One after the other. */
export function all(...operands: readonly Operand[]): Code {
  const codes = operands.map(code);
  return (out, labels) => {
    for (const one of codes) one(out, labels);
  };
}

/** The body of a function without labels around it, and its end. */
export function bytesOf(body: Code): number[] {
  const out: number[] = [];
  body(out, []);
  out.push(END);
  return out;
}

type Binary = (a: Operand, b: Operand, ...more: readonly Operand[]) => Code;
const binary = (op: number): Binary => {
  const instruction = raw(op);
  return (a, b, ...more) => all(a, b, instruction, ...more.flatMap(one => [one, instruction]));
};
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
export const not = (value: Operand): Code => all(value, raw(0x45));
export const number = (value: number): Code => code(value);

const variable =
  (getOp: number, setOp: number) =>
  (index: number): Variable => ({
    get: raw(getOp, ...unsigned(index)),
    set: value => all(value, raw(setOp, ...unsigned(index))),
  });
export const local = variable(0x20, 0x21);
export const global = variable(0x23, 0x24);

const load =
  (op: number) =>
  (at: Operand, offset = 0): Code =>
    all(at, raw(op, 0, ...unsigned(offset)));
export const load32 = load(0x28);
export const load16 = load(0x2f);
export const load8 = load(0x2d);
export const store32 = (at: Operand, offset: number, value: Operand): Code =>
  all(at, value, raw(0x36, 0, ...unsigned(offset)));

const AT_0 = [0, 0];
const load64 = raw(0x29, ...AT_0);
export const sameEight = (a: Operand, b: Operand): Code => all(a, load64, b, load64, raw(0x51));
export const copyEight = (to: Operand, from: Operand): Code => all(to, from, load64, raw(0x37, ...AT_0));

const simd = (op: number, ...more: readonly number[]): Code => raw(0xfd, op, ...more);
const load128 = simd(0, ...AT_0);
/** Not 0 where one of the 16 bytes at `at` is above 0x7F. */
export const highBits = (at: Operand): Code => all(at, load128, simd(100));
/** Are the 16 bytes at the two places the same? */
export const sameSixteen = (a: Operand, b: Operand): Code => all(a, load128, b, load128, simd(35), simd(99));
export const copySixteen = (to: Operand, from: Operand): Code => all(to, from, load128, simd(11, ...AT_0));

export const call = (index: number, ...operands: readonly Operand[]): Code =>
  all(...operands, raw(0x10, ...unsigned(index)));
/** Ends the function; its answer is `value`. */
export const answer = (value: Operand): Code => all(value, raw(0x0f));

const nested =
  (op: number) =>
  (label: string, ...body: readonly Code[]): Code =>
  (out, labels) => {
    out.push(op, VOID);
    all(...body)(out, [label, ...labels]);
    out.push(END);
  };
/** Runs its body; {@link leave} with its label goes on behind it. */
export const block = nested(0x02);
/** Runs its body; {@link leave} with its label begins it again. */
export const loop = nested(0x03);
export const when = (condition: Operand, ...body: readonly Code[]): Code => all(condition, nested(0x04)('', ...body));
const branch =
  (op: number, label: string): Code =>
  (out, labels) => {
    out.push(op, ...unsigned(labels.indexOf(label)));
  };
export const leave = (label: string): Code => branch(0x0c, label);
export const leaveIf = (label: string, condition: Operand): Code => all(condition, branch(0x0d, label));
