/**
 * The fault laboratory: what a peer does wrong, and the verdict that `senderlog` must print for it. docs/probes.md shows the same rows.
 * `.test` names (RFC 6761) are known to the laboratory's DNS server alone.
 */
import { a, aaaa, cname, type DnsHandler, type DnsReply, type DnsRequest, mx, zone } from './dns-fault-server.ts';
import type { SmtpScript } from './smtp-fault-server.ts';

interface Expected {
  /** As the document shows it. */
  readonly fault: string;
  readonly verdict: string;
  /** Only a time limit ends it. */
  readonly waits?: true;
}

/** `senderlog probe` against one server. */
export interface SmtpFault extends Expected {
  readonly script: SmtpScript;
  readonly options?: readonly string[];
  /** A note or a certificate problem that must be there. */
  readonly note?: string;
}

const envelope = ['--from', 'taro@sender.test', '--to', 'hanako@example.test'];
const withStarttls: SmtpScript['on'] = { ehlo: '250-mx.example.jp\r\n250 STARTTLS\r\n' };
const starttls = (action: NonNullable<SmtpScript['on']>[string]): SmtpScript => ({
  on: { ...withStarttls, starttls: action },
});
const tls = ['--starttls'];
const megabytes = 10 * 1024 * 1024;

export const GREETING_FAULTS: readonly SmtpFault[] = [
  { fault: 'none', script: {}, verdict: 'works' },
  { fault: '421, then close', script: { greeting: ['421 4.3.2 busy\r\n', 'close'] }, verdict: 'deferred-by-peer' },
  { fault: '450', script: { greeting: '450 4.7.1 try again later\r\n' }, verdict: 'deferred-by-peer' },
  { fault: '550', script: { greeting: '550 5.7.1 listed\r\n' }, verdict: 'refused-by-peer' },
  { fault: '554, then close', script: { greeting: ['554 5.7.1 no\r\n', 'close'] }, verdict: 'refused-by-peer' },
  { fault: '554 without a line end', script: { greeting: ['554 no', 'close'] }, verdict: 'refused-by-peer' },
  { fault: 'silence', script: { greeting: 'silent' }, verdict: 'greeting-timeout', waits: true },
  {
    fault: 'a byte now and then, for ever',
    script: { greeting: { drip: '', everyMs: 20 } },
    verdict: 'greeting-timeout',
    waits: true,
  },
  {
    fault: 'the first line of several, then silence',
    script: { greeting: '220-mx\r\n' },
    verdict: 'greeting-timeout',
    waits: true,
  },
  { fault: 'reset before it', script: { greeting: [{ wait: 100 }, 'reset'] }, verdict: 'connect-reset' },
  { fault: 'close before it', script: { greeting: 'close' }, verdict: 'closed-without-greeting' },
  { fault: 'reset within it', script: { greeting: ['220-mx\r\n', { wait: 50 }, 'reset'] }, verdict: 'connection-lost' },
  { fault: 'close within it', script: { greeting: ['220-mx\r\n', 'close'] }, verdict: 'connection-lost' },
  { fault: 'another protocol (SSH)', script: { greeting: 'SSH-2.0-OpenSSH_9.6\r\n' }, verdict: 'protocol-error' },
  {
    fault: 'another protocol (HTTP), then close',
    script: { greeting: ['HTTP/1.1 400 Bad Request\r\n\r\n', 'close'] },
    verdict: 'protocol-error',
  },
  {
    fault: 'rubbish without a line end, then close',
    script: { greeting: ['hello', 'close'] },
    verdict: 'protocol-error',
  },
  { fault: 'the first two digits, then close', script: { greeting: ['22', 'close'] }, verdict: 'connection-lost' },
  { fault: '250 in place of 220', script: { greeting: '250 ok\r\n' }, verdict: 'protocol-error' },
  { fault: '999', script: { greeting: '999 ok\r\n' }, verdict: 'protocol-error' },
  { fault: 'an empty line', script: { greeting: '\r\n' }, verdict: 'protocol-error' },
  { fault: 'binary rubbish', script: { greeting: Buffer.from('00ff80810a1b5b', 'hex') }, verdict: 'protocol-error' },
  { fault: '10 MB without a line end', script: { greeting: Buffer.alloc(megabytes, 'x') }, verdict: 'protocol-error' },
  {
    fault: '10 MB in one good line',
    script: { greeting: Buffer.concat([Buffer.from('220 '), Buffer.alloc(megabytes, 'x'), Buffer.from('\r\n')]) },
    verdict: 'protocol-error',
  },
  {
    fault: '10 MB of good lines',
    script: { greeting: Buffer.from(`${'220-x\r\n'.repeat(megabytes / 7)}220 x\r\n`) },
    verdict: 'protocol-error',
  },
  { fault: 'several lines', script: { greeting: '220-a\r\n220-b\r\n220 c\r\n' }, verdict: 'works' },
  { fault: 'byte by byte', script: { greeting: { drip: '220-mx\r\n220 b\r\n', everyMs: 5 } }, verdict: 'works' },
  { fault: 'line ends without CR', script: { greeting: '220-a\n220 b\n' }, verdict: 'works' },
  {
    fault: 'terminal escapes, C1, bidirectional controls',
    script: { greeting: '220 \x1b[2J\x1b]0;x\x07 \xc2\x9b31m \xe2\x80\xae hi\r\n' },
    verdict: 'works',
  },
  {
    fault: 'Shift_JIS',
    script: { greeting: Buffer.from('32323020836d0d0a', 'hex') },
    verdict: 'works',
    note: 'shift-jis',
  },
  {
    fault: 'the answer to EHLO sent with it, and none after EHLO',
    script: { greeting: '220 mx\r\n250 early\r\n', on: { ehlo: 'silent' } },
    verdict: 'protocol-error',
    waits: true,
    note: 'early-data',
  },
];

