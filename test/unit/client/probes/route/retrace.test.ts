import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { ProbeInputError } from '../../../../../client/src/probes/input-error.ts';
import { compareReplies } from '../../../../../client/src/probes/route/compare.ts';
import { retrace } from '../../../../../client/src/probes/route/retrace.ts';
import type { RecordedAttempt, RetraceOptions, RetraceResult } from '../../../../../client/src/probes/route/types.ts';
import type { Verdict } from '../../../../../client/src/probes/verdicts.ts';
import type { SmtpFaultServer, SmtpScript } from '../../../../support/smtp-fault-server.ts';
import { host, reply, route, step } from './builders.ts';
import { inLaboratory, type Laboratory, one, onLinux, twoKnown } from './laboratory.ts';

function recorded(part: Partial<RecordedAttempt>): RecordedAttempt {
  return {
    domain: 'example.jp',
    host: 'a.example.jp',
    stage: 'greeting',
    reply: null,
    socketError: null,
    at: '2026-11-01T09:00:00',
    ...part,
  };
}

async function live(
  attempt: Partial<RecordedAttempt>,
  script: SmtpScript | null,
  laboratory: Laboratory = {},
): Promise<{ readonly result: RetraceResult; readonly server: SmtpFaultServer | undefined }> {
  return inLaboratory(
    { mx: one, hosts: twoKnown, servers: script === null ? {} : { '127.0.0.2': script }, ...laboratory },
    async (options, servers) => {
      const { domain: _, ...rest } = options;
      return { result: await retrace(recorded(attempt), rest), server: servers.get('127.0.0.2') };
    },
  );
}

const blocked = reply(554, 'Your address 192.0.2.1 is on our list', '5.7.1');
const own451 = (numbers: string) =>
  ({ ...reply(451, `Requested action aborted: error in processing.(code=${numbers})`), origin: 'epost' }) as const;

describe('a retrace', onLinux, () => {
  type Row = readonly [string, Partial<RecordedAttempt>, SmtpScript | null, Verdict, readonly string[]];
  const table: readonly Row[] = [
    [
      'the same refusal, with another number in it',
      { reply: blocked },
      { greeting: '554 5.7.1 Your address 192.0.2.77 is on our list\r\n' },
      'same-as-recorded',
      ['us', 'peer'],
    ],
    ['the refusal is gone', { reply: blocked }, {}, 'works-now', []],
    [
      'another refusal',
      { reply: blocked },
      { greeting: '554 5.3.2 System is shut down\r\n' },
      'fails-elsewhere',
      ['peer'],
    ],
    ['another stage', { reply: blocked }, { on: { ehlo: '421 4.7.0 x\r\n' } }, 'fails-elsewhere', ['peer']],
    ['refused connection, still', { stage: 'connect', socketError: 10061 }, null, 'same-as-recorded', ['peer']],
    ['refused connection, gone', { stage: 'connect', socketError: 10061 }, {}, 'works-now', []],
    ['time-out then, refused now', { stage: 'connect', socketError: 10060 }, null, 'fails-elsewhere', ['peer']],
    [
      'E-Post says 451 (code=0/0), the server closes',
      { reply: own451('0/0'), socketError: 0 },
      { greeting: 'close' },
      'same-as-recorded',
      ['peer'],
    ],
    [
      'E-Post says 451 (code=10054/ffffffff) after EHLO, the server resets',
      { stage: 'ehlo', reply: own451('10054/ffffffff'), socketError: 10054 },
      { on: { ehlo: 'reset' } },
      'same-as-recorded',
      ['peer'],
    ],
    ['STARTTLS fails, still', { stage: 'starttls' }, brokenTls(), 'same-as-recorded', ['peer']],
    ['a delivery that worked, and would', { stage: 'ehlo', reply: reply(250, 'ok') }, {}, 'same-as-recorded', []],
    [
      'a delivery that worked, and would not',
      { stage: 'ehlo', reply: reply(250, 'ok') },
      { greeting: '554 no\r\n' },
      'fails-elsewhere',
      ['peer'],
    ],
  ];
  for (const [name, attempt, script, verdict, fixBy] of table)
    it(`${name}: ${verdict}`, async () => {
      const { result } = await live(attempt, script);
      assert.deepEqual([result.verdict, result.fixBy], [verdict, fixBy]);
      assert.equal(result.stopsBefore, false);
      assert.equal(result.hostOnPath, true);
    });

  const unknown = reply(550, 'User unknown', '5.1.1');
  const refusing: SmtpScript = { on: { rcpt: '550 5.1.1 <b@example.jp>: User unknown\r\n' } };

  it('stops before MAIL and says so, without addresses', async () => {
    const { result, server } = await live({ stage: 'rcpt', reply: unknown, fixBy: ['recipient'] }, refusing);
    assert.equal(result.verdict, 'undecided');
    assert.equal(result.stopsBefore, true);
    assert.equal(result.liveStage, 'ehlo');
    assert.deepEqual(result.fixBy, ['recipient']);
    assert.deepEqual(server?.received, ['EHLO mail.sender.example', 'QUIT']);
  });

  it('goes as far as RCPT with addresses given for it', async () => {
    const options = { from: 'a@sender.example', to: 'b@example.jp' };
    const { result, server } = await live({ stage: 'rcpt', reply: unknown }, refusing, { options });
    assert.equal(result.verdict, 'same-as-recorded');
    assert.deepEqual(result.fixBy, ['recipient']);
    assert.ok(!server?.received.some(line => line.startsWith('DATA')));
  });

  it('never sends DATA, so that a refusal of the mail itself stays open', async () => {
    const options = { from: 'a@sender.example', to: 'b@example.jp' };
    const { result, server } = await live({ stage: 'final', reply: reply(554, 'spam') }, {}, { options });
    assert.equal(result.verdict, 'undecided');
    assert.equal(result.liveStage, 'rcpt');
    assert.equal(result.stopsBefore, true);
    assert.ok(!server?.received.some(line => line.startsWith('DATA')));
  });

  it('does not go beyond the recorded stage, addresses or not', async () => {
    const options = { from: 'a@sender.example', to: 'b@example.jp' };
    const { server } = await live({ reply: blocked }, {}, { options });
    assert.deepEqual(server?.received, ['EHLO mail.sender.example', 'QUIT']);
  });

  it('says where the host of the log is not on the path any more', async () => {
    const { result } = await live({ host: 'old.example.jp', reply: blocked }, {});
    assert.equal(result.hostOnPath, false);
    assert.equal(result.verdict, 'works-now');
    assert.equal(result.compared?.host, 'a.example.jp');
  });

  it('a name that could not be resolved, still', async () => {
    const attempt = { host: null, stage: 'resolve' } as const;
    const { result } = await live(attempt, null, { dns: () => ({ rcode: 'NXDOMAIN' }) });
    assert.equal(result.verdict, 'same-as-recorded');
    assert.equal(result.live.verdict, 'nxdomain');
    assert.equal(result.hostOnPath, null);
  });

  it('is never certain from a machine that is not the mail server', async () => {
    assert.equal((await live({ reply: blocked }, {})).result.confidence, 'medium');
  });

  it('makes log text safe to print', async () => {
    const { result } = await live({ reply: reply(554, '\u001b[2J\u202e'), host: 'a\u009bb' }, {});
    assert.doesNotMatch(JSON.stringify(result.recorded), /[\u001b\u009b\u202e]/);
  });
});

