import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { ownCause } from '../../../../server/src/diagnosis/cause.ts';
import { ownReply } from '../../../../server/src/logs/phrases.ts';
import {
  type AnsweredStage,
  type AttemptFacts,
  brokenAt,
  failLine,
  findingsOf,
  refusedAt,
  unconnected,
} from '../../../support/log-text.ts';

/** What a single failure shows, slug by slug of the failure catalogue (format reference §7). */

/** With stamps, as in a log; without, as pages and mails show it. */
const FORMS: readonly AttemptFacts[] = [{}, { at: '' }];
const ID = 'B0000312001';
const above = (found: readonly string[]): string[] => found.filter(f => !f.startsWith('information'));

describe('a connection that did not come about', () => {
  for (const [rule, codes] of [
    ['connect-timeout', [10060, 60, 110]],
    ['connect-refused', [10061, 61, 111]],
    ['connect-reset', [10054, 54, 104]],
    ['connect-unreachable', [10051, 10065, 51, 65, 101, 113]],
    ['connect-local-exhaustion', [10055, 55, 105]],
  ] as const) {
    it(`${rule}: ${codes.join(', ')}`, () => {
      for (const code of codes) {
        const lines = [`ConnectHost: winsock connect failed. (socket error code=${code})`];
        for (const form of FORMS) {
          assert.deepEqual(findingsOf({ senderlog: unconnected(lines, form) }), [`warning ${rule} ${ID}`]);
          const senderlog = unconnected(lines, { ...form, givenUp: true });
          const faillog = failLine('Unable to deliver to destination domain');
          assert.deepEqual(findingsOf({ senderlog, faillog }), [`error ${rule} ${ID}`]);
        }
      }
    });
  }

  it('connect-local-exhaustion: no socket', () => {
    const senderlog = unconnected(['ConnectHost: winsock socket()=INVALID_SOCKET.']);
    assert.deepEqual(findingsOf({ senderlog }), [`warning connect-local-exhaustion ${ID}`]);
  });

  it('unresolvable-domain: ConnectHost without a result, or a look-up that found nothing (long output)', () => {
    const host = 'example.com';
    assert.deepEqual(findingsOf({ senderlog: unconnected([], { host }) }), [`warning unresolvable-domain ${ID}`]);
    const long = `
      [10:00:00:001] [${ID}] [example.com] GetTryServer:()
      [10:00:00:002] [${ID}] [example.com] not found queryMXRecode
      [10:00:00:003] [${ID}] [001]:ReturnMail Start:RCPT To=taro@example.jp`;
    assert.deepEqual(findingsOf({ senderlog: long }), [`error unresolvable-domain ${ID}`]);
  });
});

describe('a name that has no address', () => {
  const host = 'example.com';
  const unable = failLine('Unable to deliver to destination domain');

  it('unresolvable-domain: the excerpt ends behind ConnectHost, and the faillog says the rest', () => {
    const senderlog = unconnected([], { host }).split('\n').slice(0, 4).join('\n');
    assert.deepEqual(findingsOf({ senderlog, faillog: unable }), [`error unresolvable-domain ${ID}`]);
    const bounced = `${senderlog}\n[10:00:00:020] [${ID}] [001]:ReturnMail Start:RCPT To=taro@example.jp`;
    assert.deepEqual(findingsOf({ senderlog: bounced }), [`error unresolvable-domain ${ID}`]);
  });

  it("not: the MX host is down, only the domain's own address is missing", () => {
    const down = unconnected(['ConnectHost: winsock connect failed. (socket error code=10061)']);
    const own = unconnected([], { id: `${ID}-R0001`, at: '10:02:00', host, givenUp: true });
    assert.deepEqual(findingsOf({ senderlog: down + own }), [`error connect-refused ${ID}-R0001`]);
  });

  it('not: a connection under way', () => {
    const senderlog = unconnected([], { host }).split('\n').slice(0, 4).join('\n');
    assert.deepEqual(findingsOf({ senderlog }), []);
  });
});

