import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { renderRetrace } from '../../../../../client/src/probes/render/retrace.ts';
import { recordedStages, retraceTexts } from '../../../../../client/src/probes/render/retrace-texts.ts';
import { renderRoute, renderRouteProgress } from '../../../../../client/src/probes/render/route.ts';
import * as routeTables from '../../../../../client/src/probes/render/route-texts.ts';
import { renderSender } from '../../../../../client/src/probes/render/sender.ts';
import * as senderTables from '../../../../../client/src/probes/render/sender-texts.ts';
import type { RecordedAttempt, RetraceResult, RouteResult } from '../../../../../client/src/probes/route/types.ts';
import type { BothLanguages } from '../../../../../client/src/probes/types.ts';
import { VERDICTS } from '../../../../../client/src/probes/verdicts.ts';
import { control, host, reply, route, step } from './builders.ts';

describe('the texts of route check and retrace', () => {
  const { silentGateway, silentByLog, ...tables } = routeTables;
  const all: Readonly<Record<string, Readonly<Record<string, BothLanguages>>>> = {
    ...tables,
    ...senderTables,
    single: { silentGateway, silentByLog },
    recordedStages,
    retraceTexts,
  };
  for (const [table, texts] of Object.entries(all))
    it(`${table} has both languages with the same values`, () => {
      const values = (text: string): string[] => [...text.matchAll(/\{\w+\}/g)].map(match => match[0]).sort();
      for (const [key, { en, ja }] of Object.entries(texts)) {
        assert.ok(en !== '' && ja !== '', key);
        assert.deepEqual(values(en), values(ja), key);
      }
    });
});

const greeted = step({ stage: 'greeting', reply: reply(554, 'on our list', '5.7.1') });
const connected = step({ stage: 'connect' });
const silent = step({ stage: 'connect', timeMs: 21_000, failure: { kind: 'timeout', code: null, detail: null } });
const dead = host('connect-timeout', { steps: [silent] });

describe('a route check as text', () => {
  const cases: readonly (readonly [string, Partial<RouteResult>, RegExp, RegExp])[] = [
    [
      'a path that works',
      { hosts: [host('works', { steps: [connected] })] },
      /^Mail to example\.jp gets through: mx\.example\.jp \[203\.0\.113\.1\]:25 .*\(confidence: high\)$/,
      /^example\.jp への配送経路は正常です。.*\(確度: 高\)$/,
    ],
    [
      'a refusal',
      { verdict: 'refused-by-peer', hosts: [host('refused-by-peer', { steps: [connected, greeted] })] },
      /^example\.jp: mx\.example\.jp .* refuses us at the greeting: 554 5\.7\.1 on our list/,
      /^example\.jp: mx\.example\.jp .* に拒否|^example\.jp: mx\.example\.jp .*拒否されました: 554 5\.7\.1 on our list/,
    ],
    [
      'a blocked port',
      {
        verdict: 'port-25-blocked',
        hosts: [dead],
        controls: [control('connect-timeout', { otherPort: 443 })],
        families: [
          {
            family: 4,
            verdict: 'port-25-blocked',
            confidence: 'high',
            needs: [],
            otherPortAt: 'mx.other.example:443',
          },
        ],
      },
      /^Port 25 is blocked on the way out of this machine: neither example\.jp nor the 1 control host\(s\) .*mx\.other\.example:443/,
      /^このマシンから外部の 25 番ポートへの通信が遮断されています/,
    ],
    [
      'an open question',
      { verdict: 'undecided', confidence: 'low', hosts: [dead], needs: ['control-hosts'] },
      /^No host of example\.jp answers on port 25; .*not decided\. \(confidence: low\)$/,
      /判定できません。 \(確度: 低\)$/,
    ],
    [
      'a dead receiver',
      { verdict: 'connect-timeout', hosts: [dead], controls: [control('works')] },
      /^No host of example\.jp answers: .*while other receivers can be reached from here/,
      /ほかの受信サーバには接続できています/,
    ],
    [
      'a silent gateway',
      { verdict: 'connect-timeout', hosts: [{ ...dead, via: 'gateway', port: 587 }] },
      /^The gateway mx\.example\.jp \[203\.0\.113\.1\]:587 for example\.jp does not answer/,
      /^example\.jp 宛てのゲートウェイ .*:587 から応答がありません/,
    ],
    [
      'a cancelled check',
      { verdict: 'cancelled' },
      /^The route check of example\.jp was cancelled\.$/,
      /中止されました。$/,
    ],
  ];
  for (const [name, part, en, ja] of cases)
    it(`begins with the verdict in one sentence: ${name}`, () => {
      assert.match(renderRoute(route(part), 'en')[0] ?? '', en);
      assert.match(renderRoute(route(part), 'ja')[0] ?? '', ja);
    });

  it('has a sentence for every verdict, and leaves no value open', () => {
    for (const verdict of VERDICTS)
      for (const lang of ['en', 'ja'] as const) {
        const lines = renderRoute(route({ verdict, hosts: [host(verdict, { steps: [connected] })] }), lang);
        assert.doesNotMatch(lines.join('\n'), /\{\w+\}/, verdict);
        assert.ok((lines[0]?.length ?? 0) > 15, verdict);
      }
  });

  it('says from where it was run, and what that is worth', () => {
    const from = (isMailServer: boolean | null): string =>
      renderRoute(route({ runFrom: { machine: 'pc1', addresses: ['192.0.2.9'], isMailServer } }), 'en').join('\n');
    assert.match(from(true), /Run on pc1 from 192\.0\.2\.9, which is the mail server/);
    assert.match(from(false), /This is not the mail server/);
    assert.match(from(null), /Unless this is the mail server/);
  });

  it('names the controls before they are asked', () => {
    const event = { event: 'controls', source: 'log', hosts: ['mx.other.example'] } as const;
    assert.match(renderRouteProgress(event, 'en').join(), /Asking other receivers of this log.*mx\.other\.example/);
    assert.match(renderRouteProgress(event, 'ja').join(), /mx\.other\.example/);
  });

  it('shows an address that stands on the path twice only once', () => {
    const first = host('works', { steps: [step({ stage: 'ehlo', sent: 'EHLO x', reply: reply(250, 'y') })] });
    const lines = renderRoute(route({ hosts: [first, { ...first, host: 'b.example.jp', sameAs: first.host }] }), 'en');
    assert.equal(lines.filter(line => line === '-> EHLO x').length, 1);
    assert.ok(lines.includes('-- 203.0.113.1 was probed as mx.example.jp already.'));
  });
});

