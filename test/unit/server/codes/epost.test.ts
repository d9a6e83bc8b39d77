/** What the E-Post part of the catalogue has to explain; the lists are those of the format reference (sections 2 to 8). */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import type { Entry } from '../../../../server/src/codes/types.ts';

const data = new URL('../../../../server/src/codes/data/', import.meta.url);
const raw = (name: string) => readFileSync(new URL(`${name}.json`, data), 'utf8');
const load = (name: string): Entry[] => JSON.parse(raw(name));

const epost = load('epost');
const suffixes = load('suffixes');
const causes = load('causes');
const all = [...epost, ...suffixes, ...causes];
const entryOf = (key: string) => all.find(entry => entry.keys.includes(key));
const byId = (id: string) => all.find(entry => entry.id === id);

const recorded = new Set(readdirSync(new URL('../../../fixtures/recorded/', import.meta.url)));

describe('the data files', () => {
  it('carry every text in both languages, trimmed, with a source', () => {
    for (const entry of all) {
      for (const text of [entry.title, entry.meaning, entry.cause, entry.action, entry.epost]) {
        if (!text) continue;
        for (const value of [text.en, text.ja]) {
          assert.ok(value.length > 0 && value.trim() === value, `${entry.id}: ${JSON.stringify(value)}`);
        }
      }
      assert.ok(entry.source.length > 0 && entry.keys.length > 0, entry.id);
    }
  });

  it('write Japanese in Japanese and English in English', () => {
    const japanese = /[\u3040-\u30ff\u4e00-\u9fff]/;
    // Names of the control panel's fields exist in Japanese only.
    const uiNames = /不転送レポート先|ESMTPで送信/g;
    for (const entry of all) {
      assert.match(entry.meaning.ja, japanese, entry.id);
      for (const text of [entry.title, entry.meaning, entry.cause, entry.action, entry.epost]) {
        if (text) assert.doesNotMatch(text.en.replace(uiNames, ''), japanese, entry.id);
      }
    }
  });

  it('use an id once, and no key that would shadow another entry', () => {
    const unique = (values: readonly string[]) => assert.equal(new Set(values).size, values.length);
    unique(all.map(entry => entry.id));
    unique(all.flatMap(entry => entry.keys.map(key => key.normalize('NFKC').toLowerCase())));
    for (const entry of all) for (const key of entry.keys) assert.doesNotMatch(key, /^\d+$/, entry.id);
  });

  it('name sources that exist: FAQ pages, releases, recorded logs, RFCs, the program itself', () => {
    for (const entry of all) {
      for (const source of entry.source) {
        const log = /^recorded:(.+)$/.exec(source)?.[1];
        if (log !== undefined) assert.ok(recorded.has(log), `${entry.id}: ${source}`);
        else
          assert.match(
            source,
            /^(win|bsd)\/\d\d-\d\d$|^upd\/\d{6}$|^RFC \d+|^EPSTDS 4\.84 source$|^Google: /,
            entry.id,
          );
      }
    }
  });

  it('put each entry into its catalogue', () => {
    for (const entry of [...epost, ...causes]) {
      assert.equal(entry.catalogue, 'epost');
      assert.match(entry.id, /^epost:[a-z]/);
    }
    for (const entry of suffixes) {
      assert.equal(entry.catalogue, 'suffix');
      assert.match(entry.id, /^suffix:/);
    }
  });

  it('are pretty-printed, so that a change shows as a change', () => {
    for (const name of ['epost', 'suffixes', 'causes']) {
      assert.equal(raw(name), `${JSON.stringify(JSON.parse(raw(name)), null, 2)}\n`);
    }
  });
});

