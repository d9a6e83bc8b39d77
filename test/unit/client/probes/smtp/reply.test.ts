import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { lineKind, parseReply, replyClass } from '../../../../../client/src/probes/smtp/reply.ts';

const bytes = (...lines: string[]): Uint8Array[] => lines.map(line => Buffer.from(line));

describe('a line of a reply', () => {
  it('goes on after a hyphen and ends after a blank or nothing', () => {
    assert.equal(lineKind(Buffer.from('250-SIZE')), 'more');
    assert.equal(lineKind(Buffer.from('250 OK')), 'last');
    assert.equal(lineKind(Buffer.from('250')), 'last');
  });
  it('without three digits is none', () => {
    for (const line of ['', '25', 'hello', '2500', '25x OK', '250+'])
      assert.equal(lineKind(Buffer.from(line)), 'none', line);
  });
});

describe('a reply', () => {
  it('has a code, an enhanced code and its text', () => {
    const { reply, notes } = parseReply(bytes('550-5.7.1 refused', '550 5.7.1 see https://example.jp'));
    assert.deepEqual(reply, {
      code: 550,
      enhanced: '5.7.1',
      text: '5.7.1 refused\n5.7.1 see https://example.jp',
      origin: 'remote',
    });
    assert.deepEqual(notes, []);
  });

  it('has no enhanced code where there is only something like one', () => {
    assert.equal(parseReply(bytes('220 1.2.3 hello')).reply.enhanced, null);
    assert.equal(parseReply(bytes('250 2.1.0000 x')).reply.enhanced, null);
    assert.equal(parseReply(bytes('250 2.1.0')).reply.enhanced, '2.1.0');
  });

  it('tells lines without a code and codes that differ', () => {
    const { reply, notes } = parseReply(bytes('250-a', 'what', '250 b'));
    assert.equal(reply.text, 'a\nwhat\nb');
    assert.deepEqual(notes, [{ note: 'line-without-code', text: 'what' }]);
    const mixed = parseReply(bytes('250-a', '550 b'));
    assert.equal(mixed.reply.code, 550);
    assert.deepEqual(mixed.notes, [{ note: 'mixed-codes' }]);
  });

  it('has no code when no line has', () => {
    assert.equal(parseReply(bytes('SSH-2.0-OpenSSH')).reply.code, null);
  });

  it('tells the class by the first digit', () => {
    assert.equal(replyClass(250), 'positive');
    assert.equal(replyClass(354), 'intermediate');
    assert.equal(replyClass(421), 'temporary');
    assert.equal(replyClass(554), 'permanent');
    for (const code of [null, 0, 150, 600, 999]) assert.equal(replyClass(code), 'invalid');
  });
});