export const EHLO_FAULTS: readonly SmtpFault[] = [
  { fault: '421', script: { on: { ehlo: ['421 4.7.0 later\r\n', 'close'] } }, verdict: 'deferred-by-peer' },
  {
    fault: '550 to EHLO, 250 to HELO',
    script: { on: { ehlo: '550 what\r\n' } },
    verdict: 'works',
    note: 'helo-fallback',
  },
  { fault: '550 to both', script: { on: { ehlo: '550 no\r\n', helo: '550 no\r\n' } }, verdict: 'refused-by-peer' },
  { fault: '554, then close', script: { on: { ehlo: ['554 5.7.1 no\r\n', 'close'] } }, verdict: 'refused-by-peer' },
  { fault: '554, close at HELO', script: { on: { ehlo: '554 no\r\n', helo: 'close' } }, verdict: 'refused-by-peer' },
  { fault: '554, reset at HELO', script: { on: { ehlo: '554 no\r\n', helo: 'reset' } }, verdict: 'refused-by-peer' },
  { fault: 'silence', script: { on: { ehlo: 'silent' } }, verdict: 'reply-timeout', waits: true },
  { fault: 'reset', script: { on: { ehlo: 'reset' } }, verdict: 'connection-lost' },
  { fault: 'close', script: { on: { ehlo: 'close' } }, verdict: 'connection-lost' },
  { fault: 'close within the reply', script: { on: { ehlo: ['250-mx\r\n', 'close'] } }, verdict: 'connection-lost' },
  { fault: '354', script: { on: { ehlo: '354 go on\r\n' } }, verdict: 'protocol-error' },
  { fault: 'a line without a code', script: { on: { ehlo: 'hello\r\n' } }, verdict: 'protocol-error' },
  { fault: 'a reply without end', script: { on: { ehlo: '250-x\r\n'.repeat(10_000) } }, verdict: 'protocol-error' },
];

