import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { postmasterReport } from '../../../../../server/src/features/report/postmaster-report.ts';
import { engine } from '../../../../support/engine.ts';
import { markedLog } from '../../../../support/marked.ts';

interface Asked {
  readonly log: readonly string[];
  readonly uri?: string;
  readonly language?: 'en' | 'ja';
  readonly masked?: boolean;
  readonly settings?: object;
}

const URI = 'file:///C:/mail/senderlog/MAILSV01/250310.log';

function reportAt({ log, uri = URI, language = 'en', masked = false, settings = {} }: Asked): string {
  const { document, range } = markedLog(log, uri);
  return postmasterReport(document, range.start, { language, maskAddresses: masked }, engine(language, settings)) ?? '';
}

/** ltime 13386032400 = 2025-03-10 01:00:00 UTC: the server is at +09:00. */
const AGE = '[10:00:00:000] [B0000312044] [example.net] GetTryServer:(ltime(13386042000)-otime(13386042000))/240=(0)';
const REFUSED = [
  '[10:00:00:010] [B0000312044] ConnectHost(mx.example.net)',
  '[10:00:00:100] [B0000312044] SendMailMess:[10:00:00:100] 220 mx.example.net ESMTP',
  '[10:00:00:100] [B0000312044] SendMailMess:EHLO mail.example.jp',
  '[10:00:00:200] [B0000312044] SendMailMess:[10:00:00:200] 250 mx.example.net',
  '[10:00:00:200] [B0000312044] SendMailMess:MAIL FROM:<suzuki@example.jp>',
  '[10:00:00:300] [B0000312044] SendMailMess:[10:00:00:300] 250 2.1.0 Ok',
  '[10:00:00:300] [B0000312044] SendMailMess:RCPT TO:<nobody@example.net>',
  '⟦[10:00:02:500] [B0000312044] SendMailMess:[10:00:02:500] 550-5.1.1 <nobody@example.net>:⟧',
  '550 5.1.1 User unknown',
  '[10:00:02:500] [B0000312044] SendMailMess:QUIT',
];

