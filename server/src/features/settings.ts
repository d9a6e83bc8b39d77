import type { Edition } from '../codes/catalogue.ts';
import { DEFAULT_RETRY, type RetryRule, type RetrySettings } from '../deliveries/schedule.ts';

export type ShownSeverity = 'error' | 'warning' | 'information' | 'hint' | 'off';
type InlayHintsMode = 'off' | 'compact' | 'full';

/** What the user set under `senderlog.`, as far as the engine uses it; read with bounds, since a client may send anything. */
export interface Settings {
  readonly edition: Edition;
  /** IANA zone or offset of the mail server; empty = not set. */
  readonly timeZone: string;
  readonly retry: RetrySettings;
  /** Seconds. */
  readonly receiveTimeout: number;
  /** Seconds. */
  readonly sendTimeout: number;
  /** `host[:port]`; empty = mail goes to the receivers directly. */
  readonly gateway: string;
  readonly severity: ReadonlyMap<string, ShownSeverity>;
  readonly inlayHints: InlayHintsMode;
  readonly maskAddresses: boolean;
}

/**
 * Reads the section `senderlog` of a client's configuration: nested objects (`{server: {edition}}`) or dotted names
 * (`{"server.edition"}`). What is missing or not possible takes the default.
 */
export function readSettings(section: unknown): Settings {
  const get = (name: string): unknown => {
    let at = section;
    if (!isObject(at)) return undefined;
    if (Object.hasOwn(at, name)) return at[name];
    for (const part of name.split('.')) {
      if (!isObject(at) || !Object.hasOwn(at, part)) return undefined;
      at = at[part];
    }
    return at;
  };
  const text = (name: string): string => {
    const value = get(name);
    return typeof value === 'string' ? value.slice(0, 255) : '';
  };
  const number = (name: string, fallback: number, max: number): number => {
    const value = get(name);
    return typeof value === 'number' && value >= 1 && value <= max ? value : fallback;
  };
  const choice = <T extends string>(name: string, of: readonly T[], fallback: T): T =>
    of.find(one => one === get(name)) ?? fallback;

  const severity = new Map<string, ShownSeverity>();
  const wanted = get('diagnostics.severity');
  if (isObject(wanted)) {
    for (const [rule, value] of Object.entries(wanted)) {
      const known = SEVERITIES.find(one => one === value);
      if (known !== undefined) severity.set(rule, known);
    }
  }
  return {
    edition: choice('server.edition', EDITIONS, 'auto'),
    timeZone: text('server.timeZone'),
    retry: {
      retryInterval: number('server.retryInterval', DEFAULT_RETRY.retryInterval, 86_400),
      rejectRetries: number('server.rejectRetries', DEFAULT_RETRY.rejectRetries, 10_000),
      temporaryPeriod: number('server.temporaryPeriod', DEFAULT_RETRY.temporaryPeriod, 8760),
      noAnswerPeriod: number('server.noAnswerPeriod', DEFAULT_RETRY.noAnswerPeriod, 8760),
      retryRule: choice('server.retryRule', RULES, DEFAULT_RETRY.retryRule),
    },
    receiveTimeout: number('server.receiveTimeout', 1200, 86_400),
    sendTimeout: number('server.sendTimeout', 1200, 86_400),
    gateway: text('server.gateway'),
    severity,
    inlayHints: choice('inlayHints', INLAY_HINTS, 'compact'),
    maskAddresses: get('maskAddresses') === true,
  };
}

const SEVERITIES: readonly ShownSeverity[] = ['error', 'warning', 'information', 'hint', 'off'];
const EDITIONS: readonly Edition[] = ['auto', 'windows', 'bsd', 'linux'];
const RULES: readonly RetryRule[] = ['growing', 'constant'];
const INLAY_HINTS: readonly InlayHintsMode[] = ['off', 'compact', 'full'];

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
