import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { parseStage, type Stage } from '../../../../server/src/codes/stage.ts';
import { classifier, fallback, reasonClasses } from './pattern-data.ts';
import { familyOf } from './reply-families.ts';

const classify = (reply: string, stage?: Stage) => classifier.classify(reply, { stage });
const classOf = (reply: string, stage?: Stage) => classify(reply, stage).class;

describe('classifying a reply', () => {
  it('names codes, provider, class, cause and the pattern', () => {
    assert.deepEqual(classify('550-5.7.26 This mail has been blocked because the sender is unauthenticated.'), {
      code: '550',
      enhanced: '5.7.26',
      provider: 'Gmail',
      class: 'authfailure',
      cause: 'sender-auth-rejected',
      patternId: 'provider:gmail-23',
      basis: 'wording',
      byStage: false,
      origin: 'remote',
      confidence: 'high',
    });
  });

  it('joins the lines of a reply, also where a line ends in CR CR LF', () => {
    const lines =
      '550-5.7.1 [192.0.2.1] Our system has detected that this message is\r\r\n550-5.7.1 likely unsolicited mail.';
    assert.equal(classify(`${lines}\r\r\n550 5.7.1 - gsmtp\r\r\n`).class, 'spamdetected');
    assert.equal(classify(`${lines} 550 5.7.1 - gsmtp`.replaceAll('\r\r\n', ' ')).class, 'spamdetected');
  });

  it('reads the lower-cased and the upper-cased copies that E-Post logs alike', () => {
    const reply = '554 5.7.1 Service unavailable; Client host [192.0.2.1] blocked using zen.spamhaus.org';
    for (const copy of [reply, reply.toLowerCase(), reply.toUpperCase()]) assert.equal(classOf(copy), 'blocked');
  });

  it('lets the wording outrank the enhanced code', () => {
    assert.equal(classOf('550 5.1.1 <taro@example.com> mailbox is full'), 'mailboxfull');
  });

  it('lets the enhanced code outrank the basic one where the words say nothing', () => {
    const got = classify('550 5.2.2 xyz');
    assert.deepEqual([got.class, got.basis, got.patternId], ['mailboxfull', 'enhanced', null]);
  });

  it('goes on with the basic code where the enhanced one says nothing', () => {
    assert.deepEqual([classify('552 5.0.0 xyz').class, classify('552 5.0.0 xyz').basis], ['mailboxfull', 'basic']);
  });

  it('says honestly that it does not know', () => {
    for (const text of ['', 'xyz', '250 2.0.0 Ok spam user unknown', '354 go on']) {
      assert.deepEqual([classOf(text), classify(text).basis], ['undefined', 'none']);
    }
  });

  it('never blames the peer for what E-Post wrote itself', () => {
    const own = [
      ['451 Requested action aborted: error in processing. (code=0/0)', 'silence-or-close-0-0'],
      ['451 Requested action aborted: error in processing.(code=0/0)', 'silence-or-close-0-0'],
      ['451 Requested action aborted: error in processing. (code=0/ffffffff)', 'receive-timeout'],
      ['451 Requested action aborted: error in processing. (code=10054/ffffffff)', 'reset-while-reading'],
      ['451 Requested action aborted: stoped in processing.', 'service-stopped'],
    ] as const;
    for (const [text, cause] of own) {
      assert.deepEqual([classify(text, 'rcpt').origin, classify(text, 'rcpt').cause], ['epost', cause]);
    }
    assert.equal(classify('451 Requested action aborted: local error in processing').origin, 'remote');
  });

  it('knows the replies of an E-Post receiver', () => {
    assert.equal(classify('550 5.1.1 Please mail to a valid e-mail address.').cause, 'recipient-not-permitted');
    assert.equal(classify('421 Exceeded an expiration date.').cause, 'peer-trial-expired');
    assert.equal(classify('450 4.7.1 hanako@example.jp... (SPF_GRAY)').cause, 'spf-gray');
  });
});