describe("E-Post's own texts", () => {
  const own = [
    '451 Requested action aborted: error in processing.(code=0/0)',
    '451 Requested action aborted: error in processing. (code=10054/ffffffff)',
    '451 Requested action aborted: overflow of token. (size=1023)',
    '451 Requested action aborted: stoped in processing.',
    '451 socket connect failed.',
    '551 error in the OK file system.',
    '551 error in the NG file system.',
  ];
  const others = [
    '451 Requested action aborted: local error in processing',
    '451 Requested action aborted: error in processing.',
    '551 error in the address',
    '551 5.7.1 User not local',
    '550 5.1.1 User unknown',
  ];
  for (const [texts, expected] of [
    [own, true],
    [others, false],
  ] as const)
    for (const text of texts)
      it(`${text}: ${expected ? 'own' : "a peer's"}, to the lexer and to the diagnosis`, () => {
        const bytes = new TextEncoder().encode(text);
        assert.equal(ownReply(bytes, 0, bytes.length, Number(text.slice(0, 3))), expected);
        assert.equal(ownCause(text) !== undefined, expected);
      });
});

describe("E-Post's own 451", () => {
  for (const [rule, pairs] of [
    ['silence-or-close-0-0', ['0/0']],
    ['receive-timeout', ['0/ffffffff', '10060/ffffffff', '60/ffffffff']],
    ['reset-while-reading', ['10054/ffffffff', '54/ffffffff', '104/ffffffff', '10053/ffffffff']],
    ['file-clash-183', ['183/ffffffff', '183/0']],
  ] as const) {
    it(`${rule}: ${pairs.join(', ')}, at any stage; the echo after QUIT does not count`, () => {
      for (const pair of pairs) {
        const reason = `451 Requested action aborted: error in processing.(code=${pair})`;
        const bare = reason.replace('.(', '. (');
        const echo = '451 Requested action aborted: error in processing. (code=10054/ffffffff)';
        const lines = [bare, `SendMailMess:${reason}`, 'SendMailMess:QUIT', echo];
        for (const stage of ['greeting', 'ehlo', 'mail', 'rcpt', 'data', 'final'] as const)
          for (const form of FORMS) {
            assert.deepEqual(findingsOf({ senderlog: brokenAt(stage, lines, form) }), [`warning ${rule} ${ID}`]);
            const faillog = failLine(reason);
            const senderlog = brokenAt(stage, lines, { ...form, givenUp: true });
            assert.deepEqual(findingsOf({ senderlog, faillog }), [`error ${rule} ${ID}`]);
          }
        assert.deepEqual(findingsOf({ faillog: failLine(reason) }), [`error ${rule} ${ID}`]);
      }
    });
  }

  it('an excerpt that lacks the copy behind SendMailMess:', () => {
    const bare = '451 Requested action aborted: error in processing. (code=0/ffffffff)';
    for (const lines of [[bare, 'SendMailMess:QUIT'], [bare]])
      assert.deepEqual(findingsOf({ senderlog: brokenAt('rcpt', lines) }), [`warning receive-timeout ${ID}`]);
  });

  it('not: with two sessions under way it could be that of either', () => {
    const other = '[10:00:00:001] [B0000312002] ConnectHost(mx.example.net)\n';
    const bare = '451 Requested action aborted: error in processing. (code=0/0)';
    const senderlog = other + brokenAt('rcpt', [bare, 'SendMailMess:QUIT']);
    assert.deepEqual(findingsOf({ senderlog }), []);
  });

  it('not: after the mail was accepted', () => {
    const senderlog = `${refusedAt('final', '250 2.0.0 Ok')}451 Requested action aborted: error in processing. (code=0/0)`;
    assert.deepEqual(findingsOf({ senderlog }), []);
  });

  it('service-stopped', () => {
    const text = '451 Requested action aborted: stoped in processing.';
    assert.deepEqual(findingsOf({ senderlog: brokenAt('rcpt', [text, `SendMailMess:${text}`]) }), [
      `warning service-stopped ${ID}`,
    ]);
    assert.deepEqual(findingsOf({ faillog: failLine(text) }), [`error service-stopped ${ID}`]);
  });
});

