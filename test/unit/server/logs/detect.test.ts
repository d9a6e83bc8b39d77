import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { dateOfPath, LOG_NAMES, logOfContent, logOfPath, SNIFF_LENGTH } from '../../../../server/src/logs/detect.ts';
import { FIXTURES } from '../../../support/scenario.ts';
import { bytesOf } from './notation.ts';

describe('the log that a path names (format reference 1.1, 1.2)', () => {
  it('is told by the folder, with the computer name and without, either slash', () => {
    for (const log of LOG_NAMES) {
      const paths = [
        `C:\\mail\\${log}\\MAILSV\\250310.log`,
        `C:\\mail\\${log}\\250310.log`,
        `/var/spool/epms/${log}/mailsv/250310.log`,
        `/var/spool/epms/${log}/250310.log`,
        `\\\\mailsv\\mail\\${log}\\MAILSV01\\250310.log`,
        `\\\\mailsv\\mail\\${log}\\250310.log`,
        `//mailsv/mail/${log}/250310.log`,
        `D:/backup\\${log}/MAIL-SV_1.example.jp\\250310.log`,
        `${log}/250310.log`,
        `file:///c%3A/mail/${log}/MAILSV/250310.log`,
      ];
      for (const path of paths) assert.equal(logOfPath(path), log, path);
    }
  });

  it('may be in any case, and hourly', () => {
    assert.equal(logOfPath('C:\\MAIL\\SENDERLOG\\MAILSV\\250310.LOG'), 'senderlog');
    assert.equal(logOfPath('C:\\Mail\\FailLog\\250310.Log'), 'faillog');
    assert.equal(logOfPath('C:\\mail\\senderlog\\MAILSV\\261124_13.log'), 'senderlog');
    assert.equal(logOfPath('C:\\mail\\senderlog\\261124_00.log'), 'senderlog');
  });

  it('is told by the nearest folder', () => {
    assert.equal(logOfPath('/backup/senderlog/epms/faillog/mailsv/250310.log'), 'faillog');
  });

  it('is told by a file name that says it', () => {
    const names: readonly (readonly [string, string])[] = [
      ['senderlog.txt', 'senderlog'],
      ['senderlog', 'senderlog'],
      ['my-faillog.log', 'faillog'],
      ['C:\\Users\\taro\\Desktop\\Senderlog 2025-03-10.txt', 'senderlog'],
      ['/tmp/outlocallog.250310.log', 'outlocallog'],
      ['senderlog_250310.log', 'senderlog'],
      ['250310_senderlog.txt', 'senderlog'],
      ['senderlog250310.log', 'senderlog'],
    ];
    for (const [path, log] of names) assert.equal(logOfPath(path), log, path);
  });

  it('is not told by other paths', () => {
    const paths = [
      '',
      '250310.log',
      'C:\\mail\\incoming\\B0000123004.MSG',
      'C:\\mail\\senderlogs\\250310.log',
      'C:\\mail\\xsenderlog\\250310.log',
      'C:\\mail\\senderlog\\a\\b\\250310.log',
      'C:\\mail\\senderlog\\2503.log',
      'C:\\mail\\senderlog\\250310.zip',
      '/var/log/maillog',
      '/home/taro/senderlog-catalogue.json',
      '/home/taro/syntaxes/senderlog.tmLanguage.json',
      '/home/taro/senderlog/package.json',
      '/home/taro/senderlog.ts',
    ];
    for (const path of paths) assert.equal(logOfPath(path), undefined, path);
  });

  it('is found in linear time in a path of absurd length', () => {
    const start = performance.now();
    logOfPath(`${'senderlog/'.repeat(100_000)}x`);
    logOfPath(`${'senderlog '.repeat(100_000)}/x`);
    logOfPath('/'.repeat(1_000_000));
    assert.ok(performance.now() - start < 1000);
  });
});

describe('the date that a path gives (format reference 1.2)', () => {
  const day = (y: number, m: number, d: number) => Date.UTC(y, m - 1, d) / 86_400_000;

  it('is the day of the name, and the hour where the log is hourly', () => {
    assert.deepEqual(dateOfPath('C:\\mail\\senderlog\\MAILSV\\171101.log'), { day: day(2017, 11, 1), hour: undefined });
    assert.deepEqual(dateOfPath('/var/spool/epms/senderlog/261124_13.log'), { day: day(2026, 11, 24), hour: 13 });
    assert.deepEqual(dateOfPath('240229_00.LOG'), { day: day(2024, 2, 29), hour: 0 });
  });

  it('is none where the name is no date', () => {
    const paths = [
      'senderlog.txt',
      '251301.log',
      '250001.log',
      '250100.log',
      '250132.log',
      '250310_24.log',
      '250310_1.log',
      '20250310.log',
      '250310.log.gz',
      '250230.log',
      '250229.log',
      '250431.log',
      '',
    ];
    for (const path of paths) assert.equal(dateOfPath(path), undefined, path);
  });
});