describe('the stage decides what the words leave open', () => {
  it('an unknown user after RCPT, a filter after the body', () => {
    assert.equal(classOf('550 User unknown', 'rcpt'), 'userunknown');
    assert.equal(classOf('550 User unknown', 'final'), 'filtered');
    assert.equal(classOf('550 Unknown user taro@docomo.ne.jp', 'rcpt'), 'userunknown');
    assert.equal(classOf('550 Unknown user taro@docomo.ne.jp', 'final'), 'filtered');
  });

  it('an explicit 5.1.1 after the body stays an unknown user', () => {
    assert.equal(classOf('550 5.1.1 User unknown', 'final'), 'userunknown');
  });

  it('a bare refusal means the host, the sender or the recipient’s filter', () => {
    assert.equal(classOf('550 Access denied', 'connect'), 'blocked');
    assert.equal(classOf('550 Access denied', 'mail'), 'rejected');
    assert.equal(classOf('550 Access denied', 'rcpt'), 'rejected');
    assert.equal(classOf('550 Access denied', 'final'), 'filtered');
  });

  it('a verdict on spam before the body is one on our host', () => {
    assert.equal(classOf('554 blocked for spam', 'greeting'), 'blocked');
    assert.equal(classOf('554 blocked for spam', 'final'), 'spamdetected');
  });

  it('a code alone means another thing at each stage', () => {
    assert.equal(classOf('550', 'greeting'), 'blocked');
    assert.equal(classOf('550', 'mail'), 'rejected');
    assert.equal(classOf('550', 'rcpt'), 'userunknown');
    assert.equal(classOf('550', 'final'), 'policyviolation');
    assert.equal(classOf('552', 'mail'), 'mesgtoobig');
    assert.deepEqual([classOf('421', 'greeting'), classify('421', 'greeting').cause], ['systemerror', 'peer-busy-421']);
  });

  it('and code and stage tell a cause where the words tell none', () => {
    assert.equal(classify('421 4.3.2 mail.example.org Service not available', 'greeting').cause, 'peer-busy-421');
    assert.equal(classify('454 4.7.0 TLS not available due to local problem', 'starttls').cause, 'starttls-refused');
    assert.equal(classify('502 5.5.1 command not implemented', 'ehlo').cause, 'ehlo-rejected');
    assert.equal(classify('502 5.5.1 command not implemented').cause, null);
  });

  it('says so', () => {
    assert.equal(classify('550 User unknown', 'final').byStage, true);
    assert.equal(classify('550 User unknown', 'rcpt').byStage, false);
  });

  it('is taken from the words of a relay in between where nothing else tells it', () => {
    assert.equal(classOf('550 User unknown (in reply to end of DATA command)'), 'filtered');
    assert.equal(classOf('550 User unknown (in reply to RCPT TO command)'), 'userunknown');
    assert.equal(classOf('550 Access denied (in reply to MAIL FROM command)'), 'rejected');
    assert.equal(classOf('host mx.example.jp[192.0.2.1] refused to talk to me: 550 Access denied'), 'blocked');
    assert.equal(classOf('550 User unknown (in reply to RCPT TO command)', 'final'), 'filtered');
  });

  it('puts on the sender or the host what cannot be about the recipient yet', () => {
    assert.equal(classOf('550 Invalid domain', 'mail'), 'rejected');
    assert.equal(classOf('550 Invalid domain', 'rcpt'), 'hostunknown');
    assert.equal(classOf('550 Your access to submit messages to this system is refused', 'greeting'), 'blocked');
  });

  it('reads the names that people and other tools give to the stages', () => {
    const names = {
      RCPT: 'rcpt',
      'RCPT TO': 'rcpt',
      CONN: 'connect',
      helo: 'ehlo',
      'final reply': 'final',
      QUIT: 'quit',
    };
    for (const [name, stage] of Object.entries(names)) assert.equal(parseStage(name), stage);
    assert.equal(parseStage('nonsense'), undefined);
  });
});

describe('any text', () => {
  const anyStage = fc.constantFrom(undefined, 'connect', 'mail', 'rcpt', 'final' as const);

  it('gets an answer of the known classes', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 300 }), anyStage, (text, stage) => {
        const got = classifier.classify(text, { stage: stage as Stage | undefined });
        assert.ok(reasonClasses.has(got.class), got.class);
      }),
    );
  });

  it('counts for 2,048 characters only', () => {
    assert.equal(classOf(`550 ${'x'.repeat(2044)} mailbox full`), classOf('550 x'));
    assert.equal(classOf(`550 5.1.1 User unknown ${'x'.repeat(1_000_000)}`), 'userunknown');
  });

  it('with any code of the fallback comes to the class of the table', () => {
    for (const { code, reasonClass } of fallback) {
      if (!/^[45]\d\d$/.test(code)) continue;
      assert.equal(classOf(code), reasonClass);
    }
  });
});

describe('against collections of replies', () => {
  const floors = {
    seen: [98, 99],
    unseen: [94, 96],
    collected: [92, 96],
    manual: [93, 95],
    fresh: [92, 94],
    logs: [91, 94],
    'bounces-seen': [95, 97],
    'bounces-unseen': [86, 92],
    field: [93, 96],
    'field-unseen': [85, 92],
    'wide-seen': [94, 97],
    'wide-unseen': [95, 97],
    paraphrased: [92, 94],
    quoted: [93, 95],
    'quoted-more': [87, 92],
    'final-unseen': [87, 92],
  };
  for (const [name, [exactFloor, familyFloor]] of Object.entries(floors)) {
    it(`${name}: the class of a person in ${exactFloor} %, its family in ${familyFloor} %`, () => {
      const file = new URL(`../../../fixtures/replies/${name}.tsv`, import.meta.url);
      let [rows, exact, family] = [0, 0, 0];
      for (const line of readFileSync(file, 'utf8').trimEnd().split('\n').slice(1)) {
        const [expected, reply, stage] = line.split('\t');
        const got = classOf(reply!, parseStage(stage ?? ''));
        rows++;
        if (got === expected) exact++;
        if (familyOf(got) === familyOf(expected!)) family++;
      }
      assert.ok((100 * exact) / rows >= exactFloor!, `exact ${((100 * exact) / rows).toFixed(1)} %`);
      assert.ok((100 * family) / rows >= familyFloor!, `family ${((100 * family) / rows).toFixed(1)} %`);
    });
  }
});
