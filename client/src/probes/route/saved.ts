/** A route check that was run and saved on another machine, usually the mail server. The file may come from anybody. */
import { ProbeInputError } from '../input-error.ts';
import type {
  Certificate,
  HostAddress,
  MxAnswer,
  MxHost,
  MxResult,
  ProbeNote,
  ProbeStep,
  Reply,
  StepFailure,
  TlsInfo,
} from '../types.ts';
import { isOk, VERDICTS } from '../verdicts.ts';
import {
  boolean,
  type Check,
  lenientList,
  list,
  nullable,
  number,
  oneOf,
  otherwise,
  record,
  ShapeError,
  text,
  word,
} from './shape.ts';
import type {
  RouteControl,
  RouteFamily,
  RouteHost,
  RouteLogEvidence,
  RouteResult,
  RouteRunFrom,
  RouteWarning,
} from './types.ts';

/** Characters; a real result has some ten thousand. */
const MAX_LENGTH = 4_000_000;

const verdict = oneOf(...VERDICTS);
const family = oneOf(4, 6);
const confidence = oneOf('high', 'medium', 'low');
const words = (most: number): Check<string[]> => list(word, most);

const reply = record<Reply>({
  code: nullable(number),
  enhanced: nullable(word),
  text,
  origin: otherwise(oneOf('remote', 'epost'), 'remote'),
});

const failure = record<StepFailure>({
  kind: oneOf(
    'timeout',
    'refused',
    'reset',
    'closed',
    'unreachable',
    'blocked-locally',
    'too-long',
    'no-reply-code',
    'tls',
    'not-resolved',
    'cancelled',
    'other',
  ),
  code: nullable(word),
  detail: nullable(word),
});

const withText = oneOf('early-data', 'plaintext-before-tls', 'line-without-code');
const bare = oneOf(
  'helo-fallback',
  'mixed-codes',
  'no-line-end',
  'shift-jis',
  'undecodable',
  'address-from-dns',
  'old-tls',
);

const note: Check<ProbeNote> = value => {
  const { note: kind } = record<{ note: string }>({ note: word })(value);
  if (kind === 'late-greeting') return record<ProbeNote & { ms: number }>({ note: oneOf(kind), ms: number })(value);
  if (kind === 'source-not-applied')
    return record<ProbeNote & { address: string }>({ note: oneOf(kind), address: word })(value);
  try {
    return { note: bare(kind) };
  } catch {
    return record<{ note: 'early-data' | 'plaintext-before-tls' | 'line-without-code'; text: string }>({
      note: withText,
      text: word,
    })(value);
  }
};

const step = record<ProbeStep>({
  stage: oneOf('resolve', 'connect', 'greeting', 'ehlo', 'helo', 'starttls', 'tls', 'mail', 'rcpt', 'rset', 'quit'),
  sent: nullable(word),
  reply: nullable(reply),
  timeMs: number,
  failure: nullable(failure),
  notes: lenientList(note, 20),
});

const tls = record<TlsInfo>({
  mode: oneOf('starttls', 'implicit'),
  version: word,
  cipher: word,
  certificates: list(
    record<Certificate>({
      subject: word,
      altNames: words(1000),
      issuer: word,
      validFrom: nullable(word),
      validTo: nullable(word),
      fingerprint256: word,
    }),
    20,
  ),
  chainValid: boolean,
  chainError: nullable(word),
  hostMatches: nullable(boolean),
  problems: lenientList(
    oneOf(
      'expired',
      'not-yet-valid',
      'self-signed',
      'untrusted-issuer',
      'incomplete-chain',
      'revoked',
      'chain-invalid',
      'host-mismatch',
      'no-certificate',
    ),
    20,
  ),
});

const host = record<RouteHost>({
  ok: boolean,
  verdict,
  host: word,
  address: nullable(word),
  port: number,
  localAddress: nullable(word),
  steps: list(step, 50),
  extensions: otherwise(words(200), []),
  tls: otherwise<TlsInfo | null>(nullable(tls), null),
  notes: lenientList(note, 20),
  via: otherwise(oneOf('gateway', 'mx', 'implicit-mx', 'own-address'), 'mx'),
  preference: nullable(number),
  decides: otherwise(boolean, true),
  sameAs: nullable(word),
});

