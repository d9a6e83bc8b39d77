import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { accepted, brokenAt, findings, findingsOf, refusedAt, unconnected } from '../../../support/log-text.ts';

/** Messages of one receiver, a minute apart from `hour` on; `write` makes the log of each. */
const mails = (count: number, write: (id: string, at: string, i: number) => string, hour = 10, first = 0): string =>
  Array.from({ length: count }, (_, i) => {
    const minute = hour * 60 + i;
    const at = `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}:00`;
    return write(`B${String(312_000 + first + i).padStart(10, '0')}`, at, i);
  }).join('');

const blocked = (id: string, at: string): string =>
  refusedAt('mail', '550 5.7.0 Sorry. Your IP is in the open relay data base list.', { id, at });
const clock = (ms: number): string => new Date(ms).toISOString().slice(0, 16);

describe('one cause, one receiver', () => {
  it('ten messages are one finding, with its extent', () => {
    const found = findings({ senderlog: mails(10, blocked) });
    assert.deepEqual(
      found.map(f => [f.rule, f.queueId, f.host, f.deliveries.length, clock(f.since), clock(f.until)]),
      [['ip-blocklisted', null, 'example.com', 10, '2026-11-24T10:00', '2026-11-24T10:09']],
    );
  });

  it('nine are nine', () => {
    const found = findingsOf({ senderlog: mails(9, blocked) });
    assert.deepEqual(new Set(found.map(f => f.replace(/ B\d+$/, ''))), new Set(['warning ip-blocklisted']));
    assert.equal(found.length, 9);
  });

  it('a pause of more than six hours makes two', () => {
    const senderlog = mails(10, blocked, 1) + mails(10, blocked, 12, 10);
    assert.deepEqual(
      findings({ senderlog }).map(f => [f.rule, f.deliveries.length, clock(f.since), clock(f.until)]),
      [
        ['ip-blocklisted', 10, '2026-11-24T01:00', '2026-11-24T01:09'],
        ['ip-blocklisted', 10, '2026-11-24T12:00', '2026-11-24T12:09'],
      ],
    );
  });

  it('two receivers, or two causes, stay apart', () => {
    const other = (id: string, at: string): string =>
      refusedAt('mail', '550 5.7.0 Sorry. Your IP is in the open relay data base list.', {
        id,
        at,
        domain: 'example.net',
      });
    const found = findings({ senderlog: mails(10, blocked) + mails(12, other, 11, 20) });
    assert.deepEqual(
      found.map(f => [f.host, f.deliveries.length]),
      [
        ['example.com', 10],
        ['example.net', 12],
      ],
    );
    const unlike = (id: string, at: string, i: number): string =>
      i < 5 ? blocked(id, at) : refusedAt('greeting', '421 4.7.0 Too many connections from your IP', { id, at });
    assert.equal(findings({ senderlog: mails(10, unlike) }).length, 10);
  });

  it('what lies with single addresses is never joined', () => {
    const unknown = (id: string, at: string, i: number): string =>
      refusedAt('rcpt', '550 5.1.1 User unknown', { id, at, recipient: `user${i}@example.com` });
    assert.equal(findingsOf({ senderlog: mails(12, unknown) }).length, 12);
  });
});

describe('one cause, the whole server', () => {
  const leaked = (id: string, at: string, i: number): string =>
    brokenAt(
      'greeting',
      [
        '451 Requested action aborted: error in processing. (code=0/0)',
        'SendMailMess:451 Requested action aborted: error in processing.(code=0/0)',
        'SendMailMess:QUIT',
      ],
      { id, at, domain: `example${i}.com`, connected: ['ConnectHost():SSL_CTX_new() = 13576624'] },
    );

  it('tls-flag-leak, whoever the receivers are', () => {
    assert.deepEqual(findingsOf({ senderlog: mails(10, leaked) }), ['warning tls-flag-leak *']);
    assert.equal(findingsOf({ senderlog: mails(9, leaked) }).length, 9);
  });

  it('secrets-in-log, said once for all mails', () => {
    const login = (id: string, at: string): string =>
      accepted({ id, at }).replace(
        /\[[^\n]*MAIL FROM/,
        `[${at}:007] [${id}] SendMailMess:AUTH PLAIN AHRhcm8Ac2VjcmV0\n$&`,
      );
    assert.deepEqual(findingsOf({ senderlog: mails(10, login) }), ['information secrets-in-log *']);
  });
});

describe('port-25-blocked', () => {
  const silent = (id: string, at: string, i: number): string =>
    unconnected(['ConnectHost: winsock connect failed. (socket error code=10060)'], {
      id,
      at,
      domain: `example${i % 3}.com`,
    });

  it('three receivers that answered before are silent together, until one answers again', () => {
    const up = (id: string, at: string, i: number): string => accepted({ id, at, domain: `example${i % 3}.com` });
    const senderlog = mails(3, up, 9) + mails(6, silent, 10, 3) + mails(3, up, 11, 9);
    assert.deepEqual(
      findings({ senderlog }).map(f => [f.rule, f.deliveries.length, clock(f.since), clock(f.until)]),
      [['port-25-blocked', 6, '2026-11-24T10:00', '2026-11-24T10:05']],
    );
  });

  it('not: one dead receiver among others that answer', () => {
    const mixed = (id: string, at: string, i: number): string =>
      i % 3 === 0 ? silent(id, at, 0) : accepted({ id, at, domain: `example${i % 3}.com` });
    const found = findingsOf({ senderlog: mails(9, mixed) });
    assert.equal(found.length, 3);
    for (const f of found) assert.match(f, /^warning connect-timeout B/);
  });
});
