import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { explainExtension } from '../../../../../client/src/probes/render/extensions.ts';
import { renderMx } from '../../../../../client/src/probes/render/mx.ts';
import { dnsFailures, mxProblems, mxSentences, mxTexts } from '../../../../../client/src/probes/render/mx-texts.ts';
import { renderProbe } from '../../../../../client/src/probes/render/probe.ts';
import {
  certificateProblems,
  failures,
  notes,
  probeSentences,
  probeTexts,
} from '../../../../../client/src/probes/render/probe-texts.ts';
import { stageNames } from '../../../../../client/src/probes/render/text.ts';
import type {
  BothLanguages,
  MxAnswer,
  MxResult,
  ProbeResult,
  ProbeStep,
} from '../../../../../client/src/probes/types.ts';

function answer(part: Partial<MxAnswer>): MxAnswer {
  return {
    server: '192.0.2.53',
    transport: 'udp',
    rcode: 'NOERROR',
    authoritative: false,
    truncated: false,
    timeMs: 12,
    failure: null,
    verdict: 'works',
    aliasOf: null,
    mx: [],
    ...part,
  };
}

function mxResult(part: Partial<MxResult>): MxResult {
  return {
    ok: true,
    verdict: 'works',
    domain: 'example.jp',
    unicodeDomain: null,
    answers: [],
    differences: [],
    ...part,
  };
}

function step(part: Partial<ProbeStep>): ProbeStep {
  return { stage: 'ehlo', sent: null, reply: null, timeMs: 5, failure: null, notes: [], ...part };
}

function probeResult(part: Partial<ProbeResult>): ProbeResult {
  return {
    ok: true,
    verdict: 'works',
    host: 'mx.example.jp',
    address: '192.0.2.1',
    port: 25,
    localAddress: '10.0.0.5:50000',
    steps: [],
    extensions: [],
    tls: null,
    notes: [],
    ...part,
  };
}

const connected = step({ stage: 'connect', timeMs: 12 });
const greeted = step({
  stage: 'greeting',
  timeMs: 230,
  reply: { code: 220, enhanced: null, text: 'mx.example.jp ESMTP', origin: 'remote' },
});

describe('the texts', () => {
  const tables: Readonly<Record<string, Readonly<Record<string, BothLanguages>>>> = {
    mxSentences,
    mxProblems,
    dnsFailures,
    mxTexts,
    probeSentences,
    failures,
    notes,
    certificateProblems,
    probeTexts,
    stageNames,
  };
  for (const [table, texts] of Object.entries(tables))
    it(`of ${table} name the same things in both languages`, () => {
      for (const [key, text] of Object.entries(texts)) {
        const names = (value: string): string[] => [...new Set(value.match(/\{\w+\}/g) ?? [])].sort();
        assert.deepEqual(names(text.ja), names(text.en), key);
        assert.ok(text.en.length > 0 && text.ja.length > 0, key);
      }
    });
});

describe('the MX transcript', () => {
  const result = mxResult({
    answers: [
      answer({
        mx: [
          {
            preference: 10,
            exchange: 'mx1.example.jp',
            ttl: 3600,
            addresses: [
              { address: '192.0.2.1', family: 4, source: 'system' },
              { address: '2001:db8::1', family: 6, source: 'system' },
            ],
            problem: null,
          },
          { preference: 20, exchange: 'old.example.jp', ttl: 60, addresses: [], problem: 'no-address' },
        ],
      }),
    ],
    differences: [
      { kind: 'addresses-differ', server: '192.0.2.53', host: 'mx1.example.jp', dns: ['192.0.2.1'], system: [] },
    ],
  });

  it('reads as nslookup users expect, the verdict first', () => {
    assert.deepEqual(renderMx(result, 'en'), [
      'example.jp: mail goes to 2 MX host(s), mx1.example.jp first.',
      '',
      'Server:  192.0.2.53 (UDP, 12 ms)',
      'Non-authoritative answer: NOERROR',
      'example.jp\tMX preference = 10, mail exchanger = mx1.example.jp (TTL 3600 s)',
      'mx1.example.jp\tinternet address = 192.0.2.1',
      'mx1.example.jp\tAAAA IPv6 address = 2001:db8::1',
      'example.jp\tMX preference = 20, mail exchanger = old.example.jp (TTL 60 s)',
      '!! old.example.jp has no address: this MX leads nowhere.',
      '',
      'Differences:',
      '!! mx1.example.jp: 192.0.2.53 says 192.0.2.1; the operating system of this machine says none, and E-Post connects to what its operating system says.',
    ]);
  });

  it('is Japanese for Japanese users', () => {
    const lines = renderMx(result, 'ja');
    assert.equal(lines[0], 'example.jp: MX は 2 件です。最初の配送先は mx1.example.jp です。');
    assert.equal(lines[3], '権限のない回答: NOERROR');
  });

  it('names the failure precisely', () => {
    const failed = mxResult({
      ok: false,
      verdict: 'dns-timeout',
      answers: [answer({ rcode: null, failure: 'timeout', verdict: 'dns-timeout', timeMs: 10_000 })],
    });
    assert.deepEqual(renderMx(failed, 'en'), [
      'The DNS server 192.0.2.53 gave no answer about example.jp.',
      '',
      'Server:  192.0.2.53 (UDP, 10000 ms)',
      'No answer: no answer within 10000 ms.',
    ]);
    const refused = mxResult({
      verdict: 'dns-refused',
      answers: [answer({ rcode: 'REFUSED', verdict: 'dns-refused' })],
    });
    assert.match(renderMx(refused, 'ja')[0] ?? '', /拒否されました \(REFUSED\)/);
  });

  it('shows an IDN in both forms, a null MX, and a cut list', () => {
    const lines = renderMx(
      mxResult({
        verdict: 'null-mx',
        domain: 'xn--wgv71a119e.jp',
        unicodeDomain: '日本語.jp',
        answers: [
          answer({
            verdict: 'null-mx',
            truncated: true,
            mx: [{ preference: 0, exchange: '.', ttl: 5, addresses: [], problem: null }],
          }),
        ],
      }),
      'en',
    );
    assert.match(lines[0] ?? '', /^日本語\.jp \(xn--wgv71a119e\.jp\) declares/);
    assert.ok(lines.includes('xn--wgv71a119e.jp\tMX preference = 0, mail exchanger = . (no mail accepted, TTL 5 s)'));
    assert.ok(lines.includes('!! The list is incomplete.'));
  });
});

