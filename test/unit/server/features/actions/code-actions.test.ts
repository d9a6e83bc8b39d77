import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { CodeAction } from 'vscode-languageserver-types';
import { codeActions } from '../../../../../server/src/features/actions/code-actions.ts';
import { engine } from '../../../../support/engine.ts';
import { markedLog } from '../../../../support/marked.ts';

const URI = 'file:///C:/mail/senderlog/MAILSV01/250310.log';

interface Asked {
  /** Lines of a log; the cursor or the diagnostic is at `⟦…⟧`. */
  readonly log: readonly string[];
  readonly rule?: string;
  readonly uri?: string;
  readonly settings?: object;
  readonly language?: 'en' | 'ja';
  readonly only?: string[];
}

function actionsAt({ log, rule, uri = URI, settings = {}, language = 'en', only }: Asked): CodeAction[] {
  const { document, range } = markedLog(log, uri);
  const diagnostics = rule === undefined ? [] : [{ range, message: 'x', source: 'Senderlog', code: rule }];
  const context = { diagnostics, ...(only !== undefined && { only }) };
  return codeActions(document, { range, context }, engine(language, settings));
}

/** Commands with the argument that tells most. */
const commandsOf = (actions: readonly CodeAction[]): string[] =>
  actions.map(({ command }) => {
    const a = command?.arguments?.[0] as Record<string, unknown>;
    const told =
      a.rule ?? a.domain ?? a.host ?? a.query ?? (a.value === undefined ? undefined : `${a.value}=${a.seconds}`);
    return `${command?.command.replace('senderlog.', '')}${told === undefined ? '' : ` ${told}`}`;
  });

/** E-Post's own 451 after a wait. */
const silent = (pair: string, at: string): string[] => [
  '[10:00:00:000] [B0000312102] [example.net] GetTryServer:()',
  '[10:00:00:010] [B0000312102] ConnectHost(mx.example.net)',
  '[10:00:00:100] [B0000312102] SendMailMess:[10:00:00:100] 220 mx.example.net ESMTP',
  '[10:00:00:100] [B0000312102] SendMailMess:EHLO mail.example.jp',
  `[${at}] 451 Requested action aborted: error in processing. (code=${pair})`,
  `⟦[${at}] [B0000312102] SendMailMess:[${at}] 451 Requested action aborted: error in processing.(code=${pair})⟧`,
  `[${at}] [B0000312102] SendMailMess:QUIT`,
];

const own451 = (pair: string) => `451 Requested action aborted: error in processing.(code=${pair})`;

