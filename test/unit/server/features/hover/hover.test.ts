import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import type { FeatureContext } from '../../../../../server/src/features/context.ts';
import type { Language } from '../../../../../server/src/l10n/messages.ts';
import { engine } from '../../../../support/engine.ts';
import { above, hoverIn, readable } from '../../../../support/hovers.ts';
import { FIXTURES } from '../../../../support/scenario.ts';

interface Case {
  readonly log: string;
  readonly name: string;
  readonly text: string;
  readonly expected: Readonly<Record<Language, readonly string[]>>;
}

/** The cases of `test/fixtures/hover/tokens.spec`; its head says how they are written. */
function cases(): Case[] {
  const [, ...parts] = readFileSync(new URL('hover/tokens.spec', FIXTURES), 'utf8').split(/\n(?=# )/);
  return parts.map(part => {
    const lines = part.trimEnd().split('\n');
    const [, log, name] = /^# (\w+): (.+)$/.exec(lines[0]!)!;
    const after = (mark: string): string[] => lines.filter(l => l.startsWith(mark)).map(l => l.slice(mark.length));
    const expected = { en: after('en: '), ja: after('ja: ') };
    return { log: log!, name: name!, text: after('| ').join('\n'), expected };
  });
}

const en = engine('en');
const ja = engine('ja');

describe('hover: the answer and the lines that help', () => {
  for (const { log, name, text, expected } of cases()) {
    it(`${log}: ${name}`, () => {
      for (const language of ['en', 'ja'] as const) {
        const value = hoverIn(log, text, engine(language));
        assert.match(value, /^\*\*[^\n]+\*\*(?:\n|$)/);
        assert.deepEqual(above(value), expected[language]);
      }
    });
  }
});

describe('hover: layout', () => {
  const log = '[B0000000001] SendMailMess:550 5.1.1 <a@b.example>: User un‸known';

  it('is one bold line, at most three short ones, a rule, the details, the source last', () => {
    const [head, details = ''] = hoverIn('senderlog', log, en).split('\n\n---\n\n');
    assert.ok(head!.split('\n\n').length <= 4);
    assert.match(readable(details), /\n\n550: .+\n\n5\.1\.1: /s);
    assert.match(readable(details), /\n\nSource: [^\n]+$/);
  });

  it('is plain text for a client without Markdown', () => {
    const value = hoverIn('senderlog', log, engine('en', {}, true));
    assert.match(value, /^550 5\.1\.1 — /);
    assert.doesNotMatch(value, /\*\*|---|\\/);
  });

  it('says at the end what the whole reply was, with its codes taken from any line', () => {
    const value = hoverIn(
      'senderlog',
      '[00:00:01:000] [B0000000001] SendMailMess:[00:00:01:000] 550-5.7.1 first\n550 5.7.1 sec‸ond',
      en,
    );
    assert.match(readable(value), /The whole reply: 550-5\.7\.1 first 550 5\.7\.1 second/);
  });

  it('names the file in which an unknown wording can be explained', () => {
    const value = readable(hoverIn('senderlog', '[B0000000001] SendMailMess:459 Zo‸rk', en));
    assert.match(value, /add an entry to senderlog-catalogue\.json/);
  });

  it('tells what of a forecast is from the log and what from the settings', () => {
    const times = [0, 0, 240].map(
      (s, i) =>
        `[00:0${s / 60}:0${i}:000] [B0000000001] [b.example] GetTryServer:(ltime(${13439966833 + s + i})-otime(13439966833))/480=(${Math.floor(s / 60)})\n` +
        `[00:0${s / 60}:0${i}:001] [B0000000001] ConnectHost(mx.b.example)\n` +
        `[00:0${s / 60}:0${i}:002] [B0000000001] ConnectHost: winsock connect failed. (socket error code=10061)\n`,
    );
    const log = `${times.join('')}[00:05:02:000] [B0000000001] [b.example] GetTryServer:(ltime(13439967135)-otime(13439966833))/480=(‸5)`;
    const shown = readable(hoverIn('senderlog', log, en));
    assert.match(shown, /Interval of 60 s: derived from the ages and counts in the log\./);
    assert.match(shown, /From the settings: 9 intervals for 5xx, 8 h for 4xx, 24 h without an answer\./);
    const alone = readable(hoverIn('senderlog', `${times[0]}${times[0]}`.replace('=(0)', '=(‸0)'), en));
    assert.match(alone, /Attempt 1 follows in this file/);
  });
});

describe('hover: hostile input', () => {
  it('shows markup, command links and control characters of a reply as text', () => {
    const value = hoverIn(
      'senderlog',
      '[00:00:01:000] [B0000000001] SendMailMess:[00:00:01:000] 550-[x](command:evil) <img src=x> `y`\n550 **bo‸ld** \u001b[31m\u202e',
      en,
    );
    assert.match(value, /\\\[x\\\]\\\(command\\:evil\\\)/);
    assert.doesNotMatch(value, /[\u0000-\u0009\u001b\u202e]|[^\\]<img/);
  });

  it('explains a reply of 1 MB, also far behind its beginning', () => {
    const reply = `[B0000000001] SendMailMess:550 5.1.1 User unknown ${'x'.repeat(1_000_000)}‸x`;
    const value = hoverIn('senderlog', reply, en);
    assert.match(value, /^\*\*550 5\\\.1\\\.1 — /);
    assert.ok(value.length < 10_000, `${value.length} characters`);
    const lines = `[B0000000001] SendMailMess:550-5.1.1 User unknown\n${'550-y\n'.repeat(100_000)}550 5.1.1 e‸nd`;
    assert.ok(hoverIn('senderlog', lines, en).length < 10_000);
  });

  it('takes no code inside an address or a host name for one', () => {
    for (const text of ['550@b.example', 'mx550.b.example', '5.1.1.9']) {
      const value = readable(hoverIn('senderlog', `[B0000000001] SendMailMess:250 2.1.5 <‸${text}> ok`, en));
      assert.match(value, /^250 2\.1\.5 — /, text);
      assert.doesNotMatch(value, /^550:|^5\.1\.1:/m, text);
    }
  });

  it('hides local parts where the user wants it', () => {
    const context = engine('en', { maskAddresses: true });
    for (const log of [
      '[B0000000001] SendMailMess:RCPT TO:<ta‸ro@b.example>',
      '[B0000000001] SendMailMess:RC‸PT TO:<taro@b.example>\n[B0000000001] SendMailMess:550 <taro@b.example> no',
      '[00:00:01:000] [B0000000001] SendMailMess:[00:00:01:000] 550-<taro@b.example> no\n550 n‸o',
      '[B00000‸00001] SendMailMess:RCPT TO:<taro@b.example>',
    ]) {
      const value = hoverIn('senderlog', log, context);
      assert.notEqual(value, '');
      assert.doesNotMatch(value, /taro/, log);
    }
  });

  it('shows no secret of an AUTH dialogue', () => {
    for (const [log, text] of [
      ['senderlog', '[B0000000001] SendMailMess:dGFyb‸w=='],
      ['senderlog', '[B0000000001] SendMailMess:AUTH PLAIN AHRhcm8‸AcGFzcw=='],
      ['receivelog', '[10/Mar/2025:09:15:01], 0001a2f4, AUTH PLAIN AHRhcm8‸AcGFzcw=='],
    ] as const) {
      const value = hoverIn(log, text, en);
      assert.match(value, /A credential/);
      assert.doesNotMatch(value, /dGFyb|AHRhcm8/);
    }
  });
});

describe('hover: explanations of the workspace', () => {
  it('come before what we know, with their own source', () => {
    const base = engine('en');
    const entry = {
      id: 'user:0',
      catalogue: 'provider',
      keys: ['zork'],
      title: { en: 'The partner is on holiday', ja: '休業' },
      meaning: { en: 'Closed until Monday.', ja: '月曜まで' },
      source: ['senderlog-catalogue.json'],
    } as const;
    const context: FeatureContext = {
      ...base,
      catalogue: () => ({ ...base.catalogue(), byId: id => (id === 'user:0' ? entry : base.catalogue().byId(id)) }),
      classifier: () => ({
        pattern: () => undefined,
        classify: reply => ({ ...base.classifier().classify(reply), patternId: 'user:0', basis: 'wording' }),
      }),
    };
    const value = hoverIn('senderlog', '[B0000000001] SendMailMess:450 Zo‸rk', context);
    assert.deepEqual(above(value), [
      '450 — The partner is on holiday',
      'Said by the receiver.',
      'Closed until Monday.',
    ]);
    assert.match(readable(value), /Source: senderlog-catalogue\.json/);
  });
});

describe('a success with the code of an undetermined trouble', () => {
  for (const reply of ['250 2.‸1.0 Ok', '‸250 2.6.0 <a@b.example> Queued mail for delivery']) {
    it(`${reply.replace('‸', '')} is no trouble with an address or the content`, () => {
      const english = readable(hoverIn('senderlog', `[B0000000001] SendMailMess:${reply}`, en));
      assert.match(english, /^\**250 2\.[16]\.0 — /);
      assert.doesNotMatch(english, /wrong|error|not accepted|other/i);
      assert.doesNotMatch(readable(hoverIn('senderlog', `[B0000000001] SendMailMess:${reply}`, ja)), /問題/);
    });
  }
});
