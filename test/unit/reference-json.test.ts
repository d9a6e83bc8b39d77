/** The shapes of docs/reference.md against what the programs really print and the language server answers. */
import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, describe, it } from 'node:test';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { checkRoute, retrace } from '../../client/src/probes/index.ts';
import { attemptAt } from '../../server/src/features/attempt-at.ts';
import { catalogueItems, explain } from '../../server/src/features/catalogue/explain.ts';
import { LogDocument } from '../../server/src/features/document.ts';
import { logFacts } from '../../server/src/features/log-facts.ts';
import { story } from '../../server/src/features/story/story.ts';
import { trace } from '../../server/src/features/trace/trace.ts';
import { logAccess } from '../../server/src/host/log-access.ts';
import { a, cname, mx, ptr, startDnsFaultServer, txt, zone } from '../support/dns-fault-server.ts';
import { engine } from '../support/engine.ts';
import { Shapes, tableUnder } from '../support/reference.ts';
import { FIXTURES } from '../support/scenario.ts';
import { closedPort, startSilentServer, startSmtpFaultServer } from '../support/smtp-fault-server.ts';
import { ALL_WORDS } from '../support/words.ts';
import { runHere } from './client/cli/run-here.ts';

const shapes = new Shapes(ALL_WORDS);
const fixture = (name: string): string => path.normalize(fileURLToPath(new URL(name, FIXTURES)));

/** Every JSON line of a run, by its type or else as `object`. */
async function lines(args: readonly string[], object?: string): Promise<Record<string, unknown>[]> {
  const run = await runHere([...args, '--format', 'json', '--lang', 'en']);
  const found = run.json();
  assert.ok(found.length > 0, run.stderr);
  for (const [i, line] of found.entries()) shapes.check(line, object ?? String(line.type), `${args[0]} line ${i + 1}`);
  return found;
}

it('the page uses no name that it does not explain', () => {
  assert.deepEqual(shapes.unknownNames(), []);
});

describe('senderlog', () => {
  it('check --findings: files, deliveries, findings', async () => {
    const found = await lines(['check', fixture('samples'), fixture('recorded'), '--findings']);
    assert.deepEqual([...new Set(found.map(line => line.type))].sort(), ['delivery', 'file', 'finding']);
  });

  it('check --findings: the severity of a finding is what the page says', async () => {
    const told = new Map(tableUnder('Diagnostics').map(([code, severity]) => [code!.replaceAll('`', ''), severity!]));
    const byOutcome = (outcome: unknown) =>
      outcome === 'failed' ? 'error' : outcome === 'delivered' || outcome === 'unknown' ? 'information' : 'warning';
    const found = await lines(['check', fixture('recorded'), '--findings']);
    const deliveries = found.filter(line => line.type === 'delivery');
    let compared = 0;
    for (const { type, rule, severity, queueId } of found) {
      if (type !== 'finding' || queueId === null) continue;
      const allowed = told
        .get(`${rule}`)!
        .replace(/by outcome(?:, as a remark)?/, '')
        .trim()
        .split(' ')
        .filter(Boolean);
      if (told.get(`${rule}`)!.startsWith('by outcome'))
        allowed.push(...deliveries.filter(d => d.queueId === queueId).map(d => byOutcome(d.outcome)));
      assert.ok(allowed.includes(`${severity}`), `${rule} ${queueId}: ${severity}, not ${allowed}`);
      compared++;
    }
    assert.ok(compared > 20);
  });

  it('check: a line that is not understood', async () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'senderlog-'));
    try {
      writeFileSync(
        path.join(folder, 'senderlog.log'),
        '[13:07:13:274] [B0000123011] ConnectHost(mx.test)\r\nwhat?\r\n',
      );
      const [file] = await lines(['check', folder]);
      assert.deepEqual(file!.unknown, [2]);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it('explain: codes and replies', async () => {
    const known = '550 5.1.1 <taro@example.jp>: Recipient address rejected: User unknown in local recipient table';
    await lines(['explain', '10060', known, 'nothing at all like that'], 'explanation');
  });

  it('story: attempts, and deliveries of which only companion logs tell', async () => {
    const refused = ['story', 'B0000123011', fixture('recorded/02-user-unknown-giveup-short')];
    assert.equal((await lines(refused, 'attempt')).length, 12);
    await lines(['story', 'B0000312001', fixture('stories/missing-day')], 'attempt');
    await lines(['story', 'hanako@example.com', fixture('samples')], 'attempt');
    await lines(['story', 'B0000312700', fixture('samples/10-interleaved-and-rejections')], 'attempt');
    const [only] = await lines(['story', 'B0000000031', fixture('stories/faillog-only')], 'attempt');
    assert.equal(only!.attempt, null);
  });
});