describe('code actions', () => {
  it('at a refused recipient: story, explanation, live checks, report, rule off', () => {
    const actions = actionsAt({
      rule: 'user-unknown',
      log: [
        '[19:36:50:100] [B0000999999] [example.net] GetTryServer:()',
        '[19:36:50:193] [B0000999999] ConnectHost(mx.example.net)',
        '[19:36:50:200] [B0000999999] SendMailMess:[19:36:50:200] 220 mx.example.net ESMTP',
        '[19:36:50:200] [B0000999999] SendMailMess:EHLO mail.example.jp',
        '[19:36:50:210] [B0000999999] SendMailMess:[19:36:50:210] 250 mx.example.net',
        '[19:36:50:210] [B0000999999] SendMailMess:MAIL FROM:<a@example.jp>',
        '[19:36:50:220] [B0000999999] SendMailMess:[19:36:50:220] 250 2.1.0 Ok',
        '[19:36:50:220] [B0000999999] SendMailMess:RCPT TO:<b@example.net>',
        '⟦[19:36:50:230] [B0000999999] SendMailMess:[19:36:50:230] 550 5.1.1 <b@example.net>: User unknown⟧',
        '[19:36:50:230] [B0000999999] SendMailMess:QUIT',
      ],
    });
    assert.deepEqual(commandsOf(actions), [
      'showStory',
      'explainCode 550 5.1.1 <b@example.net>: User unknown',
      'retrace',
      'lookupMx example.net',
      'probeSmtp mx.example.net',
      'copyPostmasterReport',
      'ignoreRule user-unknown',
    ]);
    for (const a of actions) assert.deepEqual([a.kind, a.diagnostics?.[0]?.code], ['quickfix', 'user-unknown']);
    const position = { line: 8, character: 0 };
    assert.deepEqual(actions[2]?.command?.arguments, [{ uri: URI, position }]);
    assert.deepEqual(actions[5]?.command?.arguments, [{ uri: URI, position, language: 'en' }]);
  });

  it('offers the report in English too where the interface is Japanese', () => {
    const actions = actionsAt({ log: silent('0/0', '10:00:00:200'), language: 'ja' });
    const reports = actions.filter(a => a.command?.command === 'senderlog.copyPostmasterReport');
    assert.deepEqual(
      reports.map(a => [a.title, a.command?.arguments?.[0].language]),
      [
        ['相手先のメール管理者へ送る報告文をコピーする', 'ja'],
        ['相手先のメール管理者へ送る報告文を英語でコピーする', 'en'],
      ],
    );
  });

  describe('for a time-out', () => {
    const cases: readonly [what: string, rule: string, log: string[], settings: object, expected: string[]][] = [
      [
        'no reply for 1200 s: raise RecvDataTimeout, or take it away again',
        'receive-timeout',
        silent('0/ffffffff', '10:20:00:100'),
        {},
        ['saveRegFile RecvDataTimeout=2400', 'saveRegFile RecvDataTimeout=null'],
      ],
      [
        'a longer time-out in the settings: twice that',
        'receive-timeout',
        silent('0/ffffffff', '10:30:00:100'),
        { server: { receiveTimeout: 1800 } },
        ['saveRegFile RecvDataTimeout=3600', 'saveRegFile RecvDataTimeout=null'],
      ],
      [
        'closed at once: not a time-out, nothing to raise',
        'silence-or-close-0-0',
        silent('0/0', '10:00:00:200'),
        {},
        [],
      ],
      [
        'closed after 1200 s: a time-out by its stamps',
        'silence-or-close-0-0',
        silent('0/0', '10:20:00:100'),
        {},
        ['saveRegFile RecvDataTimeout=2400', 'saveRegFile RecvDataTimeout=null'],
      ],
      [
        'Linux edition by the setting: no file is documented, so none is made',
        'receive-timeout',
        silent('0/ffffffff', '10:20:00:100'),
        { server: { edition: 'linux' } },
        ['explainCode RecvDataTimeout'],
      ],
      [
        'BSD edition by a socket error elsewhere in the log',
        'receive-timeout',
        [
          '[09:00:00:000] [B0000312101] ConnectHost(mx.example.org)',
          '[09:00:21:000] [B0000312101] ConnectHost: winsock connect failed. (socket error code=60)',
          ...silent('0/ffffffff', '10:20:00:100'),
        ],
        {},
        ['explainCode RecvDataTimeout'],
      ],
    ];
    for (const [what, rule, log, settings, expected] of cases) {
      it(what, () => {
        const found = commandsOf(actionsAt({ log, rule, settings }));
        assert.deepEqual(
          found.filter(c => /saveRegFile|explainCode (?:Recv|Send)/.test(c)),
          expected,
        );
      });
    }

    const body = (at: string): string[] => [
      '[10:00:00:010] [B0000312103] ConnectHost(mx.example.net)',
      '[10:00:00:100] [B0000312103] SendMailMess:DATA',
      '[10:00:00:200] [B0000312103] SendMailMess:[10:00:00:200] 354 go ahead',
      `⟦[${at}] [B0000312103] SendData (socket error code=10054)⟧`,
    ];
    it('a body that was cut after 1200 s: SendDataTimeout', () => {
      const found = commandsOf(actionsAt({ log: body('10:20:00:200'), rule: 'reset-in-body' }));
      assert.deepEqual(found.slice(0, 2), ['saveRegFile SendDataTimeout=2400', 'saveRegFile SendDataTimeout=null']);
    });
    it('a body that was cut at once: nothing to raise', () => {
      const found = commandsOf(actionsAt({ log: body('10:00:01:200'), rule: 'reset-in-body' }));
      assert.ok(!found.some(c => c.startsWith('saveRegFile')), found.join());
    });

    it('the title names value, seconds and the service to restart', () => {
      const log = silent('0/ffffffff', '10:20:00:100');
      const [en] = actionsAt({ log, rule: 'receive-timeout' });
      const [ja] = actionsAt({ log, rule: 'receive-timeout', language: 'ja' });
      assert.equal(en?.title, 'Save a .reg file (Windows edition): RecvDataTimeout = 2400 s, then restart EPSTDS…');
      assert.equal(ja?.title, '.regを保存(Windows版): RecvDataTimeoutを2400秒にする(要EPSTDS再起動)…');
    });
  });

  it('for a blocked port 25: the gateway.dat line, and the socket error explained', () => {
    const log = [
      '[08:00:00:051] [B0000312333] ConnectHost(mx.down.example)',
      '⟦[08:00:21:066] [B0000312333] ConnectHost: winsock connect failed. (socket error code=10060)⟧',
    ];
    const found = commandsOf(actionsAt({ log, rule: 'port-25-blocked' }));
    assert.deepEqual(found.slice(0, 3), ['copyGatewayLine *', 'showStory', 'explainCode 10060']);
  });

  it('at a line of the faillog: what that line tells', () => {
    const uri = 'file:///C:/mail/faillog/MAILSV01/171101.log';
    const log = [
      '⟦B0000055688@mail.example.jp send fail on [01/Nov/2017:10:29:51] from a@b.example to c@d.example [550 no]⟧',
    ];
    assert.deepEqual(commandsOf(actionsAt({ log, uri, rule: 'reply-5xx' })), [
      'showStory',
      'explainCode 550 no',
      'lookupMx d.example',
      'copyPostmasterReport',
      'ignoreRule reply-5xx',
    ]);
  });

  it('a notice of ours is no rule that could be switched off; diagnostics of others count for nothing', () => {
    const log = silent('0/0', '10:00:00:200');
    assert.ok(!commandsOf(actionsAt({ log, rule: 'too-many' })).some(c => c.startsWith('ignoreRule')));
    const { document, range } = markedLog(log, URI);
    const diagnostics = [{ range, message: 'x', source: 'other', code: 'receive-timeout' }];
    const found = commandsOf(codeActions(document, { range, context: { diagnostics } }, engine()));
    assert.ok(!found.some(c => /ignoreRule|saveRegFile/.test(c)), found.join());
  });

  it('nothing where nothing stands, and nothing for requests of another kind', () => {
    assert.deepEqual(actionsAt({ log: ['⟦⟧'] }), []);
    assert.deepEqual(actionsAt({ log: silent('0/0', '10:00:00:200'), only: ['source.fixAll'] }), []);
    assert.equal(actionsAt({ log: silent('0/0', '10:00:00:200'), only: ['quickfix'] }).length, 6);
  });

  it('log text that is no name never becomes an argument of a probe', () => {
    const log = [
      '[10:00:00:010] [B0000312102] [x y] GetTryServer:()',
      '⟦[10:00:00:010] [B0000312102] ConnectHost(mx.example.net;rm -rf)⟧',
    ];
    const found = commandsOf(actionsAt({ log }));
    assert.ok(!found.some(c => /lookupMx|probeSmtp/.test(c)), found.join());
  });

  it('explains E-Post’s own 451 as a whole, its title bounded and free of control characters', () => {
    const explain = actionsAt({ log: silent('10054/ffffffff', '10:00:00:200') }).find(
      a => a.command?.command === 'senderlog.explainCode',
    );
    assert.deepEqual(explain?.command?.arguments, [{ query: own451('10054/ffffffff') }]);
    assert.equal(explain?.title, 'Explain “451 Requested action aborted: error in processing.(code=10054/ffffffff)”');
    const hostile = actionsAt({
      log: [
        '[10:00:00:010] [B0000312102] ConnectHost(mx.example.net)',
        `⟦[B0000312102] SendMailMess:550 \u001b[31m\u202e${'x'.repeat(500)}⟧`,
      ],
    });
    for (const a of hostile) assert.doesNotMatch(JSON.stringify(a), /\\u001b|\u202e/);
    const long = hostile.find(a => a.command?.command === 'senderlog.explainCode');
    assert.equal(long?.title.length, 'Explain “”'.length + 80 + 1);
  });
});
