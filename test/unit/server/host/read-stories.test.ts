import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import type { Story } from '../../../../server/src/deliveries/story/story.ts';
import { plainText } from '../../../../server/src/features/markdown.ts';
import { storyDocument } from '../../../../server/src/features/story/document.ts';
import { findLogs } from '../../../../server/src/host/log-files.ts';
import { readStories } from '../../../../server/src/host/read-stories.ts';
import { knowledge } from '../../../support/engine.ts';
import { FIXTURES, filesOf, readScenario } from '../../../support/scenario.ts';
import { expectedTable } from '../../../support/table.ts';

const signal = new AbortController().signal;

async function storiesIn(folder: string, id: string): Promise<{ server: string; story: Story }[]> {
  const { servers } = await findLogs([folder], signal);
  const found: { server: string; story: Story }[] = [];
  for (const server of servers)
    for (const story of await readStories(server, [id], { signal })) found.push({ server: server.name, story });
  return found;
}

/** The physical lines of a scenario that name an id, as `path:line`. */
function linesNaming(scenario: string, id: string): string[] {
  return filesOf(scenario).flatMap(file =>
    readFileSync(file, 'latin1')
      .split('\n')
      .flatMap((text, i) => (text.includes(id) ? [`${file}:${i + 1}`] : [])),
  );
}

describe('the story of every message of the scenarios', () => {
  const scenarios = [...new Set(expectedTable('outcomes.tsv').map(r => r.scenario!))];
  for (const scenario of scenarios) {
    it(`${scenario}: has every line that names it, none twice, and all its attempts and deliveries`, async () => {
      const { ledger } = readScenario(scenario);
      // Every message of a small scenario, some of a large one.
      const all = [...ledger.messages()];
      const chosen = all.filter((_, i) => i % Math.ceil(all.length / 12) === 0);
      for (const message of chosen) {
        const { base: id, entries } = message;
        const stories = (await storiesIn(fileURLToPath(new URL(scenario, FIXTURES)), id)).map(s => s.story);
        assert.equal(stories.length, 1, id);
        const [story] = stories;
        const lines = story!.sections.flatMap(s => s.lines);
        const places = new Set(lines.map(l => `${path.resolve(l.path)}:${l.line}`));
        // A foreign server's id in a reply, or one in a path, is on another message's line.
        const missing = linesNaming(scenario, id).filter(place => !places.has(place));
        assert.deepEqual(
          missing.filter(place => ownLine(place, id)),
          [],
          `${id}: missing`,
        );
        const seen = lines.map(l => `${l.path}:${l.line}:${l.text}`);
        assert.equal(new Set(seen).size, seen.length, `${id}: twice`);
        assert.equal(story!.attempts.length, entries.flatMap(e => e.attempts).length, `${id}: attempts`);
        const expected = ledger.deliveries(message).map(d => `${d.chain} ${d.recipient} ${d.outcome}`);
        assert.deepEqual(
          story!.deliveries.map(d => `${d.chain} ${d.recipient} ${d.outcome}`),
          expected,
          id,
        );
      }
    });
  }
});

/** Does the line begin with the id, after its stamp? */
function ownLine(place: string, id: string): boolean {
  const colon = place.lastIndexOf(':');
  const line = readFileSync(place.slice(0, colon), 'latin1').split('\n')[Number(place.slice(colon + 1)) - 1] ?? '';
  return new RegExp(`^(?:\\[[\\d:]+\\] )?[[<]?${id}`).test(line);
}

describe('a split reply', () => {
  it('belongs to the id whose stub stands before it, though its line has none', async () => {
    const folder = fileURLToPath(new URL('recorded/32-v475-interleaving-bigstress-short', FIXTURES));
    const [found] = await storiesIn(folder, 'B0000190589');
    const line = found!.story.sections.flatMap(s => s.lines).find(l => l.line === 12_029);
    assert.match(line!.text, /4XzQ7AAA/);
    assert.ok(line!.derived);
    const [other] = await storiesIn(folder, 'B0000190597');
    assert.ok(other!.story.sections.flatMap(s => s.lines).every(l => l.line !== 12_029));
  });
});

describe('raw chunks', () => {
  it('go to the message whose reply repeats them, over two threads at once', async () => {
    const folder = fileURLToPath(new URL('recorded/09-interleaving-2threads-short', FIXTURES));
    const { ledger } = readScenario('recorded/09-interleaving-2threads-short');
    const claimed = new Map<string, string>();
    for (const { base: id } of ledger.messages()) {
      const [found] = await storiesIn(folder, id);
      for (const l of found!.story.sections.flatMap(s => s.lines)) {
        if (!l.text.includes('get_reply()')) continue;
        assert.ok(l.derived, l.text);
        assert.equal(claimed.get(`${l.path}:${l.line}`), undefined, 'two messages have one chunk');
        claimed.set(`${l.path}:${l.line}`, id);
      }
    }
    const chunks = filesOf('recorded/09-interleaving-2threads-short')
      .flatMap(file => readFileSync(file, 'latin1').split('\n'))
      .filter(l => l.includes('get_reply()')).length;
    assert.equal(claimed.size, chunks);
  });
});

describe('secrets', () => {
  it('are masked', async () => {
    const folder = fileURLToPath(new URL('recorded/19-auth-login-short', FIXTURES));
    const { ledger } = readScenario('recorded/19-auth-login-short');
    for (const { base: id } of ledger.messages()) {
      const [found] = await storiesIn(folder, id);
      const auth = found!.story.sections.flatMap(s => s.lines).filter(l => l.text.includes('********'));
      assert.ok(auth.length >= 2, `${auth.length} masked`);
      for (const l of auth) assert.match(l.text, /SendMailMess:\*{8}$/);
    }
  });
});

/** Folders of small logs, each with what the story has to be: `ID.en.story`, `ID.ja.story`. */
describe('stories as documents', () => {
  const root = fileURLToPath(new URL('stories', FIXTURES));
  for (const scenario of readdirSync(root)) {
    const folder = path.join(root, scenario);
    for (const name of readdirSync(folder).filter(n => /^B\d{10}\.(?:en|ja)\.story$/.test(n))) {
      it(`${scenario}/${name}`, async () => {
        const [id, language] = name.split('.') as [string, 'en' | 'ja'];
        const context = { ...knowledge, language, safe: plainText, maskAddresses: false };
        const found = await storiesIn(folder, id);
        const several = new Set(found.map(f => f.server)).size > 1;
        const shown = found.flatMap(({ server, story }) => [
          ...(several ? [`# ${server.replace(folder, '').trim()}`] : []),
          ...storyDocument(story, context).lines.map(({ text, at, mark }) => {
            const place =
              at === undefined || text.startsWith('#') ? '' : `${path.relative(folder, at.path)}:${at.line}: `;
            const sign = mark === undefined ? '' : mark === 'derived' ? '~ ' : '? ';
            return (place + sign + text).replaceAll(`${folder}${path.sep}`, '').replaceAll('\\', '/');
          }),
          '',
        ]);
        assert.equal(shown.join('\n'), readFileSync(path.join(folder, name), 'utf8'));
      });
    }
  }
});
