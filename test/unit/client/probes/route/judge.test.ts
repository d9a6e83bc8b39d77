import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { judgeRoute, type RouteFacts } from '../../../../../client/src/probes/route/judge.ts';
import type { RouteLogEvidence } from '../../../../../client/src/probes/route/types.ts';
import { control, host, step } from './builders.ts';

function facts(part: Partial<RouteFacts>): RouteFacts {
  return {
    hosts: [],
    controls: [],
    dns: null,
    dnsAnswers: true,
    otherPortAt: new Map(),
    logEvidence: null,
    isMailServer: true,
    port: 25,
    cancelled: false,
    ...part,
  };
}

const dead = host('connect-timeout');
const dead6 = host('connect-timeout', { address: '2001:db8::1' });
const refused = host('refused-by-peer');
const blocked = control('connect-timeout', { otherPort: 443 });
const alsoBlocked = control('connect-timeout', { host: 'mx.third.example', address: '198.51.100.2', otherPort: 587 });
const blockedByLog = { ...blocked, source: 'log' } as const;
const mute = control('connect-timeout');
const allSilent: RouteLogEvidence = { allTimedOutSince: '2026-11-01T10:00:00', destinations: 4, lastReachedAt: null };
const reached: RouteLogEvidence = { allTimedOutSince: null, destinations: 0, lastReachedAt: '2026-11-01T10:00:00' };
const elsewhere = new Map([[4, '198.51.100.9:443']] as const);

type Row = readonly [string, Partial<RouteFacts>, string, string, readonly string[]];

describe('the verdict on a route', () => {
  const table: readonly Row[] = [
    ['the first host works', { hosts: [host('works'), dead] }, 'works', 'high', []],
    ['only a later host works', { hosts: [dead, host('works')] }, 'works', 'medium', []],
    ['a refusal counts more than a silence', { hosts: [dead, refused] }, 'refused-by-peer', 'medium', []],
    ['nothing listens', { hosts: [host('connect-refused')] }, 'connect-refused', 'high', []],
    ['a local firewall', { hosts: [host('blocked-locally')] }, 'blocked-locally', 'high', []],
    ['no route', { hosts: [host('connect-unreachable')] }, 'connect-unreachable', 'high', []],
    [
      'what does not decide has no say',
      { hosts: [dead, host('works', { decides: false })] },
      'undecided',
      'low',
      ['control-hosts'],
    ],
    ['cancelled', { hosts: [host('cancelled')], cancelled: true }, 'cancelled', 'high', []],
    ['a gateway on 587', { hosts: [host('connect-timeout', { port: 587 })] }, 'connect-timeout', 'medium', []],
  ];
  /** All with a path that is silent. */
  const silent: readonly Row[] = [
    ['no controls', {}, 'undecided', 'low', ['control-hosts']],
    ['a control answers', { controls: [control('works')] }, 'connect-timeout', 'high', []],
    [
      'a control of the log answers, if with a 421',
      { controls: [control('deferred-by-peer', { source: 'log', answers: true })] },
      'connect-timeout',
      'medium',
      [],
    ],
    ['one of two controls answers', { controls: [mute, control('works')] }, 'connect-timeout', 'high', []],
    ['controls silent, another port answers', { controls: [blocked, alsoBlocked] }, 'port-25-blocked', 'high', []],
    ['one given control', { controls: [blocked] }, 'port-25-blocked', 'medium', []],
    ['one given control and the log', { controls: [blocked], logEvidence: allSilent }, 'port-25-blocked', 'high', []],
    [
      'the log says otherwise',
      { controls: [blocked, alsoBlocked], logEvidence: reached },
      'port-25-blocked',
      'low',
      [],
    ],
    ['one control of the log is too few', { controls: [blockedByLog] }, 'undecided', 'low', ['more-controls']],
    [
      'one control of the log, and the log agrees',
      { controls: [blockedByLog], logEvidence: allSilent },
      'port-25-blocked',
      'high',
      [],
    ],
    ['nothing answers on any port', { controls: [mute] }, 'undecided', 'low', ['other-port']],
    ['another port elsewhere', { controls: [mute], otherPortAt: elsewhere }, 'port-25-blocked', 'medium', []],
    ['DNS is silent too', { controls: [blocked], dnsAnswers: false }, 'undecided', 'low', ['dns']],
    ['a control refuses', { controls: [blocked, control('connect-refused')] }, 'undecided', 'low', ['more-controls']],
    [
      'a control without address',
      { controls: [control('no-data', { address: null, family: null })] },
      'undecided',
      'low',
      ['more-controls'],
    ],
    ['the log alone proves no blocked port', { logEvidence: allSilent }, 'undecided', 'low', ['control-hosts']],
    ['on the mail server its log is a weak control', { logEvidence: reached }, 'connect-timeout', 'medium', []],
    [
      'elsewhere it is none',
      { logEvidence: reached, isMailServer: null },
      'undecided',
      'low',
      ['control-hosts', 'run-on-mail-server'],
    ],
  ];
  const rows = [
    ...table,
    ...silent.map(([name, given, ...rest]): Row => [`silence: ${name}`, { hosts: [dead], ...given }, ...rest]),
  ];
  for (const [name, given, verdict, confidence, needs] of rows)
    it(`${name}: ${verdict} (${confidence})`, () => {
      const judged = judgeRoute(facts(given));
      assert.deepEqual([judged.verdict, judged.confidence, judged.needs], [verdict, confidence, needs]);
    });

  it('judges IPv4 and IPv6 apart', () => {
    const judged = judgeRoute(
      facts({
        hosts: [dead, dead6],
        controls: [blocked, alsoBlocked, control('works', { address: '2001:db8::9', family: 6 })],
      }),
    );
    assert.deepEqual(
      judged.families.map(family => [family.family, family.verdict]),
      [
        [4, 'port-25-blocked'],
        [6, 'connect-timeout'],
      ],
    );
    assert.equal(judged.verdict, 'port-25-blocked');
  });

  it('works when one family does, whatever is wrong with the other', () => {
    const judged = judgeRoute(facts({ hosts: [host('works'), dead6] }));
    assert.equal(judged.verdict, 'works');
    assert.equal(judged.families[1]?.verdict, 'undecided');
    assert.deepEqual(judged.needs, []);
  });

  it('takes no IPv6 on this machine for what it is', () => {
    const none = host('connect-unreachable', { address: '2001:db8::1' });
    assert.equal(judgeRoute(facts({ hosts: [none, refused] })).verdict, 'refused-by-peer');
  });

  const sides: readonly (readonly [string, string | null, readonly string[]])[] = [
    ['an unknown recipient', '5.1.1', ['recipient']],
    ['a full mailbox', '5.2.2', ['recipient']],
    ['a policy', '5.7.1', ['us', 'peer']],
    ['no enhanced code', null, ['peer']],
  ];
  for (const [name, enhanced, fixBy] of sides)
    it(`says whose side it is: ${name}`, () => {
      const no = step({ stage: 'rcpt', reply: { code: 550, enhanced, text: 'no', origin: 'remote' } });
      assert.deepEqual(judgeRoute(facts({ hosts: [host('refused-by-peer', { steps: [no] })] })).fixBy, fixBy);
    });
});
