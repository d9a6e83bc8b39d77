import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { DocumentSymbol } from 'vscode-languageserver-types';
import { LogDocument } from '../../../../../server/src/features/document.ts';
import { codeLenses, lensTitle, resolveLens } from '../../../../../server/src/features/navigation/code-lenses.ts';
import { definition } from '../../../../../server/src/features/navigation/definition.ts';
import { documentLinks } from '../../../../../server/src/features/navigation/document-links.ts';
import { documentSymbols, MAX_SYMBOLS } from '../../../../../server/src/features/navigation/document-symbols.ts';
import { folding } from '../../../../../server/src/features/navigation/folding.ts';
import { highlights } from '../../../../../server/src/features/navigation/highlights.ts';
import { references, wantedId } from '../../../../../server/src/features/navigation/references.ts';
import { workspaceSymbols } from '../../../../../server/src/features/navigation/workspace-symbols.ts';
import { engine } from '../../../../support/engine.ts';
import { marked } from '../../../../support/marked.ts';
import { done } from '../../../../support/steps.ts';

const SENDERLOG = 'file:///mail/senderlog/MAILSV/261124.log';
const FAILLOG = 'file:///mail/faillog/MAILSV/261124.log';

/** A mail refused twice (lines 0–9 and 14–16), another that goes out between (10–13). */
const REFUSED = `\
[13:07:13:272] [B0000123011] [example.net] GetTryServer:(ltime(13439966833)-otime(13439966833))/240=(0)
[13:07:13:274] [B0000123011] ConnectHost(mx.example.net)
[13:07:13:281] [B0000123011] SendMailMess:[13:07:13:281] 220 mx.example.net ESMTP
[13:07:13:281] [B0000123011] SendMailMess:EHLO mail.example.jp
[13:07:13:281] [B0000123011] SendMailMess:[13:07:13:281] 250 mx.example.net
[13:07:13:281] [B0000123011] SendMailMess:MAIL FROM:<taro@sender.example.jp>
[13:07:13:285] [B0000123011] SendMailMess:[13:07:13:285] 250 2.1.0 Ok
[13:07:13:285] [B0000123011] SendMailMess:RCPT TO:<nobody1@example.net>
[13:07:13:285] [B0000123011] SendMailMess:[13:07:13:286] 450 4.2.0 Greylisted, see MX.example.net
[13:07:13:286] [B0000123011] SendMailMess:QUIT
[13:07:14:000] [B0000123012] [example.org] GetTryServer:(ltime(13439966834)-otime(13439966834))/240=(0)
[13:07:14:274] [B0000123012] ConnectHost(mx.example.org)
[13:07:14:281] [B0000123012] ConnectHost: winsock connect failed. (socket error code=10061)
[13:07:14:290] [B0000123012] [example.org] GetTryServer:()
[13:07:15:000] [B0000123011-R0001] [example.net] GetTryServer:(ltime(13439966835)-otime(13439966833))/240=(0)
[13:07:15:274] [B0000123011-R0001] ConnectHost(mx.example.net)
[13:07:15:281] [B0000123011-R0001] SendMailMess:[13:07:15:281] 421 4.3.2 busy
`;

const senderlog = (text: string, uri = SENDERLOG): LogDocument => new LogDocument(uri, 'senderlog', 1, text);

/** A tree as lines: name, detail, lines it spans. */
function tree(symbols: readonly DocumentSymbol[], depth = 0): string[] {
  return symbols.flatMap(s => [
    `${'  '.repeat(depth)}${s.name} | ${s.detail ?? ''} | ${s.range.start.line}-${s.range.end.line}`,
    ...tree(s.children ?? [], depth + 1),
  ]);
}