const onLinux = { skip: process.platform === 'linux' ? false : 'needs several loopback addresses and a silent one' };
const limits = ['--connect-timeout', '1', '--greeting-timeout', '5', '--reply-timeout', '5'];

const SENDER = [
  ptr('9.113.0.203.in-addr.arpa', 'mail.sender.test'),
  a('mail.sender.test', '203.0.113.9'),
  txt('sender.test', 'v=spf1 ip4:203.0.113.0/24 -all'),
  txt('twice.test', 'v=spf1 -all'),
  txt('twice.test', 'v=spf1 +all'),
  txt('_dmarc.sender.test', 'v=DMARC1; p=quarantine'),
  a('9.113.0.203.list.test', '127.0.0.2'),
  txt('9.113.0.203.list.test', 'listed for a test'),
];

/** More exchangers than are probed; the first is known to DNS alone, the second is the same host. */
const MANY = [
  mx('many.test', 1, 'mx.many.test'),
  a('mx.many.test', '127.0.0.3'),
  mx('many.test', 2, '127.0.0.3'),
  ...Array.from({ length: 30 }, (_, i) => mx('many.test', 10 + i, `127.0.0.${20 + i}`)),
];

describe('senderlog, on the wire', onLinux, () => {
  it('mx: servers that disagree, an alias, addresses that differ', async () => {
    const one = await startDnsFaultServer(zone([mx('example.test', 10, 'localhost'), a('localhost', '198.51.100.9')]));
    const other = await startDnsFaultServer(
      zone([mx('example.test', 10, '127.0.0.3'), mx('example.test', 20, 'no.test')]),
    );
    const alias = await startDnsFaultServer(
      zone([cname('example.test', 'real.test'), mx('real.test', 5, '127.0.0.4')]),
    );
    const failing = await startDnsFaultServer(() => ({ rcode: 'SERVFAIL', authoritative: true }));
    const silent = `127.0.0.1:${await closedPort()}`;
    try {
      const servers = [one.server, other.server, alias.server, failing.server, silent].flatMap(s => ['--server', s]);
      await lines(['mx', 'example.test', ...servers, ...limits], 'mx');
      await lines(['mx', '例え.test', '--server', one.server, ...limits], 'mx');
    } finally {
      await Promise.all([one, other, alias, failing].map(server => server.close()));
    }
  });

  it('probe: STARTTLS, MAIL and RCPT, a refusal, a close, a port where nothing listens', async () => {
    const good = await startSmtpFaultServer({
      on: { ehlo: '250-mx.example.test\r\n250 STARTTLS\r\n', starttls: { starttls: 'expired' } },
    });
    const broken = await startSmtpFaultServer({
      on: { ehlo: '250-mx.example.test\r\n250 STARTTLS\r\n', starttls: { starttls: 'broken' } },
    });
    const odd = await startSmtpFaultServer({ greeting: ['220 ok\r\n250 too early\r\n'], on: { ehlo: 'close' } });
    try {
      const envelope = ['--from', 'taro@sender.test', '--to', 'hanako@example.test', '--helo', 'mail.sender.test'];
      await lines(['probe', `localhost:${good.port}`, '--starttls', ...envelope, ...limits], 'probe');
      await lines(['probe', `127.0.0.1:${odd.port}`, ...limits], 'probe');
      await lines(['probe', `127.0.0.1:${broken.port}`, '--starttls', ...limits], 'probe');
      await lines(['probe', `127.0.0.1:${await closedPort()}`, ...limits], 'probe');
    } finally {
      await Promise.all([good, broken, odd].map(server => server.close()));
    }
  });

  it('route, with the sender side and control hosts; retrace', async () => {
    const port = await closedPort();
    const records = [mx('example.test', 10, '127.0.0.2'), mx('example.test', 20, '127.0.0.3'), ...MANY, ...SENDER];
    const dns = await startDnsFaultServer(zone(records));
    const works = await startSmtpFaultServer({
      host: '127.0.0.3',
      port,
      on: { ehlo: '250-mx.example.test\r\n250 STARTTLS\r\n', starttls: { starttls: 'expired' } },
    });
    const refuses = await startSmtpFaultServer({ host: '127.0.0.2', port, greeting: ['554 5.7.1 no\r\n', 'close'] });
    const args = ['route', 'example.test', '--server', dns.server, '--port', String(port), ...limits];
    const about = ['--sender-address', '203.0.113.9', '--sender-domain', 'sender.test', '--dnsbl', 'list.test'];
    try {
      const [result] = await lines([...args, ...about, '--ptr', '--spf', '--dmarc'], 'route');
      const reply = { code: 550, enhanced: null, text: '550 no', origin: 'remote' } as const;
      const failed = { domain: 'example.test', host: '127.0.0.3', stage: 'rcpt', reply, socketError: null } as const;
      const recorded = { ...failed, at: '2026-11-24T13:07:13', fixBy: ['us'] } as const;
      const silent = { ...recorded, reply: null, stage: 'connect', socketError: 10060 } as const;
      for (const one of [recorded, silent])
        shapes.check(JSON.parse(JSON.stringify(await retrace(one, { saved: JSON.stringify(result) }))), 'retrace');
      const servers = [dns.server];
      const logEvidence = { allTimedOutSince: null, destinations: 0, lastReachedAt: '2026-11-24T13:07:13' };
      shapes.check(await checkRoute({ domain: 'example.test', servers, port, logEvidence }), 'route');
      await lines(['route', '例え.test', '--server', dns.server], 'route');
      await lines(['route', 'many.test', '--server', dns.server, '--port', String(port), ...limits], 'route');
      const own = ['--source', '127.0.0.1', '--helo', 'nowhere.test', '--starttls'];
      await lines([...args, ...own, '--ptr', '--spf', '--dmarc'], 'route');
      await lines([...args, '--sender-domain', 'twice.test', '--spf'], 'route');
    } finally {
      await Promise.all([dns, works, refuses].map(server => server.close()));
    }
  });

  it('route: nobody answers but a control host', async () => {
    const port = await closedPort();
    const dns = await startDnsFaultServer(zone([mx('example.test', 10, '127.0.0.2')]));
    const silent = await startSilentServer('127.0.0.2', port);
    const blocked = await startSilentServer('127.0.0.10', port);
    const control = await startSmtpFaultServer({ host: '127.0.0.9', port });
    const args = ['route', 'example.test', '--server', dns.server, '--port', String(port), ...limits];
    try {
      await lines([...args, '--control', '127.0.0.9', '--control', '127.0.0.10'], 'route');
      await lines([...args, '--control', '127.0.0.10'], 'route');
      await lines(args, 'route');
    } finally {
      await Promise.all([dns, silent, blocked, control].map(server => server.close()));
    }
  });
});

