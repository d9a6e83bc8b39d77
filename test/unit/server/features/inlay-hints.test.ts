import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { LogDocument } from '../../../../server/src/features/document.ts';
import { inlayHints } from '../../../../server/src/features/inlay-hints.ts';
import type { Language } from '../../../../server/src/l10n/messages.ts';
import { engine } from '../../../support/engine.ts';

const URI = 'file:///mail/senderlog/261124.log';
const ALL = { start: { line: 0, character: 0 }, end: { line: 10_000, character: 0 } };

/** Takes the hints, written as ⟦hint⟧, out of a log and expects that the feature puts the same ones in again. */
function expectHints(
  marked: string,
  { settings = {}, language = 'en' as Language, uri = URI, log = 'senderlog', range = ALL } = {},
): void {
  const text = marked.replace(/⟦[^⟧]*⟧/g, '');
  const document = new LogDocument(uri, log, 1, text);
  const lines = text.split('\n');
  for (const { position, label } of inlayHints(document, range, engine(language, settings)).reverse()) {
    const line = lines[position.line]!;
    lines[position.line] = `${line.slice(0, position.character)}⟦${label}⟧${line.slice(position.character)}`;
  }
  assert.equal(lines.join('\n'), marked);
}

const full = { inlayHints: 'full' };

