import type { Attempt } from '../deliveries/attempt.ts';
import { rfc3339, startOf } from '../deliveries/times.ts';
import { pieceText } from '../logs/bytes.ts';
import { Command, Kind } from '../logs/record.ts';
import type { LogDocument } from './document.ts';

/** Answer of `senderlog/logFacts`: what a log knows that a live check of a route can weigh. */
interface LogFacts {
  /** Hosts that the log connected to, the latest first; at most 10. */
  readonly hosts: readonly string[];
  readonly evidence: PortEvidence;
  /** The name that E-Post says in EHLO; null where the log has none that leads anywhere. */
  readonly mailServer: string | null;
}

/** Times are RFC 3339, null where there is none or the log has no date. */
interface PortEvidence {
  /** Since when every connection timed out; null where the latest ones reached somebody. */
  readonly allTimedOutSince: string | null;
  /** How many different hosts were tried in vain in that stretch. */
  readonly destinations: number;
  /** When a host last answered: took the connection, refused it or broke it off. */
  readonly lastReachedAt: string | null;
}

const MAX_HOSTS = 10;
/** As E-Post runs on Windows, BSD and Linux. */
const TIMED_OUT: ReadonlySet<number> = new Set([10060, 60, 110]);

/** Null for logs without connections. */
export function logFacts(document: LogDocument): LogFacts | null {
  if (document.log.name !== 'senderlog') return null;
  const attempts = [...allAttempts(document)].sort((a, b) => b.startTime - a.startTime);
  const hosts = new Set<string>();
  for (const a of attempts) if (a.host !== '' && hosts.size < MAX_HOSTS) hosts.add(a.host);
  return { hosts: [...hosts], evidence: evidenceOf(attempts), mailServer: helloName(document) };
}

function* allAttempts(document: LogDocument): Generator<Attempt> {
  for (const entry of document.attempts().entries) if (entry !== undefined) yield* entry.attempts;
}

/** @param attempts the latest first */
function evidenceOf(attempts: readonly Attempt[]): PortEvidence {
  const silent = new Set<string>();
  let first: Attempt | undefined;
  for (const a of attempts) {
    if (a.startTime < 0 || a.failure?.kind === 'resolve') continue;
    const timedOut = a.failure?.kind === 'connect' && TIMED_OUT.has(a.failure.code);
    if (timedOut) {
      first = a;
      silent.add(a.host);
    } else if (a.stage !== 'connect' || a.failure !== undefined)
      return { allTimedOutSince: when(first), destinations: silent.size, lastReachedAt: when(a) };
  }
  return { allTimedOutSince: when(first), destinations: silent.size, lastReachedAt: null };
}

const when = (a: Attempt | undefined): string | null => (a === undefined ? null : rfc3339(startOf(a)));

/** A full host name; `localhost` and its like lead to every machine. */
const HOST_NAME =
  /^(?=.{4,253}$)(?!localhost\b)[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?)+$/;

/** From the last EHLO or HELO of the log. */
function helloName(document: LogDocument): string | null {
  for (const block of document.log.blocks.toReversed()) {
    const { records } = block;
    for (let row = records.count - 1; row >= 0; row--) {
      if (records.kind(row) !== Kind.Command || records.code(row) > Command.Helo) continue;
      const from = records.payload(row);
      const text = pieceText(block.text.bytes, from, Math.min(records.end(row), from + 300));
      const name = /[EH][HE]LO (\S+)/.exec(text)?.[1]?.toLowerCase() ?? '';
      return HOST_NAME.test(name) && !/^[\d.]+$/.test(name) ? name : null;
    }
  }
  return null;
}