describe('a connection lost in the body', () => {
  const go = '354 Start mail input;id <B0000999999@mx.example.com> end with <CRLF>.<CRLF>';
  for (const [rule, codes] of [
    ['reset-in-body', [10054, 54, 104, 32]],
    ['abort-in-body', [10053, 53, 103]],
  ] as const) {
    it(`${rule}: ${codes.join(', ')}, in either spelling; the faillog knows only the 354`, () => {
      for (const code of codes)
        for (const cut of [`SendData (socket error code=${code})`, `SendData error=${code}`]) {
          const end = [`SendMailMess:${go}`, '> While delivering, the stopping happened.', 'SendMailMess:QUIT'];
          const lines = [`SendMailMess:${go}`, cut, cut, cut, ...end];
          for (const form of FORMS) {
            const senderlog = brokenAt('data', lines, { ...form, givenUp: true });
            assert.deepEqual(findingsOf({ senderlog, faillog: failLine(go) }), [`error ${rule} ${ID}`]);
          }
        }
    });
  }

  it('cut-after-354: the faillog alone', () => {
    for (const reason of [go, '354 Start mail input; end with <CRLF>.<CRLF>', '354 End data with <CR><LF>.<CR><LF>'])
      assert.deepEqual(findingsOf({ faillog: failLine(reason) }), [`error cut-after-354 ${ID}`]);
  });
});

describe('STARTTLS', () => {
  const own = '451 Requested action aborted: error in processing.(code=0/0)';
  const failed = 'SendMailMess():SSL_connect() failed SMTP=[mx.example.com] PORT=[25]';
  const begun = [
    'SendMailMess:250-mx.example.com',
    'SendMailMess:STARTTLS',
    'SendMailMess:220 2.0.0 Ready to start TLS',
    'SendMailMess():SSL_CTX_new() = 13576624',
    failed,
  ];

  it('starttls-handshake-failed: QUIT, E-Post’s own 451, or once more in clear', () => {
    for (const end of [
      ['SendMailMess:QUIT'],
      [own.replace('.(', '. ('), `SendMailMess:${own}`, 'SendMailMess:QUIT'],
      ['SendMailMess:220 2.0.0 Ready', 'SendMailMess:EHLO mail.example.jp', `SendMailMess:${own}`, 'SendMailMess:QUIT'],
    ]) {
      const senderlog = brokenAt('ehlo', [...begun, ...end], { givenUp: true });
      const faillog = failLine('220 2.0.0 Ready to start TLS');
      assert.deepEqual(findingsOf({ senderlog, faillog }), [`error starttls-handshake-failed ${ID}`]);
    }
  });

  it('starttls-handshake-failed: the faillog alone has the answer to STARTTLS', () => {
    assert.deepEqual(findingsOf({ faillog: failLine('220 2.0.0 Ready to start TLS') }), [
      `error starttls-handshake-failed ${ID}`,
    ]);
  });

  it('starttls-handshake-failed: no TLS session could be made, at connect or later', () => {
    for (const where of ['SendMailMess:SSL_new()', 'SendMailMess:SSL_CTX_new()']) {
      const lines = [...begun.slice(0, 3), `${where} failed SMTP=[mx.example.com] PORT=[25]`, 'SendMailMess:QUIT'];
      const senderlog = brokenAt('ehlo', lines);
      assert.deepEqual(findingsOf({ senderlog }), [`warning starttls-handshake-failed ${ID}`]);
    }
  });

  it('starttls-refused: whatever the words', () => {
    for (const reply of ['454 4.7.0 TLS not available due to local problem', '502 5.5.1 Not implemented', '421 Busy'])
      assert.deepEqual(findingsOf({ senderlog: refusedAt('starttls', reply) }), [`warning starttls-refused ${ID}`]);
  });
});

