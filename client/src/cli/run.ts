/** From the command line to the exit code. */
import type { Readable, Writable } from 'node:stream';
import { ProbeInputError } from '../probes/input-error.ts';
import { sanitize } from '../probes/sanitize.ts';
import type { BothLanguages, Language } from '../probes/types.ts';
import { OptionValues, parseArguments, UsageError, usageError } from './arguments.ts';
import type { CommandEntry, ExitCode } from './command.ts';
import { COMMON_OPTIONS, readCommon, terminalLanguage } from './common.ts';
import { commandHelp, generalHelp } from './help.ts';
import { Output } from './output.ts';
import { fill, texts } from './texts.ts';
import { version } from './version.ts';

/** What the process gives to the program. */
interface Surroundings {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly stdin: () => Readable;
  readonly stdout: Writable & { readonly isTTY?: boolean };
  readonly stderr: Writable;
  readonly signal: AbortSignal;
}

/** Runs the program to its end; never rejects. The streams have been flushed when it resolves. */
export async function runCli(
  args: readonly string[],
  commands: readonly CommandEntry[],
  around: Surroundings,
): Promise<ExitCode> {
  const colors = around.stdout.isTTY === true && !around.env.NO_COLOR && around.env.TERM !== 'dumb';
  // Decided before anything can go wrong, since the complaint has to be in a language and the results in colours or not.
  const end = args.includes('--') ? args.indexOf('--') : args.length;
  const color = colors && !args.slice(0, end).includes('--no-color');
  const output = new Output({ stdout: around.stdout, stderr: around.stderr, color });
  const lang = wantedLanguage(args.slice(0, end)) ?? terminalLanguage(around.env);
  const code = await runReporting(args, commands, around, output, lang);
  await output.flush();
  if (output.failure === null) return code;
  output.error(fill(texts.cannotWrite, lang, { why: sanitize(output.failure.message) }));
  return 2;
}

async function runReporting(
  args: readonly string[],
  commands: readonly CommandEntry[],
  around: Surroundings,
  output: Output,
  lang: Language,
): Promise<ExitCode> {
  try {
    return await dispatch(args, commands, around, output, lang);
  } catch (error) {
    const wrongUsage = error instanceof UsageError || error instanceof ProbeInputError;
    const text: BothLanguages | null = wrongUsage ? error.text : null;
    const message = text?.[lang] ?? sanitize(error instanceof Error ? error.message : String(error));
    output.error(`senderlog: ${message}`);
    if (error instanceof UsageError) output.error(fill(texts.seeHelp, lang));
    return 2;
  }
}

async function dispatch(
  args: readonly string[],
  commands: readonly CommandEntry[],
  around: Surroundings,
  output: Output,
  lang: Language,
): Promise<ExitCode> {
  const values = new OptionValues();
  const first = parseArguments(args, COMMON_OPTIONS, values, true);
  const name = first.operands[0];
  if (values.has('version')) return print(output, [version()]);
  if (name === undefined) {
    if (values.has('help')) return print(output, generalHelp(commands, lang));
    for (const line of generalHelp(commands, lang)) output.error(line);
    return 2;
  }
  const entry = commands.find(known => known.name === name);
  if (entry === undefined) usageError(texts.unknownCommand, { name });
  const command = await entry.load();
  const specs = [...command.options, ...COMMON_OPTIONS];
  // `--help` helps also where the rest of the line is wrong.
  const asked = first.rest.slice(0, first.rest.includes('--') ? first.rest.indexOf('--') : undefined);
  if (values.has('help') || asked.includes('--help') || asked.includes('-h'))
    return print(output, commandHelp(entry, command, lang));
  const { operands } = parseArguments(first.rest, specs, values);
  if (values.has('version')) return print(output, [version()]);
  const common = readCommon(values);
  const { stdin, signal } = around;
  return command.run({ operands, options: values, common, lang: common.lang ?? lang, output, stdin, signal });
}

async function print(output: Output, lines: readonly string[]): Promise<ExitCode> {
  await output.lines(lines);
  return 0;
}

function wantedLanguage(args: readonly string[]): Language | undefined {
  const at = args.findIndex(argument => argument === '--lang' || argument.startsWith('--lang='));
  const value = at < 0 ? undefined : args[at] === '--lang' ? args[at + 1] : args[at]?.slice('--lang='.length);
  return value === 'en' || value === 'ja' ? value : undefined;
}
