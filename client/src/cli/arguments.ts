/** The command line taken apart. Options may stand anywhere; `--` ends them. */
import { sanitize } from '../probes/sanitize.ts';
import type { BothLanguages } from '../probes/types.ts';
import { fill, texts } from './texts.ts';

export interface OptionSpec {
  /** Without the hyphens. */
  readonly name: string;
  /** What stands for the value in the help; a flag has none. */
  readonly value?: string;
  /** May be given several times. */
  readonly multiple?: true;
  readonly help: BothLanguages;
}

/** Wrong usage: exit code 2. */
export class UsageError extends Error {
  readonly text: BothLanguages;
  constructor(text: BothLanguages) {
    super(text.en);
    this.name = 'UsageError';
    this.text = text;
  }
}

/** @throws UsageError with the text filled in; values are quoted short and safe. */
export function usageError(text: BothLanguages, values: Readonly<Record<string, string>> = {}): never {
  const safe = Object.fromEntries(Object.entries(values).map(([key, value]) => [key, sanitize(value.slice(0, 80))]));
  throw new UsageError({ en: fill(text, 'en', safe), ja: fill(text, 'ja', safe) });
}

/** The options given, by name. */
export class OptionValues {
  readonly #values = new Map<string, string[]>();

  add(name: string, value: string): void {
    const list = this.#values.get(name);
    if (list) list.push(value);
    else this.#values.set(name, [value]);
  }

  has(name: string): boolean {
    return this.#values.has(name);
  }

  value(name: string): string | undefined {
    return this.#values.get(name)?.at(-1);
  }

  values(name: string): readonly string[] {
    return this.#values.get(name) ?? [];
  }
}

interface ParsedArguments {
  readonly operands: readonly string[];
  /** What stands behind the operand that ended the parsing, see `stopAtOperand`. */
  readonly rest: readonly string[];
}

const SHORT: Readonly<Record<string, string>> = { '-h': '--help' };

/**
 * Reads arguments into `into`. `-R0001` and the like are operands: no option of ours begins with one hyphen and a capital or a digit.
 * @param stopAtOperand ends at the first operand (the name of the subcommand)
 * @throws UsageError for an unknown option, a missing or a superfluous value, an option given twice that may stand once only
 */
export function parseArguments(
  args: readonly string[],
  specs: readonly OptionSpec[],
  into: OptionValues,
  stopAtOperand = false,
): ParsedArguments {
  const operands: string[] = [];
  for (let i = 0; i < args.length; i++) {
    const argument = SHORT[args[i]!] ?? args[i]!;
    if (argument === '--') return { operands: [...operands, ...args.slice(i + 1)], rest: [] };
    if (!/^-(?:-|[a-z])/.test(argument)) {
      operands.push(argument);
      if (stopAtOperand) return { operands, rest: args.slice(i + 1) };
      continue;
    }
    const equals = argument.indexOf('=');
    const option = equals < 0 ? argument : argument.slice(0, equals);
    const spec = specs.find(known => `--${known.name}` === option);
    if (spec === undefined) usageError(texts.unknownOption, { option });
    if (spec.value === undefined) {
      if (equals >= 0) usageError(texts.superfluousValue, { option });
      if (!into.has(spec.name)) into.add(spec.name, '');
      continue;
    }
    const value = equals >= 0 ? argument.slice(equals + 1) : args[++i];
    if (value === undefined) usageError(texts.missingValue, { option, value: spec.value });
    if (into.has(spec.name) && spec.multiple !== true) usageError(texts.givenTwice, { option });
    into.add(spec.name, value);
  }
  return { operands, rest: [] };
}