/** Replies by stage, that of E-Post peers and of the vendor's pages first. */
const REPLIES: readonly (readonly [rule: string, stage: AnsweredStage, replies: readonly string[]])[] = [
  [
    'peer-busy-421',
    'greeting',
    [
      '421 Service Temporarily Unavailable',
      '421 4.3.2 example.com Service not available, closing transmission channel.',
      '421 exceeds an accepting limit.',
    ],
  ],
  ['peer-trial-expired', 'greeting', ['421 Exceeded an expiration date.', '421 4.3.2 Exceeded an expiration date.']],
  [
    'user-unknown',
    'rcpt',
    [
      '550 User Unknown',
      '550 5.1.1 <hanako@example.com> ... User unknown.',
      '550 5.1.1 <hanako@example.com>: Recipient address rejected: User unknown in virtual mailbox table',
      '550-5.1.1 The email account that you tried to reach does not exist. Please try\n550 5.1.1 double-checking',
      '550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient hanako@example.com not found by SMTP address lookup',
      '553 sorry, no mailbox here by that name (#5.1.1)',
    ],
  ],
  [
    'sender-auth-rejected',
    'final',
    [
      '421-4.7.0 This message does not have authentication information or fails to\n421-4.7.0 pass authentication checks. To best protect our users from spam, the\n421 4.7.0 message has been blocked.',
      '550-5.7.26 This mail has been blocked because the sender is unauthenticated.\n550 5.7.26 Gmail requires SPF or DKIM.',
      "550 5.7.1 Unauthenticated email from example.jp is not accepted due to domain's DMARC policy.",
      '550 5.7.1 Message rejected due to SPF policy',
      '550 5.7.509 Access denied, sending domain EXAMPLE.JP does not pass DMARC verification',
    ],
  ],
  ['spf-gray', 'rcpt', ['450 4.7.1 <taro@example.jp> ... (SPF_GRAY)', '450 4.7.1 Please try again later. (SPF_GRAY)']],
  [
    'greylisted',
    'rcpt',
    [
      '450 4.2.0 <hanako@example.com>: Recipient address rejected: Greylisted, see http://postgrey.example/',
      '451 4.7.1 Greylisting in action, please come back in 00:05:00',
      '451 4.7.1 Please try again later',
      '450 try again later',
    ],
  ],
  [
    'ip-blocklisted',
    'mail',
    [
      '550 5.7.0 Sorry. Your IP is in the open relay data base list.',
      '554 5.7.1 Service unavailable; Client host [192.0.2.1] blocked using zen.spamhaus.org',
      '550 5.7.606 Access denied, banned sending IP [192.0.2.1]',
      '550 5.7.1 Mail from 192.0.2.1 refused by blackhole site dnsbl.example.org',
    ],
  ],
  [
    'relay-denied',
    'rcpt',
    [
      "550 5.7.1 Sorry [192.0.2.1] , I don't allow unauthorized relaying .",
      '554 5.7.1 <hanako@example.com>: Relay access denied',
      '550 5.7.1 Unable to relay',
      '550 relay not permitted',
    ],
  ],
  [
    'recipient-not-permitted',
    'rcpt',
    [
      '550 5.1.1 Please mail to a valid e-mail address.',
      "550 5.1.1 Please mail to a valid e-mail address. approval filter. 'taro@example.jp' is entry in the blacklist.",
    ],
  ],
  [
    'size-exceeded',
    'final',
    [
      '552 5.3.1 hanako@example.com exceeded storage allocation.',
      '552 5.3.4 Message size exceeds fixed limit',
      '552 5.3.1',
      '552 sorry, that message size exceeds my databytes limit (#5.3.4)',
    ],
  ],
  [
    'mailbox-full',
    'rcpt',
    ['450 4.2.2 Sorry. e-mail address box is full.', '452 4.2.2 Mailbox full', '552 5.2.2 user is over quota'],
  ],
  ['filter-rejected', 'final', ['552 5.7.1 Sorry, it was caught by the filter setting.']],
  ['policy-ip-rejected', 'mail', ['550 5.1.7 Please, mail from a valid IP or Domain address.']],
  [
    'loop',
    'final',
    [
      '554 5.4.6 too many Received: headers.',
      '554 5.4.6 Too many hops 26 (25 max): from <taro@example.jp>',
      '554 5.4.14 Hop count exceeded - possible mail loop',
      '554 5.4.6',
    ],
  ],
  [
    'auth-failed',
    'auth',
    [
      '535 5.7.0 Authentication failed.',
      '535 5.7.3 Authentication unsuccessful',
      '534 5.7.9 Application-specific password required',
    ],
  ],
  [
    'auth-required',
    'mail',
    [
      '503 5.0.0 Need AUTH before MAIL',
      '503 5.0.0 Need EHLO before AUTH',
      '530 5.7.1 Authentication required',
      '503 AUTH command is required first',
      '530 5.7.57 Client not authenticated to send mail.',
    ],
  ],
  [
    'helo-not-fqdn',
    'ehlo',
    [
      '504 5.5.2 <MAILSV>: Helo command rejected: need fully-qualified hostname',
      '504 need fully-qualified hostname',
      '550 HELO should be a FQDN or address literal (See RFC 2821 4.1.1.1)',
      '501 Syntactically invalid EHLO argument(s)',
      '501 5.5.4 Invalid domain name',
    ],
  ],
  [
    'recipient-syntax',
    'rcpt',
    [
      '501 Syntax error in parameters or arguments to RCPT command',
      '501 5.1.3 Bad recipient address syntax',
      '501 5.5.4 Invalid arguments',
    ],
  ],
  [
    'rate-limited',
    'mail',
    [
      '421 4.7.0 [192.0.2.1] Too many connections from your IP',
      '450 4.7.1 Error: too much mail from 192.0.2.1',
      '451 4.7.1 rate limit exceeded',
    ],
  ],
  [
    'reverse-dns-missing',
    'mail',
    [
      '450 4.7.1 Client host rejected: cannot find your hostname, [192.0.2.1]',
      '550-5.7.25 [192.0.2.1] The IP address sending this message does not have a\n550 5.7.25 PTR record setup',
      '550 Reverse DNS lookup failed for host 192.0.2.1',
    ],
  ],
  [
    'spam-or-content-rejected',
    'final',
    [
      '554 5.7.1 Message rejected as spam',
      '550 5.7.1 Message content rejected',
      '554 5.7.1 This message contains a virus',
      '554 5.7.1 Message blocked due to content restrictions.',
      '550 5.7.1 Your message looks like a suspicious message',
    ],
  ],
  [
    'reply-4xx',
    'rcpt',
    [
      '451 4.3.0 Temporary lookup failure',
      '450 4.3.1 Sorry. disk space not enough.',
      '450 Requested mail action not taken: mailbox unavailable',
    ],
  ],
  ['reply-5xx', 'final', ['554 Transaction failed', '554 5.0.0 Service unavailable']],
];