describe('outline', () => {
  it('is message → attempt → stage, the shorter message first', () => {
    assert.deepEqual(tree(done(documentSymbols(senderlog(REFUSED), engine()))), [
      'B0000123012 | example.org · deferred: no connection (error 10061) | 11-12',
      '  attempt 1 · mx.example.org | no connection (error 10061) | 11-12',
      '    connecting |  | 11-12',
      'B0000123011 | nobody1@example.net · deferred: 421 at the greeting | 1-16',
      '  attempt 1 · mx.example.net | 450 at RCPT TO | 1-9',
      '    connecting |  | 1-1',
      '    the greeting |  | 2-2',
      '    EHLO/HELO |  | 3-4',
      '    MAIL FROM |  | 5-6',
      '    RCPT TO |  | 7-8',
      '    QUIT |  | 9-9',
      '  attempt 2 · mx.example.net · -R0001 | 421 at the greeting | 15-16',
      '    connecting |  | 15-15',
      '    the greeting |  | 16-16',
    ]);
  });

  it('speaks Japanese and hides local parts where the user wants it', () => {
    const [, second] = done(documentSymbols(senderlog(REFUSED), engine('ja', { maskAddresses: true })));
    assert.equal(second?.detail, '***@example.net · 配送保留: 接続直後のバナーで421');
    assert.equal(second?.children?.[0]?.name, '1回目の試行 · mx.example.net');
  });

  it('lists the lines of a faillog by id, with recipient and reason', () => {
    const text =
      'B0000123011@mailsv send fail on [24/Nov/2026:13:25:13] from taro@s.jp to nobody1@example.net [550 no]\n';
    const found = done(documentSymbols(new LogDocument(FAILLOG, 'faillog', 1, text), engine()));
    assert.deepEqual(tree(found), ['B0000123011 | nobody1@example.net · 550 no | 0-0']);
  });

  it('is bounded: first without stages, then without messages, and says how many are missing', () => {
    const lines: string[] = [];
    for (let i = 0; i < 6000; i++) {
      const id = `B${String(i).padStart(10, '0')}`;
      lines.push(`[13:00:00:000] [${id}] ConnectHost(mx.example.net)`);
      if (i >= 3000)
        lines.push(`[13:00:00:001] [${id}] ConnectHost: winsock connect failed. (socket error code=10061)`);
    }
    const found = done(documentSymbols(senderlog(`${lines.join('\n')}\n`), engine()));
    const count = (list: readonly DocumentSymbol[]): number =>
      list.reduce((n, s) => n + 1 + count(s.children ?? []), 0);
    assert.ok(count(found) <= MAX_SYMBOLS);
    const names = new Set(found.map(s => s.name));
    for (let i = 3000; i < 6000; i++) assert.ok(names.has(`B${String(i).padStart(10, '0')}`));
    const missing = 6000 - (found.length - 1);
    assert.equal(found.at(-1)?.name, `… ${missing} more messages are not listed (those delivered are left out first)`);
  });
});

describe('folding', () => {
  it('folds runs of one message, and in them the attempts', () => {
    assert.deepEqual(
      done(folding(senderlog(REFUSED))).map(f => [f.startLine, f.endLine]),
      [
        [0, 9], // run of …011
        [1, 9], // its first attempt
        [10, 13], // run of …012
        [11, 12], // its attempt: the queue line behind it is not part of it
        [14, 16], // …011 again, another run
        [15, 16],
      ],
    );
  });

  it('has no fold for lines of two threads that are mixed', () => {
    const text = `\
[13:00:00:000] [B0000000001] ConnectHost(a.example)
[13:00:00:000] [B0000000002] ConnectHost(b.example)
[13:00:00:001] [B0000000001] SendMailMess:[13:00:00:001] 220 a
[13:00:00:001] [B0000000002] SendMailMess:[13:00:00:001] 220 b
`;
    assert.deepEqual(done(folding(senderlog(text))), []);
  });

  it('keeps the longest where an editor takes only some', () => {
    assert.deepEqual(
      done(folding(senderlog(REFUSED), 2)).map(f => [f.startLine, f.endLine]),
      [
        [0, 9],
        [1, 9],
      ],
    );
  });
});