describe('inlay hints', () => {
  it('name error numbers and say code=a/b in few words', () => {
    expectHints(`\
[13:06:35:641] [B0000323002] ConnectHost(mx.lake.example.org)
[13:06:38:705] [B0000323002] ConnectHost: winsock connect failed. (socket error code=10060⟦WSAETIMEDOUT⟧)
[13:08:53:492] [B0000623002] SendMailMess:[13:08:53:492] 451 Requested action aborted: error in processing.(code=0/0⟦Closed by the other side without a reply⟧)
[13:16:56:353] [B0000723003] SendData (socket error code=10054⟦WSAECONNRESET⟧)
`);
  });

  it('are in Japanese where the editor is', () => {
    expectHints(
      `\
[13:08:53:492] [B0000623002] SendMailMess:[13:08:53:492] 451 Requested action aborted: error in processing.(code=0/0⟦応答なしで相手側が切断⟧)
`,
      { language: 'ja' },
    );
  });

  it('tell the edition by the range of a socket error, and read it as the setting says', () => {
    const line = (number: string) => `[13:16:56:353] [B0000723003] SendData (socket error code=${number})\n`;
    expectHints(line('54⟦ECONNRESET⟧') + line('104⟦ECONNRESET⟧'));
    expectHints(line('64⟦EHOSTDOWN⟧'));
    expectHints(line('64⟦ERROR_NETNAME_DELETED⟧'), { settings: { server: { edition: 'windows' } } });
  });

  it('do not take a returned reply code for an error number', () => {
    expectHints('[13:16:56:353] [B0000723003] SendGlbalMail:return code=550\n');
  });

  it('leave the raw line of a 451 alone, since the reply follows it', () => {
    expectHints('[13:08:53:491] 451 Requested action aborted: error in processing. (code=0/ffffffff)\n');
  });

  it('explain the reason of a final failure', () => {
    expectHints(
      `\
B0000055688@m.example.jp send fail on [24/Nov/2026:10:29:51] from a@example.jp to c@example.net [451 Requested action aborted: error in processing.(code=0/0⟦Closed by the other side without a reply⟧)]
`,
      { uri: 'file:///mail/faillog/261124.log', log: 'faillog' },
    );
  });

  it('show how long slow steps took, where all are wanted: 5 seconds and more, from the record that began the step', () => {
    expectHints(
      `\
[13:06:35:641] [B0000323002] ConnectHost(mx.lake.example.org)
[13:06:56:705] [B0000323002] ConnectHost: winsock connect failed. (socket error code=10060⟦WSAETIMEDOUT⟧)⟦after 21 s⟧
[13:07:00:000] [B0000323003] ConnectHost(mx.lake.example.org)
[13:07:05:040] [B0000323003] SendMailMess:[13:07:05:040] ⟦after 5 s⟧220 ready
[13:07:05:040] [B0000323003] SendMailMess:EHLO mail.example.jp
[13:07:10:000] [B0000323003] SendMailMess:[13:07:10:000] 250 mx
[13:07:10:000] [B0000323003] SendMailMess:MAIL FROM:<a@example.jp>
[13:27:10:000] [B0000323003] SendMailMess:[13:27:10:000] ⟦after 20 min 0 s⟧451 Requested action aborted: error in processing.(code=0/ffffffff⟦Nothing received before the time-out⟧)
`,
      { settings: full },
    );
  });

  it('count hours and minutes of what took very long', () => {
    expectHints(
      `\
[10:00:00:000] [B0000323002] SendMailMess:QUIT
[12:05:30:000] [B0000323002] SendMailMess:[12:05:30:000] ⟦2時間5分後⟧221 bye
`,
      { settings: full, language: 'ja' },
    );
  });

  it('follow each queue entry by itself, over midnight too', () => {
    expectHints(
      `\
[23:59:55:000] [B0000323002] SendMailMess:DATA
[23:59:56:000] [B0000323004] SendMailMess:DATA
⟦2026-11-25⟧[00:00:02:000] [B0000323002] SendMailMess:[00:00:02:000] ⟦after 7 s⟧354 go on
[00:00:02:500] [B0000323004] SendMailMess:[00:00:02:500] ⟦after 6.5 s⟧354 go on
[00:00:22:000] [B0000323002] SendData complete.⟦after 20 s⟧
`,
      { settings: full },
    );
  });

  it('say only that it is the next day where no name tells the date', () => {
    expectHints(
      `\
[23:59:55:000] [B0000323002] SendMailMess:QUIT
⟦翌日⟧[00:00:02:000] [B0000323004] SendMailMess:QUIT
`,
      { settings: full, language: 'ja', uri: 'untitled:Untitled-1' },
    );
  });

  it('give the calendar time of ltime and otime by the clock of the server', () => {
    expectHints(
      `\
[13:08:59:494] [B0000623002] [cave.example.net] GetTryServer:(ltime(13439966939⟦2026-11-24 13:08:59⟧)-otime(13439966927⟦2026-11-24 13:08:47⟧))/7200=(3)
[B0000623002] [cave.example.net] GetTryServer:(ltime(13439966939⟦2026-11-24 04:08:59 UTC⟧)-otime(13439966927⟦2026-11-24 04:08:47 UTC⟧))/7200=(3)
`,
      { settings: full },
    );
  });

  it('mark what was computed as derived', () => {
    const text =
      '[13:08:59:494] [B0000623002] [c.example.net] GetTryServer:(ltime(13439966939)-otime(13439966927))/7200=(3)\n';
    const [first] = inlayHints(new LogDocument(URI, 'senderlog', 1, text), ALL, engine('en', full));
    assert.equal(first?.tooltip, '2026-11-24 13:08:59 (UTC+09:00), derived: seconds since 1601-01-01 UTC.');
  });

  it('are off where the setting says so', () => {
    expectHints('[13:16:56:353] [B0000723003] SendData (socket error code=10054)\n', {
      settings: { inlayHints: 'off' },
    });
  });

  it('are made for the range alone, but know the step that began before it', () => {
    expectHints(
      `\
[13:06:35:641] [B0000323002] ConnectHost(mx.lake.example.org)
[13:06:36:641] [B0000323001] SendData (socket error code=10054)
[13:06:56:705] [B0000323002] ConnectHost: winsock connect failed. (socket error code=10060⟦WSAETIMEDOUT⟧)⟦after 21 s⟧
[13:06:57:641] [B0000323001] SendData (socket error code=10054)
`,
      { settings: full, range: { start: { line: 2, character: 0 }, end: { line: 2, character: 200 } } },
    );
  });
});
