import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { commandTitle } from '../titles.mjs';

/** From what somebody knows of a mail to its whole story. */
export function tracing(context) {
  describe('tracing a message', () => {
    it('offers the messages that fit, and tells the story of the chosen one', async () => {
      const { workbench, language } = context;
      await workbench.runCommand(commandTitle('senderlog.traceMessage', language));
      await workbench.answer('taro@sender.example.jp 2026-11-24 13:07');
      const rows = await workbench.choices(/B0000123011/);
      await workbench.screenshot('trace');
      assert.ok(rows.length > 1, rows.join('\n'));
      await workbench.choose(/B0000123011/);
      const story = (await workbench.lines(/^#\sB0000123011/)).join('\n');
      await workbench.sideBar(false);
      await workbench.screenshot('story');
      assert.match(story, /550 5\.1\.1/);
      assert.match(story, language === 'ja' ? /配送失敗/ : /— failed/);
      await workbench.useTheme('dark');
      await workbench.screenshot('story-dark');
      await workbench.useTheme('light');
      await workbench.sideBar(true);
    });
  });
}