describe('a retrace with a saved result', () => {
  const greeting = step({ stage: 'greeting', reply: reply(554, 'Your address is on our list', '5.7.1') });
  const saved = route({
    ok: false,
    verdict: 'refused-by-peer',
    hosts: [host('refused-by-peer', { host: 'a.example.jp', steps: [step({ stage: 'connect' }), greeting] })],
    runFrom: { machine: 'mailsv', addresses: ['192.0.2.1'], isMailServer: true },
  });
  const attempt = recorded({ reply: blocked });
  const offline: RetraceOptions = { resolve: () => Promise.reject(new Error('nothing may be asked')) };

  it('runs nothing here', async () => {
    const result = await retrace(attempt, { ...offline, saved: JSON.stringify(saved) });
    assert.equal(result.verdict, 'same-as-recorded');
    assert.equal(result.fromSaved, true);
    assert.equal(result.live.runFrom.machine, 'mailsv');
    assert.equal(result.confidence, 'high');
  });

  it('refuses the result of another domain', async () => {
    const other = { ...saved, domain: 'other.example' };
    await assert.rejects(retrace(attempt, { ...offline, saved: JSON.stringify(other) }), ProbeInputError);
  });
});

describe('two replies', () => {
  const pairs: readonly (readonly [ReturnType<typeof reply>, ReturnType<typeof reply>, string])[] = [
    [reply(550, 'User unknown', '5.1.1'), reply(550, 'User unknown', '5.1.1'), 'same'],
    [
      reply(451, 'Greylisted, try again in 299 s', '4.7.1'),
      reply(451, 'Greylisted, try again in 12 s', '4.7.1'),
      'same',
    ],
    [reply(550, 'no such user', '5.1.1'), reply(553, 'mailbox does not exist', '5.1.1'), 'alike'],
    [reply(550, 'User unknown', '5.1.1'), reply(550, 'Blocked', '5.7.1'), 'different'],
    [reply(550, 'User unknown'), reply(550, 'Your host is blocked by our list'), 'different'],
    [reply(450, 'try later'), reply(550, 'try later'), 'different'],
  ];
  for (const [first, second, likeness] of pairs)
    it(`${first.code} ${first.text} / ${second.code} ${second.text}: ${likeness}`, () => {
      assert.equal(compareReplies(first, second), likeness);
    });
});

function brokenTls(): SmtpScript {
  return { on: { ehlo: '250-x\r\n250 STARTTLS\r\n', starttls: { starttls: 'broken' } } };
}
