import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { dateStampAt, daysSince1970, stampAt } from '../../../../server/src/logs/stamp.ts';
import { bytesOf } from './notation.ts';

const stamp = (text: string): number => {
  const bytes = bytesOf(text);
  return stampAt(bytes, 0, bytes.length);
};

const date = (text: string) => {
  const bytes = bytesOf(text);
  return dateStampAt(bytes, 0, bytes.length);
};

describe('stamps of the senderlog (format reference 1.4)', () => {
  it('are milliseconds of the day, in both forms', () => {
    assert.equal(stamp('[00:00:00:000] '), 0);
    assert.equal(stamp('[19:36:50:193] x'), 70_610_193);
    assert.equal(stamp('[23:59:59:999] '), 86_399_999);
    assert.equal(stamp('[19:36:50] x'), 70_610_000);
    assert.equal(stamp('[23:59:60] '), 86_400_000);
  });

  it('are taken whole and exact, or not at all', () => {
    const no = [
      '',
      '[',
      '[19:36:50:193]',
      '[19:36:50:193]x',
      '[19:36:50:19] ',
      '[19:36:50:1933] ',
      '[19:36:50.193] ',
      '[24:00:00:000] ',
      '[19:60:50:193] ',
      '[19:36:61:193] ',
      '[1a:36:50:193] ',
      '[19:3 :50:193] ',
      '[19-36-50:193] ',
      '[19:36:50]',
      '[19:36:50]\t',
      '[ 9:36:50] ',
      '[19:36:5O] ',
      '[19:36:50:-93] ',
      '[19:36:50:+93] ',
      '(19:36:50:193) ',
      '\\x81[19:36:50:193] ',
      '[19:36:50:193\\x5d\\x81',
      '[19:36:50:19\\x00] ',
    ];
    for (const text of no) assert.equal(stamp(text), -1, text);
  });

  it('do not reach beyond the end they are given', () => {
    const bytes = bytesOf('[19:36:50:193] ');
    for (let end = 0; end < bytes.length; end++) assert.equal(stampAt(bytes, 0, end), -1);
    assert.equal(stampAt(bytes, 1, bytes.length), -1);
    assert.equal(stampAt(bytes, 99, bytes.length), -1);
  });
});

describe('dates of the other logs (format reference 1.4)', () => {
  it('are the day since 1970 and milliseconds of the day', () => {
    assert.deepEqual(date('[01/Jan/1970:00:00:00]'), { day: 0, time: 0 });
    assert.deepEqual(date('[01/Nov/2017:10:29:51]'), { day: 17_471, time: 37_791_000 });
    assert.deepEqual(date('[29/Feb/2024:23:59:59] to'), { day: 19_782, time: 86_399_000 });
    assert.deepEqual(date('[31/Dec/2099:12:00:00]'), { day: 47_481, time: 43_200_000 });
  });

  it('are days of the calendar, after the epoch, with English months', () => {
    const no = [
      '',
      '[01/Nov/2017:10:29:51',
      '[1/Nov/2017:10:29:51]',
      '[01/nov/2017:10:29:51]',
      '[01/NOV/2017:10:29:51]',
      '[01/11./2017:10:29:51]',
      '[00/Nov/2017:10:29:51]',
      '[32/Nov/2017:10:29:51]',
      '[31/Nov/2017:10:29:51]',
      '[29/Feb/2017:10:29:51]',
      '[30/Feb/2024:10:29:51]',
      '[01/Nov/2017:24:29:51]',
      '[01/Nov/2017:10:60:51]',
      '[01/Nov/2017:10:29:61]',
      '[01/Nov/2017 10:29:51]',
      '[31/Dec/1969:23:59:59]',
      '[01/Jan/0001:00:00:00]',
      '[01/Jan/0070:00:00:00]',
      '[01/Jan/0099:00:00:00]',
      '[01/Nov/20I7:10:29:51]',
      '(01/Nov/2017:10:29:51)',
    ];
    for (const text of no) assert.equal(date(text), undefined, text);
  });

  it('are each their own, whatever was read before', () => {
    const texts = [
      '[24/Nov/2026:13:06:18]',
      '[24/Nov/2027:13:06:18]',
      '[24/Nov/2026:13:06:19]',
      '[24/Nox/2026:13:06:18]',
      '[24/Nov/2026:25:06:18]',
      '[25/Nov/2026:13:06:18]',
    ];
    const alone = (text: string) => {
      date('[01/Jan/1999:00:00:00]');
      return date(text);
    };
    for (const before of texts) {
      for (const text of texts) {
        const expected = alone(text);
        date(before);
        assert.deepEqual(date(text), expected, `${text} after ${before}`);
      }
    }
    assert.equal(texts.filter(text => alone(text) === undefined).length, 2);
  });

  it('are days of the Gregorian calendar', () => {
    assert.equal(daysSince1970(1970, 1, 1), 0);
    assert.equal(daysSince1970(2000, 3, 1) - daysSince1970(2000, 2, 28), 2);
    assert.equal(daysSince1970(2100, 3, 1) - daysSince1970(2100, 2, 28), 1);
  });
});
