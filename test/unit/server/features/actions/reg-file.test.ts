import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import {
  raisedTimeout,
  regFile,
  regFileBytes,
  regFileName,
} from '../../../../../server/src/features/actions/reg-file.ts';

const raised = { value: 'RecvDataTimeout', seconds: 2400 } as const;
const removed = { value: 'RecvDataTimeout', seconds: null } as const;

describe('a .reg file for a time-out', () => {
  it('sets the value in hexadecimal and names the service to restart', () => {
    assert.equal(
      regFile(raised, 'en'),
      [
        'Windows Registry Editor Version 5.00',
        '',
        '; RecvDataTimeout: limit for waiting for one reply, set to 2400 seconds (default 1200).',
        '; Afterwards restart the service EPSTDS (E-Post SMTP delivery).',
        '; A server that keeps its settings in files (folder REG in the mail folder) instead of the registry does not read this value.',
        '',
        '[HKEY_LOCAL_MACHINE\\SYSTEM\\CurrentControlSet\\Services\\EPSTDS]',
        '"RecvDataTimeout"=dword:00000960',
        '',
        '',
      ].join('\r\n'),
    );
  });

  it('takes the value away again, so that the default applies', () => {
    const text = regFile(removed, 'ja');
    assert.match(text, /^; RecvDataTimeoutを削除します。.*既定の1200秒に戻ります。\r$/m);
    assert.match(text, /^; 変更後はサービスEPSTDS.*再起動してください。\r$/m);
    assert.match(text, /^"RecvDataTimeout"=-\r$/m);
  });

  it('is UTF-16LE with its mark, byte by byte', () => {
    const bytes = regFileBytes({ value: 'SendDataTimeout', seconds: 3600 }, 'en');
    // FF FE, then "Wi" as 57 00 69 00.
    assert.deepEqual([...bytes.subarray(0, 6)], [0xff, 0xfe, 0x57, 0x00, 0x69, 0x00]);
    // The end: `10` CR LF CR LF.
    const tail = [0x31, 0, 0x30, 0, 0x0d, 0, 0x0a, 0, 0x0d, 0, 0x0a, 0];
    assert.deepEqual([...bytes.subarray(-12)], tail);
    assert.match(Buffer.from(bytes).toString('utf16le'), /"SendDataTimeout"=dword:00000e10\r\n\r\n$/);
  });

  it('keeps Japanese comments through the encoding', () => {
    assert.equal(Buffer.from(regFileBytes(raised, 'ja')).toString('utf16le'), `\ufeff${regFile(raised, 'ja')}`);
  });

  it('has no line that ends in another way than CR LF, and every text line is a comment, a key or a value', () => {
    const seconds = fc.option(fc.integer({ min: 1, max: 86_400 }));
    const value = fc.constantFrom('RecvDataTimeout', 'SendDataTimeout');
    fc.assert(
      fc.property(value, seconds, fc.constantFrom('en', 'ja'), (v, s, language) => {
        const lines = regFile({ value: v, seconds: s }, language).split('\r\n');
        for (const line of lines)
          assert.match(line, /^(?:|Windows Registry.*|; .*|\[HKEY.*\]|"\w+"=(?:-|dword:[0-9a-f]{8}))$/);
        const data = /dword:(\w{8})/.exec(lines.join('\n'));
        assert.equal(data === null ? null : Number.parseInt(data[1]!, 16), s);
      }),
    );
  });

  it('refuses what is no time-out', () => {
    for (const seconds of [0, -1, 1.5, 86_401, Number.NaN]) {
      assert.throws(() => regFile({ value: 'RecvDataTimeout', seconds }, 'en'), RangeError);
    }
  });

  it('doubles a time-out, up to a day', () => {
    assert.deepEqual([1200, 1199.5, 86_400].map(raisedTimeout), [2400, 2400, 86_400]);
  });

  it('has a name that tells what it does', () => {
    assert.deepEqual(
      [regFileName(raised), regFileName(removed)],
      ['RecvDataTimeout-2400.reg', 'RecvDataTimeout-default.reg'],
    );
  });
});
