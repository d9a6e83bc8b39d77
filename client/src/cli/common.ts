/** The options that every subcommand takes. */
import { knownZone } from '../../../server/src/deliveries/zone.ts';
import type { Language } from '../probes/index.ts';
import { type OptionSpec, type OptionValues, usageError } from './arguments.ts';
import { optionTexts, texts } from './texts.ts';

export interface CommonOptions {
  readonly format: 'text' | 'json';
  /** Undefined: the language of the terminal. */
  readonly lang: Language | undefined;
  /** WHATWG name of the encoding, e.g. `shift_jis`; undefined: guessed for each file. */
  readonly encoding: string | undefined;
  /** IANA name or offset (`+09:00`); undefined: not known. */
  readonly timeZone: string | undefined;
  readonly color: boolean;
}

export const COMMON_OPTIONS: readonly OptionSpec[] = [
  { name: 'format', value: 'text|json', help: optionTexts.format },
  { name: 'lang', value: 'en|ja', help: optionTexts.lang },
  { name: 'encoding', value: 'NAME', help: optionTexts.encoding },
  { name: 'time-zone', value: 'ZONE', help: optionTexts.timeZone },
  { name: 'no-color', help: optionTexts.noColor },
  { name: 'help', help: optionTexts.help },
  { name: 'version', help: optionTexts.version },
];

/** @throws UsageError for a value that is not one. */
export function readCommon(values: OptionValues): CommonOptions {
  return {
    format: oneOf(values, 'format', ['text', 'json']) ?? 'text',
    lang: oneOf(values, 'lang', ['en', 'ja']),
    encoding: encodingOf(values.value('encoding')),
    timeZone: zoneOf(values.value('time-zone')),
    color: !values.has('no-color'),
  };
}

function oneOf<T extends string>(values: OptionValues, name: string, allowed: readonly T[]): T | undefined {
  const value = values.value(name);
  if (value === undefined) return undefined;
  const found = allowed.find(known => known === value.toLowerCase());
  return found ?? usageError(texts.notOneOf, { option: `--${name}`, value, allowed: allowed.join(', ') });
}

/** Names that Windows and Japanese administrators use and the WHATWG list lacks. */
const MORE_ENCODINGS: Readonly<Record<string, string>> = { cp932: 'shift_jis', '932': 'shift_jis', cp65001: 'utf-8' };

function encodingOf(name: string | undefined): string | undefined {
  if (name === undefined) return undefined;
  try {
    return new TextDecoder(MORE_ENCODINGS[name.toLowerCase()] ?? name).encoding;
  } catch {
    return usageError(texts.unknownEncoding, { value: name });
  }
}

const zoneOf = (zone: string | undefined): string | undefined =>
  zone === undefined ? undefined : (knownZone(zone) ?? usageError(texts.unknownZone, { value: zone }));

/** The language of the terminal: the locale variables, else (Windows) that of the system. */
export function terminalLanguage(
  env: Readonly<Record<string, string | undefined>>,
  system: () => string = () => new Intl.DateTimeFormat().resolvedOptions().locale,
): Language {
  const named = env.LC_ALL || env.LC_MESSAGES || env.LANG;
  return (named || system()).toLowerCase().startsWith('ja') ? 'ja' : 'en';
}