describe("E-Post's own 451", () => {
  const combinations: Record<string, readonly string[]> = {
    'epost:code-0-0': ['0/0'],
    'epost:code-0-ffffffff': ['0/ffffffff'],
    'epost:code-10054-ffffffff': ['10054/ffffffff', '54/ffffffff', '104/ffffffff'],
    'epost:code-10053-ffffffff': ['10053/ffffffff', '53/ffffffff', '103/ffffffff'],
    'epost:code-10060-ffffffff': ['10060/ffffffff', '60/ffffffff', '110/ffffffff'],
    'epost:code-183-ffffffff': ['183/ffffffff'],
    'epost:code-183-0': ['183/0'],
  };
  for (const [id, pairs] of Object.entries(combinations)) {
    it(`explains ${pairs.join(', ')} with and without "code="`, () => {
      for (const pair of pairs) {
        assert.equal(entryOf(pair)?.id, id);
        assert.equal(entryOf(`code=${pair}`)?.id, id);
      }
      const entry = byId(id)!;
      assert.ok(entry.cause && entry.action && entry.epost && entry.fixBy && entry.confidence);
      assert.match(entry.meaning.en, /E-Post wrote this 451 itself/);
      assert.match(entry.epost.en, /8 hours/);
    });
  }

  it('explains any other pair and both halves', () => {
    for (const id of ['code-other', 'code-first-number', 'code-second-number-0', 'code-second-number-ffffffff']) {
      assert.ok(byId(`epost:${id}`), id);
    }
  });

  it('explains each text that E-Post writes in the place of a reply', () => {
    const texts = [
      '451 Requested action aborted: error in processing.',
      '451 Requested action aborted: overflow of token.',
      '451 Requested action aborted: stoped in processing.',
      '451 socket connect failed.',
      '551 error in the OK file system.',
      '551 error in the NG file system.',
      '> While delivering, the stopping happened.',
      '> Cannot resolve',
    ];
    for (const text of texts) assert.match(entryOf(text)?.id ?? '', /^epost:reply-/, text);
  });
});

describe('log events', () => {
  const lines = [
    ...[
      'GetTryServer:()',
      'GetTryServer:(ltime(',
      'GetTryServer:i=',
      'GetTryServer():',
      'bRetryRule=',
      'RetryDomain:(ltime(',
    ],
    ...['Inc_MRI_TryCount2()', 'SetRetry():Try-number:', 'SetRetry:', 'SendGlobalMailStatus:'],
    ...[
      'GetSMTPServer = SMTP GateWay',
      'GetSMTPServer = SMTP MX Chash(dom=',
      'GetSMTPServer = SMTP MX Chash Time = Zero.',
    ],
    ...['GetSMTPServer = SMTP Direct Domain', 'GetSMTPServer = SMTP Search MX Recode', 'GetRCPFile:GetSMTPServer('],
    ...['start findNameServers', 'not found findNameServers', 'LocalNameServers', 'queryMXRecode:resomake query'],
    ...['queryMXRecode:res_send:Len=', 'queryMXRecode:while():', 'queryMXRecode:dn_expand:', 'queryMXRecode:sts='],
    ...['not found queryMXRecode', 'error queryMXRecode', 'IN MX', 'nErrCode:[', 'SMTPServer=[', 'illegal domain'],
    ...['GetMXCashList=', 'SetMXCashList=', 'DelMXCashList()', 'GetSTLSFailList=', 'SetSTLSFailList='],
    ...['ConnectHost(', 'ConnectHost:domain=', 'getaddrinfo:domain=', 'ConnectHost: winsock connect failed.'],
    ...['ConnectHost: winsock connect success.', 'ConnectHost: winsock socket()=INVALID_SOCKET.'],
    ...['ConnectHost: winsock FillAddr error.', 'ConnectHost: retrun mscok', 'ConnectHost():SSL_CTX_new() ='],
    ...['ConnectHost():SSL_CTX_get_security_level() =', 'ConnectHost():SSL_new() failed'],
    ...['get_reply():size=', 'get_reply():size=0', 'get_reply():size=-1'],
    ...['SendMailMess', 'SendMailMess:EHLO', 'SendMailMess:HELO', 'SendMailMess:STARTTLS', 'SendMailMess:AUTH'],
    ...['SendMailMess:MAIL', 'SendMailMess:RCPT', 'SendMailMess:DATA', 'SendMailMess:QUIT', 'SendMailMess:220'],
    ...['SendMailMess: (stub)', 'SendMailMess:return=', 'SendGlbalMail:return code=', 'SendGlbalMail:domain='],
    ...[
      'SendMailMess():SSL_CTX_new() =',
      'SendMailMess():SSL_CTX_get_security_level() =',
      'SendMailMess():SSL_connect() failed',
    ],
    ...['SendMailMess:SSL_new() failed', 'SendMailMess:SSL_CTX_new() failed'],
    ...['SendData complete.', 'SendData (socket error code=', 'SendData error=', 'AfterCutting(', 'write fail.'],
    ...['ReturnMail() start. mNS=', 'ReturnMail Start:RCPT To=', 'ReturnMail Start:domain:[', 'ReturnMail Completed.'],
    ...['ReturnMail Start:fopen(', 'outlog() thread=', 'outlocallog()', 'faillog()', 'X_MoveFile(', 'Delete File'],
    ...['ScrambleRCP()', 'ScrambleBegin(', 'GetRetryRCPFile', 'SetRCPFile', 'GetReturnAddress', 'GetRCPFile:while('],
    ...['GetRCPFile:rcp.mAnswer(', 'RetryEnd():delete', 'SMTPDSLists()', 'Check To: address =', 'user check status(1)'],
    ...['NetUserGetInfo(', '_findfirst()=', '_beginthread()', 'SMTPDSIncoming'],
  ];
  it('are found by the words that stand in the log', () => {
    const missing = lines.filter(line => !/^epost:event-/.test(entryOf(line)?.id ?? ''));
    assert.deepEqual(missing, []);
  });

  it('say what misleads: N is no interval, "Hit" means not on the list, repeated SendData lines are one cut', () => {
    assert.match(byId('epost:event-trylist-age')!.action!.en, /N is not the divisor/);
    assert.match(byId('epost:event-get-stls-fail')!.meaning.en, /Hit = NOT on the list/);
    assert.match(byId('epost:event-senddata-socket-error')!.meaning.en, /one break, not many attempts/);
    assert.match(byId('epost:event-retrydomain')!.meaning.en, /100 nanoseconds/);
    assert.match(byId('epost:field-max-tries')!.meaning.en, /not the interval/);
  });
});