/** The stage is the only hint: where the words alone do not tell, the faillog cannot either. */
const BY_STAGE: ReadonlySet<string> = new Set(['501 5.5.4 Invalid domain name', '501 5.5.4 Invalid arguments']);

describe('what the peer answered', () => {
  for (const [rule, stage, replies] of REPLIES) {
    it(`${rule} at ${stage}`, () => {
      for (const reply of replies) {
        const faillog = failLine(reply.split('\n')[0]!);
        for (const form of FORMS) {
          const senderlog = refusedAt(stage, reply, {
            ...form,
            name: rule === 'helo-not-fqdn' ? 'MAILSV' : 'mail.example.jp',
          });
          assert.deepEqual(above(findingsOf({ senderlog })), [`warning ${rule} ${ID}`], reply);
          assert.deepEqual(above(findingsOf({ senderlog, faillog })), [`error ${rule} ${ID}`], reply);
        }
        if (!BY_STAGE.has(reply)) assert.deepEqual(findingsOf({ faillog }), [`error ${rule} ${ID}`], reply);
      }
    });
  }

  it('nothing above information where a later attempt was accepted', () => {
    for (const [rule, stage, replies] of REPLIES) {
      const first = refusedAt(stage, replies[0]!);
      const second = refusedAt('final', '250 2.0.0 Ok', { id: `${ID}-R0001`, at: '10:02:00', count: 2 });
      assert.deepEqual(above(findingsOf({ senderlog: first + second })), [], rule);
    }
  });
});

describe('reasons of the faillog that no peer gave', () => {
  for (const [rule, reason] of [
    ['undeliverable-unspecified', 'Unable to deliver to destination domain'],
    ['undeliverable-unspecified', 'Unable to deliver destination domain'],
    ['local-user-unknown', ' Your message has encountered delivery problems to local user.'],
    ['workfile-error', '551 error in the NG file system.'],
    ['no-answer-24h', '451 socket connect failed.'],
    ['reply-4xx', '451 Requested action aborted: overflow of token. (size=1023)'],
  ] as const) {
    it(`${rule}: ${reason.trim()}`, () => {
      assert.deepEqual(findingsOf({ faillog: failLine(reason) }), [`error ${rule} ${ID}`]);
    });
  }
});