describe('the language server', () => {
  const file = fixture('recorded/07-connect-timeout-short/senderlog/261124.log');
  const document = new LogDocument(pathToFileURL(file).href, 'senderlog', 1, readFileSync(file, 'utf8'));
  const line = (part: string) =>
    readFileSync(file, 'utf8')
      .split(/\r\n|\r|\n/)
      .findIndex(text => text.includes(part));
  const cancel = { aborted: false };
  const c = engine();

  it('senderlog/attemptAt and senderlog/logFacts', () => {
    shapes.check(attemptAt(document, { line: line('ConnectHost('), character: 0 }), 'attemptAnswer');
    shapes.check(logFacts(document), 'logFacts');
    const other = fixture('recorded/02-user-unknown-giveup-short/senderlog/261124.log');
    const refused = new LogDocument(pathToFileURL(other).href, 'senderlog', 1, readFileSync(other, 'utf8'));
    shapes.check(attemptAt(refused, { line: 4, character: 0 }), 'attemptAnswer');
    shapes.check(logFacts(refused), 'logFacts');
  });

  it('senderlog/explain and senderlog/catalogue', () => {
    const { exact, ...answer } = explain({ query: '550' }, c);
    assert.equal(exact, true);
    shapes.check(answer, 'explanation');
    for (const item of catalogueItems({ query: '550' }, c)) shapes.check(item, 'catalogueItem');
  });

  it('senderlog/story and senderlog/trace', async () => {
    const where = (name: string) => ({ document: undefined, folders: [pathToFileURL(fixture(name)).href] });
    const told = await story('B0000123011', where('recorded/02-user-unknown-giveup-short'), logAccess(), c, cancel);
    shapes.check(JSON.parse(JSON.stringify(told)), 'storyDocument');
    for (const [folder, query] of [
      ['stories/missing-day', 'hanako@example.com 2025-03-10'],
      ['stories/refused-on-receipt', 'ito@example.com 2025-03-10 11:00'],
      ['stories/refused-on-receipt', 'nobody-at-all@example.org'],
    ] as const)
      shapes.check(
        JSON.parse(JSON.stringify(await trace(query, where(folder), logAccess(), c, cancel))),
        'traceAnswer',
      );
  });
});

/** Of notes that need half a minute of silence, and a system that ignores the source address; `routeHost.notes` is met. */
const RARE: ReadonlySet<string> = new Set(['probe.notes', 'probeNote.ms', 'probeNote.address']);

after(() => {
  if (process.platform !== 'linux') return;
  const unmet = shapes.unmet().filter(field => !RARE.has(field));
  assert.deepEqual(unmet, [], 'fields of docs/reference.md that nothing real had');
});