describe('fields, faillog reasons, companion logs and settings', () => {
  it('explain the counters of a GetTryServer line', () => {
    for (const key of ['ltime', 'otime', '=(K)', 'N=(K)']) assert.match(entryOf(key)?.id ?? '', /^epost:field-/, key);
  });

  it('explain every reason that no receiver gave', () => {
    const texts = [
      'Unable to deliver to destination domain',
      'Unable to deliver destination domain',
      'Your message has encountered delivery problems to local user.',
      'is not a member or moderator of the',
      'is not the moderator of',
      "It wasn't possible to deliver to the list user(",
      'faillog 354',
      'faillog 220',
    ];
    for (const text of texts) assert.match(entryOf(text)?.id ?? '', /^epost:reason-/, text);
  });

  it('explain each log and the settings that are mentioned to users', () => {
    const logs = ['senderlog', 'faillog', 'outlog', 'outlocallog', 'acceptlog', 'inlog', 'receivelog'];
    for (const log of logs) assert.equal(entryOf(log)?.id, `epost:log-${log}`);
    const settings = [
      ...[
        'RecvDataTimeout',
        'SendDataTimeout',
        'SendRefusalTime',
        'SendMaxRetryTime',
        'SendOtherTime',
        'RetryRule',
        'Timeout',
      ],
      ...[
        'MaxThread',
        'UsedSTARTTLS',
        'RecodeBadSTLSDomain',
        'MXCashLiveTime',
        'SenderlogEnabled',
        'Sender2logEnabled',
      ],
      ...[
        'リトライ回数(受信拒否)',
        'リトライ期間(回線異常)',
        'リトライ期間(マシン無応答)',
        'リトライ間隔のまま',
        'MXキャッシュ更新間隔',
      ],
    ];
    for (const name of settings) assert.match(entryOf(name)?.id ?? '', /^epost:setting-/, name);
  });

  it('recognise an E-Post server on the other side by its words', () => {
    const words = [
      ...['E-POST ESMTP Receiver', '... Sender ok.', '... Recipient ok.', 'Start mail input;id', 'SPF_GRAY'],
      ...['Please mail to a valid e-mail address.', 'Please, mail from a valid IP or Domain address.'],
      ...['Sorry. e-mail address box is full.', 'Exceeded an expiration date.', 'exceeds an accepting limit.'],
    ];
    for (const text of words) assert.match(entryOf(text)?.id ?? '', /^epost:peer-/, text);
  });
});

