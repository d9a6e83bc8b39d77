/** The TLS handshake and what the certificate says. Nothing is refused here: an invalid certificate is shown, not hidden. */
import { isIP, type Socket } from 'node:net';
import {
  type ConnectionOptions,
  checkServerIdentity,
  connect,
  DEFAULT_CIPHERS,
  type DetailedPeerCertificate,
  type TLSSocket,
} from 'node:tls';
import { sanitize } from '../sanitize.ts';
import type { Certificate, CertificateProblem, StepFailure, TlsInfo } from '../types.ts';
import { failure } from './link.ts';

interface HandshakeOptions {
  /** The name that the certificate should bear; an address where only that is known. */
  readonly host: string;
  readonly mode: TlsInfo['mode'];
  readonly timeoutMs: number;
  readonly signal: AbortSignal | undefined;
}

type Handshake = { readonly socket: TLSSocket; readonly info: TlsInfo } | { readonly failure: StepFailure };

export function startTls(socket: Socket, options: HandshakeOptions): Promise<Handshake> {
  return new Promise(resolve => {
    const { signal } = options;
    if (signal?.aborted) return resolve({ failure: failure('cancelled') });
    const secure = openTls({
      socket,
      rejectUnauthorized: false,
      // The chain is judged by the library, the name by us: without a name Node would compare with "localhost".
      checkServerIdentity: () => undefined,
      ...(isIP(options.host) === 0 ? { servername: options.host } : {}),
      minVersion: 'TLSv1',
    });
    const settle = (outcome: Handshake): void => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', onAbort);
      secure.removeAllListeners().on('error', () => {});
      if ('failure' in outcome) {
        secure.destroy();
        socket.destroy();
      }
      resolve(outcome);
    };
    const onAbort = (): void => settle({ failure: failure('cancelled') });
    const timer = setTimeout(() => settle({ failure: failure('timeout') }), options.timeoutMs);
    signal?.addEventListener('abort', onAbort);
    secure.on('error', error => settle({ failure: handshakeFailure(error) }));
    secure.on('close', () => settle({ failure: failure('closed') }));
    secure.on('secureConnect', () => settle({ socket: secure, info: describe(secure, options) }));
  });
}

/** Old versions and ciphers are allowed, so that an old server can be told from a broken one; not every build of the library can. */
function openTls(options: ConnectionOptions): TLSSocket {
  try {
    return connect({ ...options, ciphers: `${DEFAULT_CIPHERS}:@SECLEVEL=0` });
  } catch {
    return connect(options);
  }
}

function handshakeFailure(error: NodeJS.ErrnoException): StepFailure {
  const code = error.code ?? null;
  // Node reports ECONNRESET for a plain close too; only a message with a system call means a reset.
  if (code === 'ECONNRESET') return failure(error.syscall === undefined ? 'closed' : 'reset', code);
  return failure('tls', code, sanitize(error.message.slice(0, 200).split('\n')[0] ?? ''));
}

const chainProblems: Readonly<Record<string, CertificateProblem>> = {
  CERT_HAS_EXPIRED: 'expired',
  CERT_NOT_YET_VALID: 'not-yet-valid',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'self-signed',
  SELF_SIGNED_CERT_IN_CHAIN: 'untrusted-issuer',
  UNABLE_TO_GET_ISSUER_CERT: 'incomplete-chain',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'incomplete-chain',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'incomplete-chain',
  CERT_UNTRUSTED: 'untrusted-issuer',
  CERT_REVOKED: 'revoked',
};

function describe(secure: TLSSocket, options: HandshakeOptions): TlsInfo {
  const peer = secure.getPeerCertificate(true);
  const certificates = chainOf(peer);
  const problems = new Set<CertificateProblem>();
  const chainError = secure.authorized ? null : errorCode(secure.authorizationError);
  if (chainError !== null) problems.add(chainProblems[chainError] ?? 'chain-invalid');
  const leaf = certificates[0];
  if (leaf === undefined) problems.add('no-certificate');
  // The library names one error only; the dates are worth a word even when the issuer is unknown as well.
  const now = new Date().toISOString();
  if (leaf?.validTo != null && leaf.validTo < now) problems.add('expired');
  if (leaf?.validFrom != null && leaf.validFrom > now) problems.add('not-yet-valid');
  const hostMatches = leaf === undefined ? null : matches(options.host, peer);
  if (hostMatches === false) problems.add('host-mismatch');
  return {
    mode: options.mode,
    version: sanitize(secure.getProtocol() ?? ''),
    cipher: sanitize(secure.getCipher().standardName ?? secure.getCipher().name),
    certificates,
    chainValid: secure.authorized,
    chainError,
    hostMatches,
    problems: [...problems],
  };
}

function errorCode(error: unknown): string {
  if (typeof error === 'string') return error;
  const { code, message } = error as NodeJS.ErrnoException;
  return code ?? message;
}

function matches(host: string, peer: DetailedPeerCertificate): boolean | null {
  if (isIP(host) !== 0 && !/IP Address:/.test(peer.subjectaltname ?? '')) return null;
  try {
    return checkServerIdentity(host, peer) === undefined;
  } catch {
    return false;
  }
}

/** The server's certificate and its issuers as far as they are known, at most 10. */
function chainOf(peer: DetailedPeerCertificate): Certificate[] {
  const chain: Certificate[] = [];
  const seen = new Set<string>();
  let current: DetailedPeerCertificate | undefined = peer;
  while (current?.fingerprint256 !== undefined && !seen.has(current.fingerprint256) && chain.length < 10) {
    seen.add(current.fingerprint256);
    chain.push({
      subject: distinguishedName(current.subject),
      altNames: alternativeNames(current.subjectaltname),
      issuer: distinguishedName(current.issuer),
      validFrom: toTime(current.valid_from),
      validTo: toTime(current.valid_to),
      fingerprint256: current.fingerprint256,
    });
    current = current.issuerCertificate;
  }
  return chain;
}

function distinguishedName(name: object): string {
  const parts: string[] = [];
  for (const [key, value] of Object.entries(name) as [string, string | string[]][])
    for (const single of Array.isArray(value) ? value : [value]) parts.push(`${key}=${single}`);
  return sanitize(parts.join(', ').slice(0, 500));
}

function alternativeNames(text: string | undefined): string[] {
  if (!text) return [];
  const names = text.slice(0, 10_000).split(', ').slice(0, 100);
  return names.map(name => sanitize(name.replace(/^(?:DNS|IP Address):/, '').slice(0, 260)));
}

function toTime(text: string): string | null {
  const time = new Date(text);
  return Number.isNaN(time.getTime()) ? null : time.toISOString();
}
