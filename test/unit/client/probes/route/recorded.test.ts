/** From the line of a recorded log to the verdict: what the engine reads there, against a receiver on loopback now. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { renderRetrace } from '../../../../../client/src/probes/render/retrace.ts';
import { retrace } from '../../../../../client/src/probes/route/retrace.ts';
import type { RetraceResult, RouteOptions } from '../../../../../client/src/probes/route/types.ts';
import { attemptAt } from '../../../../../server/src/features/attempt-at.ts';
import { LogDocument } from '../../../../../server/src/features/document.ts';
import { logFacts } from '../../../../../server/src/features/log-facts.ts';
import { mx, zone } from '../../../../support/dns-fault-server.ts';
import { FIXTURES } from '../../../../support/scenario.ts';
import { inLaboratory, type Laboratory, onLinux } from './laboratory.ts';

/** `text` stands on the line that the cursor is put on. */
async function retraceAt(scenario: string, text: string, laboratory: Laboratory): Promise<RetraceResult> {
  const path = `recorded/${scenario}/senderlog/261124.log`;
  const log = readFileSync(new URL(path, FIXTURES), 'utf8');
  const document = new LogDocument(`file:///${path}`, 'senderlog', 1, log);
  const line = log.split('\r\n').findIndex(one => one.includes(text));
  const recorded = attemptAt(document, { line, character: 30 });
  assert.ok(recorded?.host != null, scenario);
  const { hosts, evidence } = logFacts(document)!;
  return inLaboratory(
    {
      dns: zone([mx(recorded.domain, 10, recorded.host)]),
      hosts: { [recorded.host]: ['127.0.0.2'] },
      ...laboratory,
    },
    ({ domain: _, ...options }) => retrace(recorded, { ...options, logReceivers: hosts, logEvidence: evidence }),
  );
}

const envelope: Partial<RouteOptions> = { from: 'taro@example.jp', to: 'nobody1@example.net' };

describe('a recorded delivery and its receiver now', onLinux, () => {
  it('a user unknown then is unknown still: same-as-recorded, the recipient can fix it', async () => {
    const refusal =
      '550 5.1.1 <nobody1@example.net>: Recipient address rejected: User unknown in virtual mailbox table\r\n';
    const result = await retraceAt('02-user-unknown-giveup-short', 'RCPT TO', {
      servers: { '127.0.0.2': { on: { rcpt: refusal } } },
      options: envelope,
    });
    assert.deepEqual([result.verdict, result.liveStage, result.stopsBefore], ['same-as-recorded', 'rcpt', false]);
    assert.deepEqual(result.fixBy, ['recipient']);
    show('02-user-unknown-giveup-short', result);
  });

  it('the same without addresses: undecided, since RCPT is not repeated', async () => {
    const result = await retraceAt('02-user-unknown-giveup-short', 'RCPT TO', { servers: { '127.0.0.2': {} } });
    assert.deepEqual([result.verdict, result.stopsBefore], ['undecided', true]);
  });

  it('a connection refused then is taken now: works-now', async () => {
    const result = await retraceAt('07-connect-refused-short', 'connect failed', { servers: { '127.0.0.2': {} } });
    assert.deepEqual([result.recorded.socketError, result.verdict], [10061, 'works-now']);
    show('07-connect-refused-short', result);
  });

  it('a 421 then is a 554 now: fails-elsewhere', async () => {
    const result = await retraceAt('03-greeting-421-short', 'ConnectHost(', {
      servers: { '127.0.0.2': { greeting: ['554 5.7.1 Your address is on our list\r\n', 'close'] } },
    });
    assert.deepEqual([result.recorded.reply?.code, result.verdict], [421, 'fails-elsewhere']);
    assert.match(result.recorded.reply?.text ?? '', /^4\.3\.2 mail\.example\.org /);
    show('03-greeting-421-short', result);
  });

  it('a time-out then is silence now, but a control answers: same-as-recorded, with the receiver', async () => {
    const result = await retraceAt('07-connect-timeout-short', 'connect failed', {
      silent: ['127.0.0.2'],
      servers: { '127.0.0.9': {} },
      options: { controlHosts: ['127.0.0.9'], timeouts: { connectMs: 900 } },
    });
    assert.deepEqual([result.verdict, result.live.verdict], ['same-as-recorded', 'connect-timeout']);
    assert.deepEqual(result.fixBy, ['peer']);
  });
});

/** With SHOW=1 the text of docs/probes.md: ports, which are others at each run, as in earnest. */
function show(scenario: string, result: RetraceResult): void {
  if (process.env.SHOW === undefined) return;
  const port = String(result.live.port);
  const text = renderRetrace(result, 'en')
    .join('\n')
    .replaceAll(`:${port}`, ':25')
    .replaceAll(`port ${port}`, 'port 25');
  console.log(`### ${scenario}\n\n${text}\n`);
}
