/** The options that `mx`, `probe` and `route` share. */
import type { ProbeTimeouts } from '../probes/index.ts';
import { type OptionSpec, type OptionValues, usageError } from './arguments.ts';
import { optionTexts, texts } from './texts.ts';

export const PROBE_OPTIONS: readonly OptionSpec[] = [
  { name: 'helo', value: 'NAME', help: optionTexts.helo },
  { name: 'source', value: 'ADDRESS', help: optionTexts.source },
  { name: 'connect-timeout', value: 'S', help: optionTexts.connectTimeout },
  { name: 'greeting-timeout', value: 'S', help: optionTexts.greetingTimeout },
  { name: 'reply-timeout', value: 'S', help: optionTexts.replyTimeout },
];

export const SERVER_OPTION: OptionSpec = {
  name: 'server',
  value: 'IP[:PORT]',
  multiple: true,
  help: optionTexts.server,
};

/** Seconds; more than an hour is a mistake. */
const MAX_SECONDS = 3600;

/** The time of an option in milliseconds, 1 ms to 1 hour. @throws UsageError */
export function milliseconds(options: OptionValues, name: string): number | undefined {
  const value = options.value(name);
  if (value === undefined) return undefined;
  const seconds = /^\d{1,5}(?:\.\d{1,3})?$/.test(value) ? Number(value) : Number.NaN;
  if (!(seconds >= 0.001 && seconds <= MAX_SECONDS))
    usageError(texts.notSeconds, { option: `--${name}`, value, max: String(MAX_SECONDS) });
  return Math.round(seconds * 1000);
}

/** The limits that were given. @throws UsageError */
export function timeouts(options: OptionValues): Partial<ProbeTimeouts> {
  const connectMs = milliseconds(options, 'connect-timeout');
  const greetingMs = milliseconds(options, 'greeting-timeout');
  const replyMs = milliseconds(options, 'reply-timeout');
  return {
    ...(connectMs !== undefined && { connectMs }),
    ...(greetingMs !== undefined && { greetingMs }),
    ...(replyMs !== undefined && { replyMs }),
  };
}

/** The port of an option; the range is checked by the probe. @throws UsageError */
export function portOf(options: OptionValues, name: string): number | undefined {
  const value = options.value(name);
  if (value === undefined) return undefined;
  return /^\d{1,5}$/.test(value) ? Number(value) : usageError(texts.notPort, { option: `--${name}`, value });
}

/** The one operand that the command takes. @throws UsageError */
export function onlyOperand(operands: readonly string[], name: string): string {
  const [operand, extra] = operands;
  if (operand === undefined) usageError(texts.missingOperand, { name });
  if (extra !== undefined) usageError(texts.extraOperand, { value: extra });
  return operand;
}
