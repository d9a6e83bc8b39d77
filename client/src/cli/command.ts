/** What a subcommand is, and what it is given. */
import type { Readable } from 'node:stream';
import type { BothLanguages, Language } from '../probes/index.ts';
import type { OptionSpec, OptionValues } from './arguments.ts';
import type { CommonOptions } from './common.ts';
import type { Output } from './output.ts';

/** 0 good, 1 a problem was found, 2 wrong usage or something that cannot be read. */
export type ExitCode = 0 | 1 | 2;

export interface Command {
  /** What follows the name in the usage line, e.g. `DOMAIN`. */
  readonly operands: string;
  /** Besides the common options. */
  readonly options: readonly OptionSpec[];
  /** What there is to know beyond the options, a paragraph each. */
  readonly notes?: readonly BothLanguages[];
  /** @throws UsageError or ProbeInputError (exit code 2). */
  readonly run: (invocation: Invocation) => Promise<ExitCode>;
}

export interface Invocation {
  readonly operands: readonly string[];
  readonly options: OptionValues;
  readonly common: CommonOptions;
  readonly lang: Language;
  readonly output: Output;
  readonly stdin: () => Readable;
  /** Aborted at Ctrl+C; the process is ended shortly after, whatever still runs. */
  readonly signal: AbortSignal;
}

/** A row of the table of subcommands: known by name and summary, loaded only when it is called. */
export interface CommandEntry {
  readonly name: string;
  readonly summary: BothLanguages;
  readonly load: () => Promise<Command>;
}