describe('the report for a postmaster', () => {
  it('tells who, when, where and what was replied, and marks what was computed', () => {
    assert.equal(
      reportAt({ log: [AGE, ...REFUSED] }),
      `Delivery trouble: mail to example.net

To the postmaster: our mail server logged the following. Please compare it with the logs of your server.

Our queue id: B0000312044
Envelope sender: <suzuki@example.jp>
Envelope recipients: <nobody@example.net>
Recipient domain: example.net
Our server says: EHLO mail.example.jp
Our address: (not in the log; please add the IP address that we send from)

Attempts in this log: 1

1. 2025-03-10 10:00:00.010 +09:00 (zone derived) — mx.example.net
   Stage: RCPT TO — 2025-03-10 10:00:02.500 +09:00 (zone derived)
   Your server replied:
   > 550-5.1.1 <nobody@example.net>:
   > 550 5.1.1 User unknown
   2.2 s after the line before it (computed)

Notes:
- Times are those of our server’s clock. "Derived" means: computed from the retry lines of the log, not written in it.
- Replies are quoted as received; control characters are shown as \\u{…}.
- Long replies are cut.
- Credentials are masked.
`,
    );
  });

  it('in Japanese, with addresses masked', () => {
    const text = reportAt({ log: [AGE, ...REFUSED], language: 'ja', masked: true });
    assert.match(text, /^配送障害のご連絡: example\.net 宛てのメール$/m);
    assert.match(text, /^エンベロープ宛先: <\*\*\*@example\.net>$/m);
    assert.match(text, /^ {3}> 550-5\.1\.1 <\*\*\*@example\.net>:$/m);
    assert.match(text, /^- メールアドレスの@より前は伏せています。$/m);
    assert.doesNotMatch(text, /suzuki|nobody/);
  });

  describe('times', () => {
    const first = (asked: Asked): string => /^1\. (.*) — /m.exec(reportAt(asked))?.[1] ?? '';
    const unnamed = 'untitled:Untitled-1';
    const bare = REFUSED.map(line => line.replace(/\[\d\d:\d\d:\d\d:\d{3}\] /g, ''));
    const cases: readonly [what: string, asked: Asked, expected: string][] = [
      ['no retry line: the zone is not known', { log: REFUSED }, '2025-03-10 10:00:00.010 (zone not in the log)'],
      [
        'the zone from the settings says so',
        { log: REFUSED, settings: { server: { timeZone: 'Asia/Tokyo' } } },
        '2025-03-10 10:00:00.010 +09:00 (zone from our settings)',
      ],
      [
        'a zone that does not exist is none',
        { log: REFUSED, settings: { server: { timeZone: 'Nowhere/X' } } },
        '2025-03-10 10:00:00.010 (zone not in the log)',
      ],
      [
        'no file name: the date comes from the retry line',
        { log: [AGE, ...REFUSED], uri: unnamed },
        '2025-03-10 10:00:00.010 +09:00 (date and zone derived)',
      ],
      ['neither: the time of day alone', { log: REFUSED, uri: unnamed }, '10:00:00.010 (date and zone not in the log)'],
      ['a pasted excerpt without stamps', { log: bare, uri: unnamed }, 'time not in the log'],
    ];
    for (const [what, asked, expected] of cases) it(what, () => assert.equal(first(asked), expected));
  });

  it('never says that the peer said what E-Post wrote', () => {
    const text = reportAt({
      log: [
        '[10:00:00:010] [B0000312102] ConnectHost(mx.example.net)',
        '⟦[10:20:00:010] [B0000312102] SendMailMess:[10:20:00:010] 451 Requested action aborted: error in processing.(code=0/ffffffff)⟧',
      ],
    });
    assert.match(text, /Recorded by our server itself, not said by yours:\n {3}> 451 .*\n {3}1200\.0 s after/);
    assert.doesNotMatch(text, /Your server replied/);
  });

  it('names the socket error of a connection that failed', () => {
    const text = reportAt({
      log: [
        '[08:00:00:051] [B0000312333] ConnectHost(mx.down.example)',
        '⟦[08:00:21:066] [B0000312333] ConnectHost: winsock connect failed. (socket error code=10060)⟧',
      ],
    });
    assert.match(text, /Connecting failed, socket error 10060 \(.+\)\n {3}21\.0 s after the line before it/);
  });

  it('says what the receiver accepted, with its own queue id', () => {
    const text = reportAt({
      log: [
        '[10:00:00:010] [B0000312044] ConnectHost(mx.example.net)',
        '[10:00:00:200] [B0000312044] SendMailMess:MAIL FROM:<a@example.jp>',
        '[10:00:00:300] [B0000312044] SendMailMess:[10:00:00:300] 250 2.1.0 Ok',
        '[10:00:00:300] [B0000312044] SendMailMess:RCPT TO:<b@example.net>',
        '[10:00:00:400] [B0000312044] SendMailMess:[10:00:00:400] 250 2.1.5 Ok',
        '[10:00:00:400] [B0000312044] SendMailMess:DATA',
        '[10:00:00:500] [B0000312044] SendMailMess:[10:00:00:500] 354 End data with .',
        '[10:00:00:600] [B0000312044] SendData complete.',
        '⟦[10:00:00:700] [B0000312044] SendMailMess:[10:00:00:700] 250 2.0.0 Ok: queued as 4F1A2B⟧',
        '[10:00:00:700] [B0000312044] SendMailMess:QUIT',
      ],
    });
    assert.match(text, /Your server accepted the message:\n {3}> 250 2\.0\.0 Ok: queued as 4F1A2B/);
  });

  it('masks credentials that a gateway says back, as they were sent and decoded', () => {
    const text = reportAt({
      log: [
        '[10:00:00:010] [B0000312044] ConnectHost(relay.example.jp)',
        '[10:00:00:100] [B0000312044] SendMailMess:[10:00:00:100] 334 UGFzc3dvcmQ6',
        '[10:00:00:100] [B0000312044] SendMailMess:ZHVtbXktcGFzc3dvcmQ=',
        '⟦[10:00:00:200] [B0000312044] SendMailMess:[10:00:00:200] 535 no: ZHVtbXktcGFzc3dvcmQ= is DUMMY-password, AUTH PLAIN AHVzZXIAcGFzcw==⟧',
      ],
    });
    assert.match(text, /> 535 no: \*\*\* is \*\*\*, AUTH PLAIN \*\*\*$/m);
    assert.doesNotMatch(text, /ZHVtbXkt|dummy-password|AHVz/i);
  });

  it('shows control and direction characters of a hostile reply as text, bounded', () => {
    const log = [
      '[10:00:00:010] [B0000312044] ConnectHost(mx.example.net)',
      `⟦[10:00:00:200] [B0000312044] SendMailMess:[10:00:00:200] 550 \u001b[31m\u202e\u0085${'x'.repeat(5000)}⟧`,
    ];
    const text = reportAt({ log });
    assert.match(text, /> 550 \\u\{1b\}\[31m\\u\{202e\}\\u\{85\}x+$/m);
    assert.ok(text.length < 2000, `${text.length} characters`);
  });

  it('covers the retries of the same message, the last ten, numbered by what the log has', () => {
    const log = Array.from({ length: 12 }, (_, i) => [
      `[10:${10 + i}:00:000] [B0000312333${i > 0 ? '-R0001' : ''}] [down.example] GetTryServer:()`,
      `[10:${10 + i}:00:051] [B0000312333${i > 0 ? '-R0001' : ''}] ConnectHost(mx.down.example)`,
      `[10:${10 + i}:21:066] [B0000312333${i > 0 ? '-R0001' : ''}] ConnectHost: winsock connect failed. (socket error code=10060)`,
    ]).flat();
    log[1] = `⟦${log[1]}⟧`;
    const text = reportAt({ log });
    assert.match(text, /^Our queue id: B0000312333, B0000312333-R0001$/m);
    assert.match(text, /^Attempts in this log: 12, the last 10 are listed$/m);
    assert.deepEqual(
      [...text.matchAll(/^(\d+)\. /gm)].map(m => Number(m[1])),
      [3, 4, 5, 6, 7, 8, 9, 10, 11, 12],
    );
  });

  it('from a line of the faillog, with the warning that its reason is only the last', () => {
    const text = reportAt({
      uri: 'file:///C:/mail/faillog/MAILSV01/250311.log',
      log: [
        '⟦B0000312044@mail.example.jp send fail on [11/Mar/2025:10:00:02] from suzuki@example.jp to nobody@example.com [550 5.1.1 no such user]⟧',
      ],
    });
    assert.match(text, /^Envelope recipients: <nobody@example\.com>$/m);
    assert.match(text, /^1\. 2025-03-11 10:00:02 \(zone not in the log\)$/m);
    assert.match(text, /> 550 5\.1\.1 no such user\n {3}This log keeps the last reason only/);
  });

  it('is none where no delivery stands', () => {
    assert.equal(reportAt({ log: ['⟦⟧'] }), '');
  });
});
