import { type FeatureContext, knowledgeOf } from '../../../server/src/features/context.ts';
import { diagnostics } from '../../../server/src/features/diagnostics.ts';
import { LogDocument } from '../../../server/src/features/document.ts';
import { readSettings } from '../../../server/src/features/settings.ts';
import { lazyCatalogue } from '../../../server/src/host/catalogue.ts';
import { lazyClassifier } from '../../../server/src/host/classifier.ts';
import { median, ms, quantile, type Table } from './table.ts';

/** What a change of an open document costs: from `LogDocument.change` to its findings, and to its diagnostics, the protocol's JSON apart. */

const HOST = new URL('../../../server/src/host', import.meta.url).pathname;
const WARM_UP = 30;
/** Where a line is put in: behind this share of the document. */
const MIDDLE = 0.5;

const context: FeatureContext = {
  ...knowledgeOf(lazyCatalogue(HOST), lazyClassifier(HOST)),
  language: 'en',
  settings: readSettings({}),
};

interface Spent {
  /** Until text, records and attempts are up to date. */
  readonly attempts: number[];
  /** Until deliveries and findings are as well. */
  readonly findings: number[];
  /** Until all diagnostics are made anew. */
  readonly diagnostics: number[];
}

function measure(document: LogDocument, samples: number, change: (n: number) => void): Spent {
  const spent: Spent = { attempts: [], findings: [], diagnostics: [] };
  for (let n = -WARM_UP; n < samples; n++) {
    const start = performance.now();
    change(n);
    const changed = performance.now();
    document.findings(context.diagnosis);
    const found = performance.now();
    diagnostics(document, context);
    if (n < 0) continue;
    spent.attempts.push(changed - start);
    spent.findings.push(found - start);
    spent.diagnostics.push(performance.now() - start);
  }
  return spent;
}

/** @param log at least as long as the largest size and some lines more; one byte a character */
export function edits(log: Buffer, sizes: readonly number[], samples: number): Table {
  const rows: string[][] = [];
  for (const size of sizes) {
    const end = log.indexOf(10, size * 1e6) + 1;
    const text = log.toString('latin1', 0, end).replace(/\r+\n/g, '\r\n');
    const more = log
      .toString('latin1', end, end + (samples + WARM_UP) * 400)
      .replace(/\r+\n/g, '\r\n')
      .split(/(?<=\n)/);
    const document = new LogDocument('file:///mail/senderlog/261124.log', 'senderlog', 1, text);
    const first = performance.now();
    diagnostics(document, context);
    const opened = performance.now() - first;
    let version = 2;
    const insert = (line: number, added: string): void => {
      const at = { line, character: 0 };
      document.change([{ range: { start: at, end: at }, text: added }], version++);
    };
    const appended = measure(document, samples, n => insert(Number.MAX_SAFE_INTEGER, more[n + WARM_UP]!));
    const middle = Math.floor(document.store.editorLineCount * MIDDLE);
    const edited = measure(document, samples, n => insert(middle + (n & 7), more[n + WARM_UP]!));
    for (const [what, spent] of [
      ['one line appended', appended],
      ['one line put into the middle', edited],
    ] as const) {
      const shares = [0.5, 0.95, 0.99].map(share => quantile(spent.findings, share));
      rows.push([
        `${size} MB: ${what}`,
        ...[...shares, median(spent.attempts), median(spent.diagnostics), opened].map(ms),
      ]);
    }
  }
  return {
    title: 'A change of an open log',
    about: `From the entry of the handler to updated deliveries and findings, ${samples} changes each, without the protocol's JSON: median, 95th and 99th. Then the medians until text, records and attempts are up to date, and until all diagnostics (a thousand at most, with their ranges) are made anew; and the first pull of diagnostics after opening.`,
    head: ['', 'median', '95th', '99th', 'attempts', 'diagnostics', 'first pull'],
    rows,
  };
}