describe('suffixes of a message id', () => {
  it('are all explained', () => {
    const ids = ['R', 'E', 'EP', 'T', 'T4', 'Y', 'C', 'L', 'M', 'S', 'copy', 'chain'];
    assert.deepEqual(suffixes.map(entry => entry.id).sort(), ids.map(id => `suffix:${id}`).sort());
  });

  it('say that R is no retry count and M is hexadecimal', () => {
    assert.match(byId('suffix:R')!.meaning.en, /NOT the retry count/);
    assert.match(byId('suffix:R')!.meaning.ja, /リトライ回数ではありません/);
    assert.match(byId('suffix:M')!.meaning.en, /hexadecimal/);
    assert.match(byId('suffix:M')!.meaning.ja, /16進数/);
  });
});

describe('causes', () => {
  const slugs = [
    ...['connect-timeout', 'connect-refused', 'connect-reset', 'connect-unreachable', 'connect-local-exhaustion'],
    ...[
      'silence-or-close-0-0',
      'receive-timeout',
      'reset-while-reading',
      'file-clash-183',
      'peer-busy-421',
      'peer-busy-mixed',
    ],
    ...[
      'tls-flag-leak',
      'starttls-handshake-failed',
      'starttls-remembered-bad',
      'starttls-refused',
      'starttls-client-cert-myth',
    ],
    ...['reset-in-body', 'abort-in-body', 'cut-after-354', 'user-unknown', 'faillog-mismatch', 'unresolvable-domain'],
    ...['no-answer-24h', 'illegal-domain', 'mx-stale', 'mx-low-priority-stuck', 'sender-auth-rejected', 'spf-gray'],
    ...['greylisted', 'ip-blocklisted', 'relay-denied', 'recipient-not-permitted', 'size-exceeded', 'mailbox-full'],
    ...[
      'filter-rejected',
      'policy-ip-rejected',
      'loop',
      'auth-failed',
      'auth-required',
      'helo-not-fqdn',
      'recipient-syntax',
    ],
    ...[
      'peer-trial-expired',
      'local-user-unknown',
      'oauth-token',
      'ehlo-rejected',
      'partial-recipients',
      'send-window-closed',
    ],
    ...['workfile-error', 'service-stopped', 'bounce-undeliverable', 'queue-expired', 'implicit-tls-to-plain-port'],
    ...['forward-breaks-spf', 'port-25-blocked', 'rate-limited', 'reverse-dns-missing', 'spam-or-content-rejected'],
    ...['secrets-in-log', 'reply-4xx', 'reply-5xx', 'undeliverable-unspecified', 'delivered-not-seen'],
  ];

  it('cover the failure catalogue, no more and no less', () => {
    assert.deepEqual(
      causes.map(entry => entry.keys[0]),
      slugs,
    );
    for (const entry of causes) assert.equal(entry.id, `epost:cause-${entry.keys[0]}`);
  });

  it('say what it means, why, what to do first, how lasting and how sure', () => {
    for (const entry of causes) {
      assert.ok(entry.cause && entry.action && entry.permanence && entry.confidence, entry.id);
    }
  });

  it('have titles that fit a row of the Problems panel', () => {
    for (const entry of causes) {
      assert.ok(entry.title.en.length <= 60, `${entry.id}: ${entry.title.en.length}`);
      assert.ok(entry.title.ja.length <= 35, `${entry.id}: ${entry.title.ja.length}`);
    }
  });

  it('tell the retry behaviour as it is', () => {
    const treatment = (slug: string) => byId(`epost:cause-${slug}`)!.epost!.en;
    assert.match(treatment('user-unknown'), /retries a 5xx too/);
    assert.match(treatment('connect-timeout'), /24 hours/);
    assert.match(treatment('peer-busy-421'), /8 hours/);
    for (const slug of ['reset-in-body', 'abort-in-body', 'cut-after-354', 'illegal-domain']) {
      assert.match(treatment(slug), /^Not retried/, slug);
    }
    assert.match(treatment('starttls-handshake-failed'), /not retried but bounced at once/);
    assert.match(treatment('delivered-not-seen'), /no retry/);
  });

  it('never blame the receiver for what E-Post or this server did', () => {
    for (const slug of ['tls-flag-leak', 'workfile-error', 'service-stopped', 'connect-local-exhaustion', 'mx-stale']) {
      assert.deepEqual(byId(`epost:cause-${slug}`)!.fixBy, ['us'], slug);
    }
  });
});