describe('definition', () => {
  const FAIL = (to: string): string =>
    `B0000123‸011@mailsv send fail on [24/Nov/2026:13:25:13] from taro@sender.example.jp to ${to} [Unable to deliver]\n`;
  const at = (text: string, others: LogDocument[], uri = FAILLOG) => {
    const { document, position } = marked(uri, uri === FAILLOG ? 'faillog' : 'senderlog', text);
    const found = done(definition(document, position, [document, ...others]));
    return found?.map(l => [l.uri, l.range.start.line]);
  };

  it('leads from a faillog entry to the senderlog line that decided', () => {
    assert.deepEqual(at(FAIL('nobody1@example.net'), [senderlog(REFUSED)]), [[SENDERLOG, 16]]);
  });

  it('takes the log of the same server where several know the id', () => {
    const other = senderlog(REFUSED, 'file:///mail/senderlog/OTHER/261124.log');
    assert.deepEqual(at(FAIL('nobody1@example.net'), [other, senderlog(REFUSED)]), [[SENDERLOG, 16]]);
  });

  it('knows nothing where no senderlog at hand has the id: the folder is asked then', () => {
    assert.equal(at(FAIL('a@b.example'), [senderlog(REFUSED.replaceAll('B0000123011', 'B0000999999'))]), undefined);
  });

  it('leads from a retry to the first attempt', () => {
    assert.deepEqual(at(REFUSED.replace('421 4.3.2', '42‸1 4.3.2'), [], SENDERLOG), [[SENDERLOG, 1]]);
  });

  it('leads from the first attempt of an error mail to the giving up', () => {
    const text = `\
[13:00:00:000] [B0000000001] [a.example] GetTryServer:()
[13:00:00:001] [B0000000001] ConnectHost(mx.a.example)
[13:00:00:002] [B0000000001] SendMailMess:[13:00:00:002] 550 5.7.1 no
[13:00:00:003] [B0000000001] ReturnMail Start:RCPT To=taro@b.example
[13:00:01:000] [B0000000001-E001] [b.example] GetTryServer:()
[13:00:01:001] [B0000000001-E‸001] ConnectHost(mx.b.example)
`;
    assert.deepEqual(at(text, [], SENDERLOG), [[SENDERLOG, 3]]);
  });
});

describe('references', () => {
  const found = (text: string, ...more: LogDocument[]) => {
    const { document, position } = marked(SENDERLOG, 'senderlog', text);
    return done(references(wantedId(document, position)!, [document, ...more])).map(
      ({ uri, range }) => `${uri === SENDERLOG ? 's' : 'f'}${range.start.line}`,
    );
  };

  it('are all lines of a message, in all logs at hand', () => {
    const fail = 'B0000123011@m send fail on [24/Nov/2026:13:25:13] from a@b.jp to nobody1@example.net [550]\n';
    const lines = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 14, 15, 16].map(n => `s${n}`);
    assert.deepEqual(
      found(REFUSED.replace('B0000123011', 'B0‸000123011'), new LogDocument(FAILLOG, 'faillog', 1, fail)),
      [...lines, 'f0'],
    );
  });

  it('from a suffix are those of that queue entry', () => {
    assert.deepEqual(found(REFUSED.replace('-R0001', '-R‸0001')), ['s14', 's15', 's16']);
  });

  it('hold replies without an id, where it was found out whose they are', () => {
    const text = `\
[13:00:00:000] [B00‸00000001] ConnectHost(mx.a.example)
[13:00:00:002] [B0000000001] SendMailMess:
220 mx.a.example ESMTP
[13:00:00:002] [B0000000001] SendMailMess:EHLO me
`;
    assert.deepEqual(found(text), ['s0', 's1', 's2', 's3']);
  });
});

describe('highlights', () => {
  const lines = (text: string) => {
    const { document, position } = marked(SENDERLOG, 'senderlog', text);
    return done(highlights(document, position))?.map(h => [
      h.range.start.line,
      h.range.start.character,
      h.range.end.character,
    ]);
  };

  it('show the same message', () => {
    assert.equal(lines(REFUSED.replace('[B0000123012]', '[B‸0000123012]'))?.length, 4);
  });

  it('show the same recipient', () => {
    assert.deepEqual(lines(REFUSED.replace('nobody1@', 'nob‸ody1@')), [[7, 51, 70]]);
  });

  it('show the same host, in any case, not a longer name', () => {
    const text = REFUSED.replace('Host(mx.example.net)', 'Host(mx.ex‸ample.net)').replace(
      'busy',
      'busy mx.example.net.jp',
    );
    assert.deepEqual(
      lines(text)?.map(([line]) => line),
      [1, 2, 4, 8, 15],
    );
  });

  it('are none where nothing of that kind stands', () => {
    assert.equal(lines(REFUSED.replace('GetTry', 'Get‸Try')), undefined);
  });
});

describe('symbols of the workspace', () => {
  const names = (query: string) =>
    done(workspaceSymbols(query, [senderlog(REFUSED)], engine())).map(
      s =>
        `${s.name} ${s.location.uri === SENDERLOG ? ('range' in s.location ? s.location.range.start.line : '?') : ''}`,
    );

  it('are ids, recipients and domains that hold the query', () => {
    assert.deepEqual(names('b00001230'), ['B0000123011 1', 'B0000123012 11']);
    assert.deepEqual(names('NOBODY'), ['nobody1@example.net 7']);
    assert.deepEqual(names('example.org'), ['example.org 11']);
  });

  it('are none for what is nowhere', () => {
    assert.deepEqual(names('nirgends'), []);
  });
});

