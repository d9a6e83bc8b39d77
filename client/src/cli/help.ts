/** `--help`. */
import type { BothLanguages, Language } from '../probes/index.ts';
import type { OptionSpec } from './arguments.ts';
import type { Command, CommandEntry } from './command.ts';
import { COMMON_OPTIONS } from './common.ts';
import { fill, texts } from './texts.ts';

/** Column at which explanations begin. */
const INDENT = 30;

export function generalHelp(commands: readonly CommandEntry[], lang: Language): string[] {
  return [
    fill(texts.about, lang),
    '',
    fill(texts.usage, lang, { usage: 'senderlog COMMAND [OPTION…] …' }),
    '',
    fill(texts.commands, lang),
    ...commands.map(({ name, summary }) => row(name, summary, lang)),
    '',
    ...optionRows(texts.commonOptions, COMMON_OPTIONS, lang),
    '',
    fill(texts.exitCodes, lang),
    '',
    fill(texts.moreHelp, lang),
  ];
}

export function commandHelp(entry: CommandEntry, command: Command, lang: Language): string[] {
  return [
    fill(entry.summary, lang),
    '',
    fill(texts.usage, lang, { usage: `senderlog ${entry.name} ${command.operands} [OPTION…]` }),
    ...(command.notes ?? []).flatMap(note => ['', fill(note, lang)]),
    ...(command.options.length > 0 ? ['', ...optionRows(texts.options, command.options, lang)] : []),
    '',
    ...optionRows(texts.commonOptions, COMMON_OPTIONS, lang),
    '',
    fill(texts.exitCodes, lang),
  ];
}

function optionRows(heading: BothLanguages, options: readonly OptionSpec[], lang: Language): string[] {
  return [fill(heading, lang), ...options.map(option => row(optionForm(option), option.help, lang))];
}

/** `--server IP[:PORT]…`. */
function optionForm(option: OptionSpec): string {
  return `--${option.name}${option.value === undefined ? '' : ` ${option.value}`}${option.multiple ? '…' : ''}`;
}

function row(term: string, text: BothLanguages, lang: Language): string {
  const left = `  ${term}`;
  return left.length < INDENT - 1
    ? left.padEnd(INDENT) + fill(text, lang)
    : `${left}\n${' '.repeat(INDENT)}${fill(text, lang)}`;
}