describe('a retrace as text', () => {
  const recorded: RecordedAttempt = {
    domain: 'example.jp',
    host: 'mx.example.jp',
    stage: 'greeting',
    reply: reply(554, 'on our list', '5.7.1'),
    socketError: null,
    at: '2026-11-01T09:00:00',
  };
  const refused = host('refused-by-peer', { steps: [connected, greeted] });
  const result: RetraceResult = {
    ok: false,
    verdict: 'same-as-recorded',
    confidence: 'medium',
    recorded,
    live: route({ ok: false, verdict: 'refused-by-peer', hosts: [refused] }),
    fromSaved: false,
    compared: refused,
    hostOnPath: true,
    liveStage: 'greeting',
    stopsBefore: false,
    fixBy: ['us', 'peer'],
  };

  it('puts recorded and live one above the other', () => {
    assert.deepEqual(renderRetrace(result, 'en').slice(0, 11), [
      'Same as recorded: mx.example.jp [203.0.113.1]:25 still fails at the greeting: 554 5.7.1 on our list (confidence: medium)',
      "-- Who can fix it: us (our server or network), the receiver's administrator",
      '',
      'time (recorded)    2026-11-01T09:00:00',
      'time (live)        2026-11-02T03:04:05.000Z',
      'host (recorded)    mx.example.jp',
      'host (live)        mx.example.jp [203.0.113.1]:25',
      'stage (recorded)   the greeting',
      'stage (live)       the greeting',
      'result (recorded)  554 5.7.1 on our list',
      'result (live)      554 5.7.1 on our list',
    ]);
    assert.match(renderRetrace(result, 'ja')[0] ?? '', /^記録と同じ結果です。.*\(確度: 中\)$/);
  });

  const parts: readonly (readonly [string, Partial<RetraceResult>, RegExp])[] = [
    ['works now', { verdict: 'works-now', ok: true }, /^Works now: what failed at the greeting/],
    ['fails elsewhere', { verdict: 'fails-elsewhere' }, /^Fails in another way: recorded at the greeting; now: /],
    [
      'stops before',
      { verdict: 'undecided', stopsBefore: true, liveStage: 'ehlo', recorded: { ...recorded, stage: 'rcpt' } },
      /^Not decided: .* works up to EHLO; the live check ends before RCPT TO/,
    ],
    [
      'worked when recorded',
      { verdict: 'fails-elsewhere', recorded: { ...recorded, reply: reply(250, 'ok') } },
      /^Fails now: recorded as working/,
    ],
    [
      'no host',
      { compared: null, hostOnPath: null, recorded: { ...recorded, host: null, reply: null } },
      /^Same as recorded: example\.jp/,
    ],
    ['cancelled', { verdict: 'cancelled' }, /^The retrace of example\.jp was cancelled\.$/],
  ];
  for (const [name, part, sentence] of parts)
    it(`begins with the verdict in one sentence: ${name}`, () => {
      assert.match(renderRetrace({ ...result, ...part }, 'en')[0] ?? '', sentence);
      for (const lang of ['en', 'ja'] as const)
        assert.doesNotMatch(renderRetrace({ ...result, ...part }, lang).join('\n'), /\{\w+\}/);
    });

  it('says what E-Post wrote itself', () => {
    const own = {
      ...recorded,
      reply: { ...reply(451, 'Requested action aborted (code=0/0)'), origin: 'epost' as const },
    };
    assert.match(renderRetrace({ ...result, recorded: own }, 'en').join('\n'), /\(written by E-Post itself\)/);
  });
});

describe('the sender side as text', () => {
  it('marks what is wrong', () => {
    const lines = renderSender(
      {
        address: '198.51.100.7',
        domain: 'sender.example',
        ptr: { address: '198.51.100.7', names: ['x.example'], confirmed: [], obstacle: null },
        spf: {
          domain: 'sender.example',
          record: 'v=spf1 -all',
          outcome: 'fail',
          match: '-all',
          lookups: 0,
          voidLookups: 0,
          problem: null,
          obstacle: null,
        },
        dmarc: { domain: 'sender.example', foundAt: null, record: null, policy: null, obstacle: null },
        dnsbl: [{ zone: 'bl.example', outcome: 'refused', codes: ['127.255.255.254'], reason: null }],
      },
      'en',
    );
    assert.deepEqual(lines, [
      '',
      'Sender side:',
      '!! PTR of 198.51.100.7: x.example, but none of them leads back to the address',
      '!! SPF of sender.example: fail: 198.51.100.7 may not send (0 of 10 look-ups)',
      '-- decided by: -all',
      '-- v=spf1 -all',
      '!! DMARC of sender.example: no record',
      '-- bl.example: does not answer this DNS server (127.255.255.254); that is no listing',
    ]);
  });
});