const control = record<RouteControl>({
  host: word,
  source: otherwise(oneOf('given', 'log'), 'given'),
  address: nullable(word),
  family: nullable(family),
  port: number,
  verdict,
  answers: boolean,
  otherPort: nullable(number),
  timeMs: otherwise(number, 0),
});

const need = oneOf('control-hosts', 'more-controls', 'other-port', 'dns', 'run-on-mail-server');

const warning: Check<RouteWarning> = value => {
  const kind = record<{ warning: RouteWarning['warning'] }>({
    warning: oneOf('helo-does-not-fit', 'first-host-fails', 'not-all-probed'),
  })(value).warning;
  switch (kind) {
    case 'helo-does-not-fit':
      return record({ warning: oneOf(kind), helo: nullable(word), address: word })(value);
    case 'first-host-fails':
      return record({ warning: oneOf(kind), host: word, verdict })(value);
    case 'not-all-probed':
      return record({ warning: oneOf(kind), skipped: words(200) })(value);
  }
};

const mxHost = record<MxHost>({
  preference: number,
  exchange: word,
  ttl: nullable(number),
  addresses: list(record<HostAddress>({ address: word, family, source: oneOf('system', 'dns') }), 100),
  problem: nullable(
    oneOf(
      'bad-name',
      'null-among-others',
      'no-address',
      'address-unknown',
      'not-resolved-by-system',
      'address-literal',
      'alias',
      'private-address',
      'implicit',
    ),
  ),
});

const mxAnswer = record<MxAnswer>({
  server: word,
  transport: oneOf('udp', 'tcp'),
  rcode: nullable(word),
  authoritative: boolean,
  truncated: boolean,
  timeMs: number,
  failure: nullable(oneOf('timeout', 'port-closed', 'unreachable', 'blocked-locally', 'malformed', 'cancelled')),
  verdict,
  aliasOf: nullable(word),
  mx: list(mxHost, 60),
});

const mxResult = record<MxResult>({
  ok: boolean,
  verdict,
  domain: word,
  unicodeDomain: nullable(word),
  answers: list(mxAnswer, 20),
  // They belong to the machine that asked and are not compared again.
  differences: () => [],
});

const route = record<RouteResult>({
  ok: boolean,
  verdict,
  confidence,
  domain: word,
  unicodeDomain: nullable(word),
  at: otherwise(word, ''),
  port: otherwise(number, 25),
  hosts: list(host, 1000),
  order: otherwise(words(100), []),
  families: lenientList(
    record<RouteFamily>({
      family,
      verdict,
      confidence,
      needs: lenientList(need, 10),
      otherPortAt: nullable(word),
    }),
    2,
  ),
  controls: list(control, 100),
  needs: lenientList(need, 10),
  fixBy: lenientList(oneOf('us', 'peer', 'recipient', 'network'), 4),
  warnings: lenientList(warning, 20),
  logEvidence: otherwise<RouteLogEvidence | null>(
    nullable(
      record<RouteLogEvidence>({
        allTimedOutSince: nullable(word),
        destinations: number,
        lastReachedAt: nullable(word),
      }),
    ),
    null,
  ),
  dns: otherwise<MxResult | null>(nullable(mxResult), null),
  // What receivers see of us has nothing to do with a recorded attempt.
  sender: () => null,
  runFrom: record<RouteRunFrom>({
    machine: word,
    addresses: otherwise(words(20), []),
    isMailServer: nullable(boolean),
  }),
  timeMs: otherwise(number, 0),
});

/**
 * Read what `senderlog route --format json` saved, on whatever machine.
 * @throws ProbeInputError when it is not such a result.
 */
export function parseSavedRoute(saved: string): RouteResult {
  try {
    if (saved.length > MAX_LENGTH) throw new ShapeError('size');
    const result = route(JSON.parse(saved.replace(/^\ufeff/, '')));
    // Both follow from the verdicts; a file must not say otherwise.
    const hosts = result.hosts.map(entry => ({ ...entry, ok: isOk(entry.verdict) }));
    return { ...result, ok: isOk(result.verdict), hosts };
  } catch (error) {
    if (!(error instanceof ShapeError || error instanceof SyntaxError)) throw error;
    throw new ProbeInputError({
      en: 'This is not a result of "senderlog route --format json".',
      ja: '「senderlog route --format json」の結果ではありません。',
    });
  }
}
