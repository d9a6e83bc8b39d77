// node scripts/catalogue-report.mjs: counts what the catalogue holds in both languages and checks it. Ends with 1 when anything is missing.
// --sample SEED COUNT prints a random sample of the entries and wordings instead, the same one for the same seed.
import { readdirSync } from 'node:fs';
import { bootstrap } from './bootstrap.mjs';
import { inRoot, readJson } from './lib/project.mjs';

await bootstrap();
const { validateEntries, validatePatterns } = await import('../server/src/codes/validate.ts');

const TEXTS = ['title', 'meaning', 'cause', 'action', 'epost'];

const folder = inRoot('server/src/codes/data');
const read = name => readJson(inRoot(`server/src/codes/${name}`));
const entries = readdirSync(folder)
  .filter(name => name.endsWith('.json'))
  .sort()
  .flatMap(name => read(`data/${name}`));
const patterns = read('data-patterns/providers.json');
const fallback = read('data-patterns/fallback.json');

const sampleAt = process.argv.indexOf('--sample');
if (sampleAt > 0) {
  const [seed, count] = process.argv.slice(sampleAt + 1).map(Number);
  for (const item of sample([...entries, ...patterns], seed, count)) console.log(JSON.stringify(item, null, 1));
  process.exit();
}

const reasonClasses = new Set(entries.filter(e => e.catalogue === 'class').map(e => e.id.slice('class:'.length)));
const faults = [...validateEntries(entries), ...validatePatterns(patterns, reasonClasses)];

const rows = [...Map.groupBy(entries, entry => entry.catalogue)].map(([name, list]) =>
  row(
    name,
    list.map(entry => ({ texts: TEXTS.map(field => entry[field]).filter(Boolean), source: entry.source })),
  ),
);
rows.push(
  row(
    'wordings',
    patterns.map(pattern => ({ texts: [pattern.note], source: pattern.source })),
  ),
  row(
    'fallback',
    fallback.map(({ why, source }) => ({ texts: [why], source })),
  ),
);
const total = ['total', ...[1, 2, 3, 4, 5, 6].map(column => rows.reduce((sum, line) => sum + line[column], 0))];

print([['catalogue', 'entries', 'texts', 'en', 'ja', 'missing', 'no source'], ...rows, total]);
for (const { id, fault } of faults) console.log(`${id}: ${fault}`);
console.log(`${faults.length} faults`);
process.exitCode = faults.length + total[5] + total[6] > 0 ? 1 : 0;

/** `count` different items of the list, drawn with a generator (mulberry32) that the seed decides. */
function sample(list, seed, count) {
  let state = seed | 0;
  const random = () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
  const rest = [...list];
  return Array.from(
    { length: Math.min(count, list.length) },
    () => rest.splice(Math.floor(random() * rest.length), 1)[0],
  );
}

/** One line of the table: how many texts there are, how many in each language, and what is not there. */
function row(name, list) {
  const texts = list.flatMap(item => item.texts);
  const [en, ja] = ['en', 'ja'].map(language => texts.filter(text => text?.[language]?.trim()).length);
  const missing = 2 * texts.length - en - ja;
  const unsourced = list.filter(item => !item.source?.length).length;
  return [name, list.length, texts.length, en, ja, missing, unsourced];
}

function print(table) {
  const widths = table[0].map((_, column) => Math.max(...table.map(line => String(line[column]).length)));
  for (const line of table) {
    console.log(
      line.map((cell, i) => (i === 0 ? cell.padEnd(widths[0]) : String(cell).padStart(widths[i]))).join('  '),
    );
  }
}
