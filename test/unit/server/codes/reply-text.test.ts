import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { MAX_REPLY_LENGTH, readReply } from '../../../../server/src/codes/reply-text.ts';

describe('reading a reply', () => {
  it('joins continuation lines with a blank and drops their repeated codes', () => {
    const { text, code, enhanced } = readReply(
      '550-5.7.26 Unauthenticated\r\r\n550-5.7.26 mail from\r\n550 5.7.26 here',
    );
    assert.deepEqual([text, code, enhanced], ['550-5.7.26 Unauthenticated mail from here', '550', '5.7.26']);
  });

  it('keeps a number that only begins like the code', () => {
    assert.equal(readReply('550-see 5501 550x 550 end').text, '550-see 5501 550x end');
  });

  it('finds the basic code behind the words of a report', () => {
    assert.equal(readReply('smtp; 550 5.1.1 no').code, '550');
    assert.equal(readReply('host mx.example.com[192.0.2.1] said: 451 4.7.1 later').code, '451');
    assert.equal(readReply('smtp;554 rejected').code, '554');
    assert.equal(readReply('421').code, '421');
    assert.equal(readReply('timed out after 300 seconds').code, null);
  });

  it('reads the enhanced code in all its forms', () => {
    const forms = {
      '550 5.1.1 no': '5.1.1',
      '550-5.7.26 no': '5.7.26',
      '550 #5.1.0 Address rejected': '5.1.0',
      '550 [5.7.1] no': '5.7.1',
      '553 sorry, no mailbox here by that name (#5.1.1)': '5.1.1',
      '451 timeout (#4.4.2)': '4.4.2',
      '451 timeout #4.4.2': '4.4.2',
      '550 user unknown [5.1.1]': '5.1.1',
      '5.1.1 bad address': '5.1.1',
    };
    for (const [reply, enhanced] of Object.entries(forms)) assert.equal(readReply(reply).enhanced, enhanced, reply);
  });

  it('does not take addresses, versions or host names for one', () => {
    const others = [
      '550 rejected 5.1.1.9',
      '550 refused by 5.7.1.example.com',
      '220 mx ESMTP Exim 4.9.6 ready',
      '550 Postfix 5.1.2 says no',
      '550 4.4.1 is of another class in (#4.4.1)',
    ];
    assert.deepEqual(
      others.slice(0, 4).map(reply => readReply(reply).enhanced),
      [null, null, null, null],
    );
  });

  it('takes off what relays and error mails write around a reply that they quote, and keeps the whole beside it', () => {
    const reply = '550 5.1.1 <user@example.com>: User unknown';
    const quoted = [
      `smtp; ${reply}`,
      `host mx.example.com[192.0.2.1] said: ${reply} (in reply to RCPT TO command)`,
      `192.0.2.1 does not like recipient. Remote host said: ${reply}`,
      `SMTP error from remote mail server after RCPT TO:<user@example.com>: host mx.example.com [192.0.2.1]: ${reply}`,
    ];
    for (const whole of quoted)
      assert.deepEqual(readReply(whole), { text: reply, whole, code: '550', enhanced: '5.1.1' });
  });

  it('leaves words alone that only look like a quotation', () => {
    for (const text of ['550 he said: 451 apples', 'someone said: no', '550 mailbox full (in reply to you)'])
      assert.equal(readReply(text).text, text);
  });

  it('reads texts whose blanks are underscores', () => {
    assert.equal(readReply('522_mailbox_full').text, '522 mailbox full');
    assert.equal(readReply('550 Mailbox_currently_suspended').text, '550 Mailbox currently suspended');
    assert.equal(readReply('550 no such user a_b@example.com').text, '550 no such user a_b@example.com');
  });

  it('shows the patterns at most 2,048 characters, of any text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 5000 }), raw => {
        const { text, code, enhanced } = readReply(raw);
        assert.ok(text.length <= MAX_REPLY_LENGTH);
        assert.doesNotMatch(text, /[\0-\x1f\x7f-\x9f]/);
        assert.ok(code === null || /^[2-5]\d\d$/.test(code));
        assert.ok(enhanced === null || /^[245]\.\d{1,3}\.\d{1,3}$/.test(enhanced));
      }),
    );
  });
});
