import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { attemptAt } from '../../../../server/src/features/attempt-at.ts';
import { LogDocument } from '../../../../server/src/features/document.ts';
import { FIXTURES } from '../../../support/scenario.ts';

/** The editor line that holds a text. */
const lineOf = (path: string, text: string): number =>
  readFileSync(new URL(path, FIXTURES), 'utf8')
    .split(/\r\n|\r|\n/)
    .findIndex(line => line.includes(text));

const open = (path: string): LogDocument => {
  const text = readFileSync(new URL(path, FIXTURES), 'utf8');
  return new LogDocument(`file:///${path}`, 'senderlog', 1, text);
};

describe('senderlog/attemptAt', () => {
  it('tells what a refused recipient was told', () => {
    const path = 'recorded/02-user-unknown-giveup-short/senderlog/261124.log';
    const answer = attemptAt(open(path), { line: lineOf(path, 'RCPT TO'), character: 30 });
    assert.equal(answer?.host, 'mx.example.net');
    assert.equal(answer?.stage, 'rcpt');
    assert.deepEqual([answer?.reply?.code, answer?.reply?.enhanced, answer?.reply?.origin], [550, '5.1.1', 'remote']);
    assert.deepEqual([answer?.sender, answer?.recipients], ['taro@sender.example.jp', ['nobody1@example.net']]);
    assert.match(answer?.at ?? '', /^2026-11-24T\d\d:\d\d:\d\d\.\d{3}\+09:00$/);
  });

  it('tells the socket error where no connection came about', () => {
    const path = 'recorded/07-connect-refused-short/senderlog/261124.log';
    const answer = attemptAt(open(path), { line: lineOf(path, 'connect failed'), character: 30 });
    assert.deepEqual([answer?.stage, answer?.socketError, answer?.reply], ['connect', 10061, null]);
  });

  it('knows none in a faillog', () => {
    const text = 'B0000055688@m send fail on [01/Nov/2017:10:29:51] from a@b to c@d [550 no]\r\n';
    const document = new LogDocument('file:///faillog/171101.log', 'faillog', 1, text);
    assert.equal(attemptAt(document, { line: 0, character: 3 }), null);
  });
});