export const TLS_FAULTS: readonly SmtpFault[] = [
  { fault: 'not offered', script: {}, options: tls, verdict: 'starttls-not-offered' },
  { fault: '454 to STARTTLS', script: starttls('454 4.7.0 not now\r\n'), options: tls, verdict: 'tls-failed' },
  {
    fault: 'rubbish in place of the handshake',
    script: starttls({ starttls: 'broken' }),
    options: tls,
    verdict: 'tls-failed',
  },
  { fault: 'close after 220', script: starttls(['220 go\r\n', 'close']), options: tls, verdict: 'tls-failed' },
  { fault: 'reset after 220', script: starttls(['220 go\r\n', 'reset']), options: tls, verdict: 'tls-failed' },
  { fault: 'silence after 220', script: starttls('220 go\r\n'), options: tls, verdict: 'tls-failed', waits: true },
  { fault: 'silence to STARTTLS', script: starttls('silent'), options: tls, verdict: 'reply-timeout', waits: true },
  {
    fault: 'a reply slipped in before the handshake',
    script: starttls({ starttls: 'valid', inject: '250 injected\r\n' }),
    options: tls,
    verdict: 'protocol-error',
    note: 'plaintext-before-tls',
  },
  {
    fault: 'expired certificate',
    script: starttls({ starttls: 'expired' }),
    options: tls,
    verdict: 'certificate-invalid',
    note: 'expired',
  },
  {
    fault: 'certificate not valid yet',
    script: starttls({ starttls: 'future' }),
    options: tls,
    verdict: 'certificate-invalid',
    note: 'not-yet-valid',
  },
  {
    fault: 'self-signed certificate',
    script: starttls({ starttls: 'self-signed' }),
    options: tls,
    verdict: 'certificate-invalid',
    note: 'self-signed',
  },
  {
    fault: 'unknown issuer',
    script: starttls({ starttls: 'valid' }),
    options: tls,
    verdict: 'certificate-invalid',
    note: 'untrusted-issuer',
  },
];

export const ENVELOPE_FAULTS: readonly SmtpFault[] = [
  { fault: 'none', script: {}, options: envelope, verdict: 'works' },
  {
    fault: '450 to RCPT (greylisting)',
    script: { on: { rcpt: '450 4.2.0 greylisted\r\n' } },
    options: envelope,
    verdict: 'deferred-by-peer',
  },
  { fault: '421 to RCPT', script: { on: { rcpt: '421 4.7.0 x\r\n' } }, options: envelope, verdict: 'deferred-by-peer' },
  {
    fault: '550 to RCPT',
    script: { on: { rcpt: '550 5.1.1 who\r\n' } },
    options: envelope,
    verdict: 'refused-by-peer',
  },
  { fault: '550 to MAIL', script: { on: { mail: '550 5.7.1 no\r\n' } }, options: envelope, verdict: 'refused-by-peer' },
  {
    fault: 'silence to MAIL',
    script: { on: { mail: 'silent' } },
    options: envelope,
    verdict: 'reply-timeout',
    waits: true,
  },
  { fault: 'reset at MAIL', script: { on: { mail: 'reset' } }, options: envelope, verdict: 'connection-lost' },
  { fault: 'reset at RCPT', script: { on: { rcpt: 'reset' } }, options: envelope, verdict: 'connection-lost' },
  { fault: '354 to RCPT', script: { on: { rcpt: '354 go on\r\n' } }, options: envelope, verdict: 'protocol-error' },
  { fault: 'reset at RSET', script: { on: { rset: 'reset' } }, options: envelope, verdict: 'works' },
  { fault: 'silence to QUIT', script: { on: { quit: 'silent' } }, verdict: 'works', waits: true },
  { fault: 'reset at QUIT', script: { on: { quit: 'reset' } }, verdict: 'works' },
];

/** `senderlog mx` against one DNS server. */
interface DnsFault extends Expected {
  readonly handler: DnsHandler;
  /** Default: `example.test`. */
  readonly domain?: string;
  /** Of the first exchanger. */
  readonly problem?: string;
  readonly transport?: 'udp' | 'tcp';
}

const good = zone([mx('example.test', 10, 'mx.example.test'), a('mx.example.test', '198.51.100.25')]);
const evil = [mx('example.test', 1, 'evil.test')];
const goodReply = (request: DnsRequest): DnsReply => [good(request)].flat()[0] as DnsReply;
/** An answer that must not be believed, and the good one after it. */
const after =
  (wrong: DnsReply): DnsHandler =>
  request => [
    { ...wrong, answers: evil },
    { ...goodReply(request), delayMs: 60 },
  ];
const onlyWrong =
  (wrong: DnsReply): DnsHandler =>
  () => ({ ...wrong, answers: evil });

/** After the id: an answer with one record whose name points to itself. */
const loop = Buffer.from(
  '818000010001000000000765' + '78616d706c65047465737400000f0001c01e000f0001000000000004000ac01e',
  'hex',
);