describe('the log that a content shows', () => {
  const of = (...lines: string[]) => logOfContent(bytesOf(lines.join('\r\n')));

  it('is right for every recorded log and every sample', () => {
    const files = readdirSync(FIXTURES, { recursive: true, encoding: 'utf8' }).filter(f =>
      /^(recorded|samples).*\.(log|txt)$/.test(f),
    );
    assert.ok(files.length > 80);
    for (const file of files) {
      const byPath = logOfPath(file) ?? 'senderlog'; // the pasted excerpt
      // The content of outlocallog is that of outlog; only its place tells them apart.
      const expected = byPath === 'outlocallog' ? 'outlog' : byPath;
      assert.equal(logOfContent(readFileSync(new URL(file, FIXTURES))), expected, file);
    }
  });

  it('is told for each log by one line', () => {
    assert.equal(of('[B0000000001] SendData complete.'), 'senderlog');
    assert.equal(of('[13:10:35:003] [B0000000001] SendMailMess:250 ok', ''), 'senderlog');
    assert.equal(of('B0000055688@h send fail on [01/Nov/2017:10:29:51] from a to b [550 no]'), 'faillog');
    assert.equal(of('B0000055688@h sent on [01/Nov/2017:10:29:51] to  mx from a to b '), 'outlog');
    assert.equal(of('[10/Mar/2025:09:15:01], (h), [203.0.113.25]:51234, Client accept now.'), 'acceptlog');
    assert.equal(of('[10/Mar/2025:09:15:02], (h), mx [203.0.113.25], a,<B0000312001>,ok'), 'acceptlog');
    assert.equal(of('<B0000312001@h> [10/Mar/2025:09:15:02] 203.0.113.25 mx a b'), 'inlog');
    assert.equal(of('[10/Mar/2025:09:15:01], 0001a2f4, QUIT'), 'receivelog');
  });

  it('is told when most of the lines continue one before them', () => {
    const reply = ['250-SIZE 10485760', '250-8BITMIME', '250-PIPELINING', '250-DSN', '250 HELP'];
    assert.equal(of('[10/Mar/2025:09:15:01], 0001a2f4, 250-mail.example.jp', ...reply), 'receivelog');
    assert.equal(
      of('[13:10:35:003] [B0000000001] SendMailMess:[13:10:35:003] 250-mail.example.jp', ...reply),
      'senderlog',
    );
  });

  it('is told in spite of a byte order mark, a cut first line and some strange lines', () => {
    assert.equal(of('\\xef\\xbb\\xbf[B0000000001] SendData complete.'), 'senderlog');
    assert.equal(
      of('ndMailMess:QUIT', '[B0000000001] SendData complete.', '[B0000000001] SendMailMess:QUIT'),
      'senderlog',
    );
    assert.equal(
      of('On Monday taro wrote:', '[B0000000001] SendData complete.', '[B0000000001] SendMailMess:QUIT'),
      'senderlog',
    );
  });

  it('looks at the beginning only', () => {
    const filler = 'nothing of interest\n'.repeat(SNIFF_LENGTH / 20 + 1);
    assert.equal(logOfContent(bytesOf(`${filler}${'[B0000000001] SendData complete.\n'.repeat(9000)}`)), undefined);
  });

  it('is none for what is no log of E-Post', () => {
    const texts: readonly (readonly string[])[] = [
      [],
      ['', '', ''],
      ['Dear all,', '', 'the mail to example.com did not arrive.', 'Regards'],
      ['250 ok', '250 ok', '354 go ahead', 'and more'],
      ['220 mx.example.com ESMTP', 'EHLO mail.example.jp', '250-mx.example.com', '250 DSN', 'QUIT', '221 Bye'],
      [
        'Mar 10 09:15:01 mx postfix/smtp[1234]: 4XzQNEC: to=<a@example.com>, relay=mx1.example.com[192.0.2.1]:25, status=sent (250 2.0.0 Ok)',
      ],
      ['192.0.2.1 - - [10/Mar/2025:09:15:01 +0900] "GET / HTTP/1.1" 200 123 "-" "Mozilla/5.0"'],
      ['[Mon Mar 10 09:15:01.123 2025] [core:error] [pid 1] AH00124: Request exceeded the limit'],
      ['[09:15:01] [Server thread/INFO]: Done (1.234s)!', '[09:15:02] [Server thread/INFO]: Stopping'],
      ['{"time":"2025-03-10T09:15:01Z","id":"B0000000001"}'],
      ['B0000000001', 'B0000000002'],
      ['2025-03-10 09:15:01,123 INFO [B0000000001] started'],
    ];
    for (const lines of texts) assert.equal(of(...lines), undefined, lines.join('\n'));
  });

  it('is none for binary files', () => {
    assert.equal(logOfContent(new Uint8Array(100_000)), undefined);
    assert.equal(logOfContent(Uint8Array.from({ length: 100_000 }, (_, i) => (i * 7919) >> 3)), undefined);
    assert.equal(logOfContent(bytesOf('\\x89PNG\\x0d\\x0a\\x1a\\x0a\\x00\\x00\\x00\\x0dIHDR')), undefined);
    assert.equal(logOfContent(bytesOf('PK\\x03\\x04\\x14\\x00\\x00\\x00')), undefined);
  });
});
