/** docs/probes.md says what the fault laboratory tests. */
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { it } from 'node:test';
import {
  DNS_FAULTS,
  EHLO_FAULTS,
  ENVELOPE_FAULTS,
  GREETING_FAULTS,
  ROUTE_FAULTS,
  TLS_FAULTS,
} from '../../support/faults.ts';

const DOCUMENT = new URL('../../../docs/probes.md', import.meta.url);
const [BEGIN, END] = ['<!-- faults -->\n', '<!-- /faults -->'];

interface Row {
  readonly fault: string;
  readonly verdict: string;
  readonly problem?: string;
  readonly note?: string;
  readonly confidence?: string;
}

/** Tested one by one, since each needs something else than a server with a script. */
const CONNECTION: readonly Row[] = [
  { fault: 'nothing listens', verdict: 'connect-refused' },
  { fault: 'no answer', verdict: 'connect-timeout' },
  { fault: 'a source address that is not ours', verdict: 'blocked-locally' },
];

const chapters: readonly (readonly [string, readonly Row[]])[] = [
  ['`probe`: the connection', CONNECTION],
  ['`probe`: the greeting', GREETING_FAULTS],
  ['`probe`: EHLO', EHLO_FAULTS],
  ['`probe --starttls`', TLS_FAULTS],
  ['`probe --from --to`', ENVELOPE_FAULTS],
  ['`mx`', DNS_FAULTS],
  ['`route`', ROUTE_FAULTS],
];

/** As Markdown: a table a command. */
function tables(): string {
  return chapters
    .map(([title, rows]) => {
      const lines = rows.map(({ fault, verdict, problem, note, confidence }) => {
        const more = [problem, note, confidence].filter(Boolean).join(', ');
        return `| ${fault} | \`${verdict}\`${more === '' ? '' : ` (${more})`} |`;
      });
      return `\n### ${title}\n\n| fault | verdict |\n| --- | --- |\n${lines.join('\n')}\n`;
    })
    .join('');
}

/** Without what the formatter adds to align a table. */
const plain = (text: string): string => text.replace(/ +\|/g, ' |').replace(/-{3,}/g, '---').trim();

it('docs/probes.md shows each fault of the laboratory with its verdict (UPDATE_DOCS=1 writes it)', () => {
  const text = readFileSync(DOCUMENT, 'utf8').replaceAll('\r\n', '\n');
  const [start, end] = [text.indexOf(BEGIN) + BEGIN.length, text.indexOf(END)];
  assert.ok(start >= BEGIN.length && end >= start);
  if (process.env.UPDATE_DOCS !== undefined)
    writeFileSync(DOCUMENT, `${text.slice(0, start)}${tables()}\n${text.slice(end)}`);
  else assert.equal(plain(text.slice(start, end)), plain(tables()));
});