export const DNS_FAULTS: readonly DnsFault[] = [
  { fault: 'none', handler: good, verdict: 'works', transport: 'udp' },
  { fault: 'NXDOMAIN', handler: () => ({ rcode: 'NXDOMAIN' }), verdict: 'nxdomain' },
  { fault: 'SERVFAIL', handler: () => ({ rcode: 'SERVFAIL' }), verdict: 'dns-servfail' },
  { fault: 'REFUSED', handler: () => ({ rcode: 'REFUSED' }), verdict: 'dns-refused' },
  { fault: 'no record at all', handler: () => ({}), verdict: 'no-data' },
  { fault: 'silence', handler: () => ({ silent: true }), verdict: 'dns-timeout', waits: true },
  {
    fault: 'cut over UDP, whole over TCP',
    handler: request => ({ ...goodReply(request), truncated: true }),
    verdict: 'works',
    transport: 'tcp',
  },
  {
    fault: 'cut over UDP, silent over TCP',
    handler: request => (request.transport === 'udp' ? { truncated: true } : { silent: true }),
    verdict: 'dns-timeout',
    waits: true,
  },
  { fault: 'an answer with a wrong id before the right one', handler: after({ wrongId: true }), verdict: 'works' },
  {
    fault: 'an answer to another question before the right one',
    handler: after({ wrongQuestion: true }),
    verdict: 'works',
  },
  {
    fault: 'an answer from another port before the right one',
    handler: after({ wrongSource: true }),
    verdict: 'works',
  },
  { fault: 'only answers with a wrong id', handler: onlyWrong({ wrongId: true }), verdict: 'dns-timeout', waits: true },
  {
    fault: 'only answers to another question',
    handler: onlyWrong({ wrongQuestion: true }),
    verdict: 'dns-timeout',
    waits: true,
  },
  { fault: 'a compression loop', handler: () => ({ raw: loop }), verdict: 'protocol-error' },
  { fault: 'a cut packet', handler: () => ({ raw: loop.subarray(0, 20) }), verdict: 'protocol-error' },
  {
    fault: 'FORMERR to EDNS0, an answer without it',
    handler: request => (request.edns ? { rcode: 'FORMERR' } : good(request)),
    verdict: 'works',
  },
  { fault: 'null MX', handler: zone([mx('example.test', 0, '.')]), verdict: 'null-mx' },
  {
    fault: 'null MX beside another',
    handler: zone([mx('example.test', 0, '.'), mx('example.test', 10, 'b.test'), a('b.test', '198.51.100.2')]),
    verdict: 'works',
    problem: 'null-among-others',
  },
  {
    fault: 'no MX, but an address (implicit MX)',
    handler: zone([a('example.test', '198.51.100.1')]),
    verdict: 'works',
    problem: 'implicit',
  },
  {
    fault: 'MX that is an alias',
    handler: zone([mx('example.test', 10, 'b.test'), cname('b.test', 'c.test'), a('c.test', '198.51.100.2')]),
    verdict: 'works',
    problem: 'alias',
  },
  {
    fault: 'MX that is an IP address',
    handler: zone([mx('example.test', 10, '198.51.100.2')]),
    verdict: 'works',
    problem: 'address-literal',
  },
  {
    fault: 'MX without an address (dangling)',
    handler: zone([mx('example.test', 10, 'nowhere.test')]),
    verdict: 'mx-unusable',
    problem: 'no-address',
  },
  {
    fault: 'MX that is no host name',
    handler: zone([mx('example.test', 10, 'a b;c.test')]),
    verdict: 'mx-unusable',
    problem: 'bad-name',
  },
  {
    fault: 'MX with private addresses only',
    handler: zone([mx('example.test', 10, 'b.test'), a('b.test', '192.168.0.25'), aaaa('b.test', 'fd00::25')]),
    verdict: 'works',
    problem: 'private-address',
  },
  {
    fault: 'an alias for the domain',
    handler: zone([cname('example.test', 'real.test'), mx('real.test', 10, '198.51.100.2')]),
    verdict: 'works',
  },
  {
    fault: 'a Japanese domain (IDN)',
    domain: 'メール.test',
    handler: zone([mx('xn--4dkua4c.test', 10, '198.51.100.2')]),
    verdict: 'works',
  },
];