describe('code lenses', () => {
  const BOTH = new Set(['senderlog.showStory', 'senderlog.retrace']);

  it('tell how each attempt went and, after the last, when the next is to be expected', () => {
    const document = senderlog(REFUSED);
    const titles = document
      .attempts()
      .all()
      .map(a => lensTitle(document, a, engine()));
    assert.deepEqual(titles, [
      '450 at RCPT TO · attempt 1',
      'no connection (error 10061) · attempt 1 · next about 13:07 (computed)',
      // Growing gaps: after 0 and 0 comes 2 intervals of 120 s (format reference §6.2).
      '421 at the greeting · attempt 2 · next about 13:11 (computed)',
    ]);
  });

  it('say it in Japanese', () => {
    const document = senderlog(REFUSED);
    assert.equal(
      lensTitle(document, document.attempts().all()[2]!, engine('ja')),
      '接続直後のバナーで421 · 2回目の試行 · 次回は13:11頃(計算値)',
    );
  });

  it('do not count where earlier attempts stand in another file', () => {
    const document = senderlog(REFUSED.split('\n').slice(14).join('\n'));
    assert.match(lensTitle(document, document.attempts().all()[0]!, engine()), / · attempt 1 in this file/);
  });

  it('follow the interval that is set', () => {
    const document = senderlog(REFUSED);
    const c = engine('en', { server: { retryInterval: 600 } });
    assert.match(lensTitle(document, document.attempts().all()[2]!, c), /next about 13:27 \(computed\)/);
  });

  it('get their text when they are shown, and only commands that the editor has', () => {
    const document = senderlog(REFUSED);
    const lenses = done(codeLenses(document, BOTH, engine()));
    assert.deepEqual(
      lenses.map(l => [l.range.start.line, l.command]),
      [1, 1, 1, 11, 11, 11, 15, 15, 15].map(line => [line, undefined]),
    );
    assert.deepEqual(
      lenses.slice(6).map(l => resolveLens(document, l, engine()).command),
      [
        { title: '421 at the greeting · attempt 2 · next about 13:11 (computed)', command: '' },
        ...(['showStory', 'retrace'] as const).map(name => ({
          title: name === 'showStory' ? 'Story' : 'Retrace',
          command: `senderlog.${name}`,
          arguments: [{ uri: SENDERLOG, position: { line: 15, character: 0 } }],
        })),
      ],
    );
    assert.equal(done(codeLenses(document, new Set(), engine())).length, 3);
  });

  it('say nothing of an attempt that an edit took away', () => {
    const document = senderlog(REFUSED);
    const last = done(codeLenses(document, BOTH, engine())).at(-1)!;
    document.change([{ text: '' }], 2);
    assert.deepEqual(resolveLens(document, last, engine()).command, { title: '', command: '' });
  });

  it('are bounded: those of failed attempts first, with a notice on the first line', () => {
    const lines: string[] = [];
    for (let i = 0; i < 2500; i++) {
      const id = `B${String(i).padStart(10, '0')}`;
      lines.push(`[13:00:00:000] [${id}] ConnectHost(mx.example.net)`);
      if (i >= 1000)
        lines.push(`[13:00:00:001] [${id}] ConnectHost: winsock connect failed. (socket error code=10061)`);
    }
    const [notice, ...shown] = done(codeLenses(senderlog(`${lines.join('\n')}\n`), new Set(), engine()));
    assert.match(notice?.command?.title ?? '', /^500 more attempts of this file have no lens/);
    assert.equal(shown.length, 2000);
    assert.equal(shown.at(-1)?.range.start.line, 1000 + 2 * 1499);
  });
});

describe('document links', () => {
  it('stand on the ids of a faillog only; what a reply says is no link', () => {
    const text =
      'B0000123011-R0002@m send fail on [24/Nov/2026:13:25:13] from a@b.jp to c@d.example [550 see https://evil.example/]\n';
    const document = new LogDocument(FAILLOG, 'faillog', 1, text);
    const links = done(documentLinks(document, engine()));
    assert.deepEqual(
      links.map(l => [l.range.start.character, l.range.end.character, l.target]),
      [[0, 17, undefined]],
    );
    assert.deepEqual(done(documentLinks(senderlog(REFUSED), engine())), []);
  });
});
