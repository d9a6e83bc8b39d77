import assert from 'node:assert/strict';
import { describe, it } from 'node:test';

const folder = '02-user-unknown-giveup-short';

/** From place to place: the outline, the row above an attempt, the place in the senderlog that a faillog speaks of, the menu. */
export function navigating(context) {
  describe('finding the way in a log', () => {
    it('has an outline of messages, attempts and stages', async () => {
      const { workbench, language } = context;
      await workbench.sideBar(true);
      await workbench.openFile(`${folder}/senderlog/261124.log`, 'get_reply():size=100:token=550 5.1.1');
      const rows = await workbench.outline(/^RCPT TO/);
      await workbench.screenshot('outline');
      assert.match(rows[0], /^B0000123011/);
      assert.ok(
        rows.some(row => /^ {2}\S.*mx\.example\.net/.test(row)) && rows.includes('    RCPT TO'),
        rows.join('\n'),
      );
      assert.ok(
        rows.some(row => (language === 'ja' ? /試行|回目/ : /attempt/i).test(row)),
        rows.join('\n'),
      );
    });

    it('says above an attempt how it ended and what comes next', async () => {
      const { workbench, language } = context;
      await workbench.openFile(`${folder}/senderlog/261124.log`, 'ConnectHost(');
      const rows = await workbench.lenses(/550/);
      assert.ok(
        rows.some(row => (language === 'ja' ? /経過/ : /Story/).test(row)),
        rows.join('\n'),
      );
    });

    it('lists the problem with the places that belong to it', async () => {
      const { workbench, language } = context;
      const rows = await workbench.problems(/user-unknown/, 'user-unknown');
      await workbench.screenshot('problems-related');
      assert.ok(
        rows.some(row => (language === 'ja' ? /断念/ : /gave up/).test(row)),
        rows.join('\n'),
      );
      await workbench.closePanel();
    });

    it('has its commands in the menu of a line, each once', async () => {
      const { workbench, language } = context;
      await workbench.openFile(`${folder}/senderlog/261124.log`, 'get_reply():size=100:token=550 5.1.1');
      await workbench.click('get_reply():size=100:token=550 5.1.1', '550', 'right');
      const entries = await workbench.menu(language === 'ja' ? /MXレコード/ : /MX Records/);
      await workbench.screenshot('menu');
      assert.equal(new Set(entries).size, entries.length, entries.join('\n'));
      await workbench.press('Escape');
    });

    it('leads from the faillog to the reply in the senderlog', async () => {
      const { workbench } = context;
      await workbench.openFile(`${folder}/faillog/261124.log`, 'B0000123011');
      await workbench.screenshot('faillog-finding');
      await workbench.click('B0000123011@mail.example.jp send fail on', 'B0000123011');
      await workbench.runCommand('Go to Definition');
      await workbench.opened(`${folder}/senderlog/261124.log`);
      await workbench.line('550 5.1.1').waitFor();
      await workbench.screenshot('definition');
    });
  });
}