/** `senderlog route` to `example.test`, whose MX hosts lie on loopback. */
export interface RouteFault extends Expected {
  readonly confidence: 'high' | 'medium' | 'low';
  /** By address, which are the MX hosts in this order too, but for `127.0.0.9` and `127.0.0.10`, which are controls. */
  readonly servers?: Readonly<Record<string, SmtpScript>>;
  /** Addresses that take no connection and say nothing. */
  readonly silent?: readonly string[];
  readonly mx: readonly string[];
  readonly handler?: DnsHandler;
  readonly controls?: readonly string[];
  readonly gateway?: string;
  readonly options?: readonly string[];
}

const first = '127.0.0.2';
const second = '127.0.0.3';
const refuses: SmtpScript = { greeting: ['554 5.7.1 no\r\n', 'close'] };
const controls = ['127.0.0.9', '127.0.0.10'];

export const ROUTE_FAULTS: readonly RouteFault[] = [
  { fault: 'none', mx: [first], servers: { [first]: {} }, verdict: 'works', confidence: 'high' },
  {
    fault: 'the first MX refuses, the second works',
    mx: [first, second],
    servers: { [first]: refuses, [second]: {} },
    verdict: 'works',
    confidence: 'medium',
  },
  {
    fault: 'the first MX is dead, the second works',
    mx: [first, second],
    silent: [first],
    servers: { [second]: {} },
    verdict: 'works',
    waits: true,
    confidence: 'medium',
  },
  {
    fault: 'every MX refuses',
    mx: [first, second],
    servers: { [first]: refuses, [second]: refuses },
    verdict: 'refused-by-peer',
    confidence: 'high',
  },
  {
    fault: 'greylisting at the greeting',
    mx: [first],
    servers: { [first]: { greeting: '450 4.7.1 later\r\n' } },
    verdict: 'deferred-by-peer',
    confidence: 'high',
  },
  {
    fault: 'expired certificate',
    mx: [first],
    servers: { [first]: starttls({ starttls: 'expired' }) },
    options: tls,
    verdict: 'certificate-invalid',
    confidence: 'high',
  },
  { fault: 'nothing listens', mx: [first], verdict: 'connect-refused', confidence: 'high' },
  {
    fault: 'no MX answers, no control given',
    mx: [first],
    silent: [first],
    verdict: 'undecided',
    waits: true,
    confidence: 'low',
  },
  {
    fault: 'no MX answers, a control does',
    mx: [first],
    silent: [first],
    servers: { '127.0.0.9': {} },
    controls: ['127.0.0.9'],
    verdict: 'connect-timeout',
    waits: true,
    confidence: 'high',
  },
  {
    fault: 'no MX answers, nor two controls, which can be reached on other ports',
    mx: [first],
    silent: [first, ...controls],
    controls,
    verdict: 'port-25-blocked',
    waits: true,
    confidence: 'high',
  },
  {
    fault: 'a source address that is not ours',
    mx: [first],
    servers: { [first]: {} },
    options: ['--source', '203.0.113.99'],
    verdict: 'blocked-locally',
    confidence: 'high',
  },
  {
    fault: 'a gateway that closes at once, MX hosts that would work',
    mx: [first],
    gateway: second,
    servers: { [first]: {}, [second]: { greeting: 'close' } },
    verdict: 'closed-without-greeting',
    confidence: 'high',
  },
  {
    fault: 'NXDOMAIN',
    mx: [],
    handler: () => ({ rcode: 'NXDOMAIN' }),
    verdict: 'nxdomain',
    confidence: 'high',
  },
  { fault: 'null MX', mx: [], handler: zone([mx('example.test', 0, '.')]), verdict: 'null-mx', confidence: 'high' },
  {
    fault: 'MX without an address (dangling)',
    mx: [],
    handler: zone([mx('example.test', 10, 'nowhere.test')]),
    verdict: 'mx-unusable',
    confidence: 'high',
  },
  {
    fault: 'a DNS server that is silent',
    mx: [],
    handler: () => ({ silent: true }),
    verdict: 'dns-timeout',
    waits: true,
    confidence: 'medium',
  },
];
