import type { Edition, ErrorReading, Platform } from '../../codes/error-numbers.ts';
import type { Entry } from '../../codes/types.ts';
import type { LogDocument } from '../document.ts';
import type { Reader } from './asked.ts';
import { type Card, entryCard } from './card.ts';

/** From here on a number is Winsock's whatever the edition. */
const WINSOCK = 10_000;

/** A socket error number, read with the edition of the mail server in mind. */
export function errorCard(r: Reader, text: string, seen: Edition = 'auto'): Card {
  const { h, m } = r;
  const n = Number(text);
  const set = r.c.settings.edition;
  const edition = set === 'auto' ? seen : set;
  const readings = distinct(r.catalogue.errorNumber(n, edition));
  if (readings.length === 0) return { answer: h.noNumber(text), lines: [h.noNumberMeaning], details: [], source: [] };
  const platforms = new Set(readings.map(reading => reading.platform));
  if (readings.length > 1 && platforms.size > 1) return several(r, text, readings);
  const { platform, entry } = readings[0]!;
  const card = entryCard(entry, r.c.language, `${text} ${symbolOf(entry)}`.trim());
  const more = readings
    .slice(1)
    .map(one => h.codeLine(m.platform[one.platform]!, r.say(one.entry.title), r.say(one.entry.meaning)));
  const why =
    n >= WINSOCK
      ? ''
      : set !== 'auto'
        ? h.editionSet(m.platform[platform]!)
        : seen !== 'auto'
          ? h.editionSeen(m.platform[platform]!)
          : '';
  return { ...card, details: [why, twins(r, entry), ...more, ...card.details] };
}

function several(r: Reader, text: string, readings: readonly ErrorReading[]): Card {
  const { h, m } = r;
  return {
    answer: h.readings(text),
    lines: readings.map(({ platform, entry }) =>
      h.codeLine(`${m.platform[platform]} ${symbolOf(entry)}`.trim(), r.say(entry.title), r.say(entry.meaning)),
    ),
    details: [h.editionUnknown],
    source: readings.flatMap(reading => reading.entry.source),
  };
}

/** The same entry for several platforms is one reading. */
function distinct(readings: readonly ErrorReading[]): ErrorReading[] {
  return readings.filter((one, i) => readings.findIndex(other => other.entry === one.entry) === i);
}

const symbolOf = (entry: Entry): string => entry.keys.find(key => /^[A-Z]\w+$/.test(key)) ?? '';

function twins(r: Reader, entry: Entry): string {
  const { twins: known } = entry;
  if (known === undefined) return '';
  const parts = [
    known.winsock === undefined ? '' : `Windows ${known.winsock}`,
    known.bsd === undefined ? '' : `BSD ${known.bsd}`,
    known.linux === undefined ? '' : `Linux ${known.linux}`,
    known.symbol ?? '',
  ];
  return r.h.twins(parts.filter(part => part !== '').join(r.c.language === 'ja' ? '、' : ', '));
}

/** Numbers of failed connections that only one platform uses for what such a line can tell. */
const LINUX = new Set([101, 103, 104, 107, 110, 111, 112, 113]);
const BSD = new Set([51, 53, 54, 57, 60, 61, 64, 65]);

/** The edition that other error numbers of the log show; looked through once a version of the document. */
export function editionSeen(document: LogDocument): Edition {
  const known = editions.get(document);
  if (known?.version === document.version) return known.edition;
  let edition: Edition = 'auto';
  search: for (const entry of document.attempts().entries) {
    for (const a of entry?.attempts ?? []) {
      const platform = a.failure === undefined ? undefined : platformOf(a.failure.kind, a.failure.code);
      if (platform === undefined) continue;
      edition = platform;
      break search;
    }
  }
  editions.set(document, { version: document.version, edition });
  return edition;
}

function platformOf(kind: string, code: number): Platform | undefined {
  if (kind !== 'connect' && kind !== 'body' && kind !== 'own-reply') return undefined;
  if (code >= WINSOCK) return 'windows';
  // `code=183/…` and the like are numbers of the Windows system.
  if (LINUX.has(code)) return 'linux';
  return BSD.has(code) ? 'bsd' : undefined;
}

const editions = new WeakMap<LogDocument, { version: number; edition: Edition }>();
