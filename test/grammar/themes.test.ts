import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { IRawTheme } from 'vscode-textmate';
import { builtInThemes, type Theme } from './helpers/themes.ts';
import { createRegistry, INITIAL } from './helpers/tokens.ts';

// What a person sees: the colours that VS Code's own themes give to the parts that must be told apart at a glance.
const ID = '[13:20:57:123] [B0000123001-R0001] ';
const SAMPLES = {
  'a 2xx': [`${ID}SendMailMess:[13:20:57:123] 250 2.1.5 Ok`, '250'],
  'a 3xx': [`${ID}SendMailMess:[13:20:57:123] 354 go ahead`, '354'],
  'a 4xx': [`${ID}SendMailMess:[13:20:57:123] 450 4.7.1 later`, '450'],
  'a 5xx': [`${ID}SendMailMess:[13:20:57:123] 550 5.7.1 no`, '550'],
  'a socket error': [`${ID}ConnectHost: winsock connect failed. (socket error code=10060)`, '10060'],
  'E-Post’s own 451': [`${ID}SendMailMess:451 Requested action aborted: error in processing.(code=0/0)`, '451'],
  'reply text': [`${ID}SendMailMess:[13:20:57:123] 550 5.7.1 no`, ' no'],
  'a stamp': [`${ID}SendData complete.`, '13:20:57:123'],
  'an id': [`${ID}SendData complete.`, 'B0000123001'],
  'a suffix': [`${ID}SendData complete.`, '-R0001'],
  'an event': [`${ID}SendData complete.`, 'SendData'],
  'a command': [`${ID}SendMailMess:QUIT`, 'QUIT'],
  'a host': [`${ID}ConnectHost(mx1.example.com)`, 'mx1.example.com'],
  'a secret': [`${ID}SendMailMess:dXNlcjFAZXhhbXBsZS5qcA==`, 'dXNl'],
} as const;
type Part = keyof typeof SAMPLES;

interface Look {
  readonly colour: string;
  readonly bold: boolean;
}

async function looks(theme: Theme): Promise<Readonly<Record<Part, Look>>> {
  const registry = createRegistry({ name: theme.id, settings: theme.rules } as unknown as IRawTheme);
  const grammar = await registry.loadGrammar('source.senderlog');
  assert.ok(grammar);
  const colours = registry.getColorMap();
  const entries = Object.entries(SAMPLES).map(([part, [line, text]]): [string, Look] => {
    const { tokens } = grammar.tokenizeLine2(line, INITIAL);
    const column = line.lastIndexOf(text);
    let metadata = 0;
    for (let i = 0; i < tokens.length && tokens[i]! <= column; i += 2) metadata = tokens[i + 1]!;
    // vscode-textmate packs the font style into bits 11 to 14 (2 = bold), the foreground into bits 15 to 23.
    return [part, { colour: colours[(metadata >>> 15) & 0x1ff]!.toLowerCase(), bold: ((metadata >>> 11) & 2) !== 0 }];
  });
  return Object.fromEntries(entries) as Record<Part, Look>;
}

/** How far apart two colours are: 0 to about 765, weighted roughly as the eye does. */
function distance(a: string, b: string): number {
  const [r1, g1, b1, r2, g2, b2] = [a, b].flatMap(hex =>
    [1, 3, 5].map(at => Number.parseInt(hex.slice(at, at + 2), 16)),
  );
  const red = (r1! + r2!) / 2;
  return Math.sqrt(
    (2 + red / 256) * (r1! - r2!) ** 2 + 4 * (g1! - g2!) ** 2 + (2 + (255 - red) / 256) * (b1! - b2!) ** 2,
  );
}

/** Colours nearer than this look alike in one word of text. */
const DISTINCT = 100;
const DEFAULTS = [
  'Dark 2026',
  'Light 2026',
  'Dark Modern',
  'Light Modern',
  'Dark+',
  'Light+',
  'Default High Contrast',
  'Default High Contrast Light',
];
const FAILURES: readonly Part[] = ['a 4xx', 'a 5xx', 'a socket error'];

const themes = builtInThemes();
if (themes.length === 0) {
  test('the built-in themes tell the classes of replies apart', { skip: 'SKIPPED: no editor in scripts/editor-host' });
}

describe('in every theme that comes with VS Code', () => {
  for (const theme of themes) {
    test(`${theme.id}: 2xx, 3xx, 4xx, 5xx and socket errors look different`, async () => {
      const look = await looks(theme);
      const parts: readonly Part[] = ['a 2xx', 'a 3xx', ...FAILURES];
      for (const [i, one] of parts.entries()) {
        for (const other of parts.slice(i + 1)) {
          const failures = FAILURES.includes(one) || FAILURES.includes(other);
          const apart = distance(look[one].colour, look[other].colour);
          const enough = look[one].colour !== look[other].colour && (!failures || apart >= DISTINCT);
          assert.ok(enough, `${one} ${look[one].colour}, ${other} ${look[other].colour}`);
        }
      }
    });

    test(`${theme.id}: a 451 of E-Post's own looks as a socket error does, not as a peer's 4xx`, async () => {
      const look = await looks(theme);
      assert.equal(look['E-Post’s own 451'].colour, look['a socket error'].colour);
      assert.ok(distance(look['E-Post’s own 451'].colour, look['a 4xx'].colour) >= DISTINCT);
    });
  }
});

describe('in the default themes', () => {
  for (const id of themes.length === 0 ? [] : DEFAULTS) {
    test(`${id}: failures stand out from the rest of the line, in bold where the theme has bold`, async () => {
      const theme = themes.find(each => each.id === id);
      assert.ok(theme, `VS Code no longer has the theme ${id}`);
      const look = await looks(theme);
      const knowsBold = theme.rules.some(rule => [rule.scope].flat().includes('strong'));
      for (const failure of FAILURES) {
        assert.equal(look[failure].bold, knowsBold);
        for (const beside of [
          'reply text',
          'a stamp',
          'an id',
          'a suffix',
          'an event',
          'a command',
          'a host',
        ] as const) {
          const apart = distance(look[failure].colour, look[beside].colour);
          assert.ok(apart >= DISTINCT, `${failure} ${look[failure].colour}, ${beside} ${look[beside].colour}`);
        }
      }
    });

    test(`${id}: every part has a colour of its theme`, async () => {
      const theme = themes.find(each => each.id === id);
      assert.ok(theme);
      const { 'reply text': plain, ...parts } = await looks(theme);
      for (const [part, { colour }] of Object.entries(parts)) {
        const plainByDesign = part === 'a stamp' && id.endsWith('2026');
        assert.ok(colour !== plain.colour || plainByDesign, `${part} ${colour}`);
      }
    });
  }
});
