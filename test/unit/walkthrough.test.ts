import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, it } from 'node:test';

const ROOT = path.resolve(import.meta.dirname, '../..');
const json = (name: string) => JSON.parse(readFileSync(path.join(ROOT, name), 'utf8'));

interface Step {
  readonly id: string;
  readonly title: string;
  readonly description: string;
  readonly media: { readonly svg: string; readonly altText: string };
  readonly completionEvents: readonly string[];
}

const { contributes } = json('package.json');
const commands = new Set<string>(contributes.commands.map((c: { command: string }) => c.command));
const settings: object = contributes.configuration.properties;
const [walkthrough] = contributes.walkthroughs as { id: string; title: string; description: string; steps: Step[] }[];
const texts: Readonly<Record<'en' | 'ja', Readonly<Record<string, string>>>> = {
  en: json('package.nls.json'),
  ja: json('package.nls.ja.json'),
};

/** Commands of VS Code's own that the steps use. */
const BUILT_IN = new Set(['workbench.action.openSettings', 'workbench.actions.view.problems', 'vscode.openFolder']);

const linksOf = (description: string): string[] =>
  [...description.matchAll(/\[[^\]]+\]\(command:([^)?]+)/g)].map(m => m[1]!);

describe('the walkthrough "Mail to the outside is not delivered"', () => {
  it('goes through the five steps of the vendor, in their order (FAQ win/01-02)', () => {
    assert.equal(walkthrough?.id, 'notDelivered');
    assert.deepEqual(
      walkthrough.steps.map(step => step.id),
      ['dns', 'mx', 'smtp', 'logs', 'codes'],
    );
  });

  for (const step of walkthrough?.steps ?? []) {
    describe(step.id, () => {
      it('has each of its texts in both languages', () => {
        for (const key of [step.title, step.description, step.media.altText]) {
          const name = /^%([\w.]+)%$/.exec(key)?.[1];
          assert.ok(name, `${key} is a key`);
          assert.ok(texts.en[name], `${name} in English`);
          assert.match(texts.ja[name] ?? '', /[ぁ-んァ-ヶ一-龠]/, `${name} in Japanese`);
        }
      });

      it('has a button, the same ones in both languages, each for a command that exists', () => {
        const name = step.description.slice(1, -1);
        const [en, ja] = [linksOf(texts.en[name]!), linksOf(texts.ja[name]!)];
        assert.ok(en.length > 0);
        assert.deepEqual(en, ja);
        for (const command of en) assert.ok(commands.has(command) || BUILT_IN.has(command), command);
      });

      it('is ticked by something that can happen', () => {
        assert.ok(step.completionEvents.length > 0);
        for (const event of step.completionEvents) {
          const [kind, what = ''] = event.split(':');
          const known = kind === 'onCommand' ? commands.has(what) : kind === 'onSettingChanged' && what in settings;
          assert.ok(known, event);
        }
      });

      it('has a picture that is an SVG with nothing to run or to fetch', () => {
        assert.ok(existsSync(path.join(ROOT, step.media.svg)));
        const svg = readFileSync(path.join(ROOT, step.media.svg), 'utf8');
        assert.match(svg, /^<svg xmlns="http:\/\/www\.w3\.org\/2000\/svg"/);
        assert.doesNotMatch(svg, /<script|<foreignObject|\bon\w+=|href=/i);
        // VS Code's page refuses inline styles: all would be black.
        assert.doesNotMatch(svg, /style=|<style/);
      });
    });
  }
});