describe('the SMTP transcript', () => {
  const good = probeResult({
    extensions: ['SIZE 10485760', 'X-OWN'],
    steps: [
      connected,
      greeted,
      step({
        sent: 'EHLO mail.example.jp',
        reply: { code: 250, enhanced: null, text: 'mx.example.jp\nSIZE 10485760\nX-OWN', origin: 'remote' },
      }),
      step({
        stage: 'quit',
        sent: 'QUIT',
        reply: { code: 221, enhanced: '2.0.0', text: '2.0.0 Bye', origin: 'remote' },
      }),
    ],
  });

  it('reads as telnet users expect, the verdict first', () => {
    assert.deepEqual(renderProbe([good], 'en'), [
      'mx.example.jp [192.0.2.1]:25 works: it talks SMTP and refuses nothing so far.',
      '',
      '-- Connected to 192.0.2.1 port 25 from 10.0.0.5:50000 (12 ms)',
      '<- 220 mx.example.jp ESMTP (230 ms)',
      '-> EHLO mail.example.jp',
      '<- 250-mx.example.jp',
      '<- 250-SIZE 10485760',
      '<- 250 X-OWN (5 ms)',
      '--   SIZE: largest message it takes: 10.0 MB (RFC 1870)',
      '-> QUIT',
      '<- 221 2.0.0 Bye (5 ms)',
    ]);
  });

  it('quotes the reply that decided', () => {
    const refused = probeResult({
      ok: false,
      verdict: 'refused-by-peer',
      steps: [
        connected,
        greeted,
        step({
          stage: 'rcpt',
          sent: 'RCPT TO:<a@example.jp>',
          reply: { code: 550, enhanced: '5.1.1', text: '5.1.1 no such user\n5.1.1 bye', origin: 'remote' },
        }),
        step({ stage: 'rset', sent: 'RSET' }),
        step({ stage: 'quit', sent: 'QUIT' }),
      ],
    });
    assert.equal(
      renderProbe([refused], 'en')[0],
      'mx.example.jp [192.0.2.1]:25 refuses us at RCPT TO: 550 5.1.1 no such user',
    );
    assert.equal(
      renderProbe([refused], 'ja')[0],
      'mx.example.jp [192.0.2.1]:25 に RCPT TO で拒否されました: 550 5.1.1 no such user',
    );
  });

  it('says exactly how the connection failed', () => {
    const failed = (kind: 'timeout' | 'refused', code: string | null, verdict: 'connect-timeout' | 'connect-refused') =>
      probeResult({
        ok: false,
        verdict,
        localAddress: null,
        steps: [step({ stage: 'connect', timeMs: 21_004, failure: { kind, code, detail: null } })],
      });
    assert.deepEqual(renderProbe([failed('timeout', null, 'connect-timeout')], 'en'), [
      'mx.example.jp [192.0.2.1]:25 does not answer: no connection within 21 s.',
      '',
      '!! 192.0.2.1 port 25: timed out after 21004 ms (21004 ms)',
    ]);
    assert.match(
      renderProbe([failed('refused', 'ECONNREFUSED', 'connect-refused')], 'ja')[2] ?? '',
      /接続拒否, ECONNREFUSED/,
    );
  });

  it('gives each address its own sentence, and the good one decides', () => {
    const bad = probeResult({
      ok: false,
      verdict: 'connect-refused',
      address: '192.0.2.9',
      steps: [step({ stage: 'connect', failure: { kind: 'refused', code: 'ECONNREFUSED', detail: null } })],
    });
    const lines = renderProbe([bad, good], 'en');
    assert.match(lines[0] ?? '', /^mx\.example\.jp \[192\.0\.2\.1\]:25 works/);
    assert.match(lines[2] ?? '', /^mx\.example\.jp \[192\.0\.2\.9\]:25 refuses the connection/);
  });

  it('keeps a line without a code as it is', () => {
    const result = probeResult({
      verdict: 'protocol-error',
      steps: [
        connected,
        step({
          stage: 'greeting',
          reply: { code: null, enhanced: null, text: 'SSH-2.0', origin: 'remote' },
          failure: { kind: 'no-reply-code', code: null, detail: null },
          notes: [{ note: 'line-without-code', text: 'SSH-2.0' }],
        }),
      ],
    });
    const lines = renderProbe([result], 'en');
    assert.ok(lines.includes('<- SSH-2.0'));
    assert.match(
      lines[0] ?? '',
      /does not keep to SMTP at the greeting: no reply code at the begin of the line: SSH-2\.0$/,
    );
  });

  it('explains the keywords that matter and no others', () => {
    assert.match(explainExtension('AUTH PLAIN LOGIN', 'ja') ?? '', /PLAIN LOGIN/);
    assert.match(explainExtension('SIZE', 'en') ?? '', /no limit stated/);
    assert.equal(explainExtension('X-OWN', 'en'), null);
    assert.equal(explainExtension('constructor', 'en'), null);
  });
});
