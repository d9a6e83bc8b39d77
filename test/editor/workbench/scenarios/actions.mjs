import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { commandTitle } from '../titles.mjs';

/** What can be done about a finding, and the check list. */
export function actions(context) {
  describe('acting', () => {
    it('offers what can be done at a line', async () => {
      const { workbench, language } = context;
      await workbench.closePanel();
      await workbench.openFile('16-receive-timeout-short/senderlog/261124.log', 'ConnectHost(');
      await workbench.goToLine(173);
      await workbench.finding();
      await workbench.runCommand(commandTitle('senderlog.showActions', language));
      const rows = await workbench.choices('RecvDataTimeout');
      await workbench.screenshot('actions');
      const expected =
        language === 'ja'
          ? [/RecvDataTimeoutを2400秒/, /既定の1200秒に戻す/, /cave\.example\.net のMXレコード/, /報告文を英語で/]
          : [/RecvDataTimeout = 2400 s/, /removes RecvDataTimeout/, /MX records of cave\.example\.net/, /postmaster/];
      for (const pattern of expected)
        assert.ok(
          rows.some(row => pattern.test(row)),
          `${pattern} in ${rows.join('\n')}`,
        );
      await workbench.dismiss();
    });

    it('opens the check list with its five steps and ticks off what was done', async () => {
      const { workbench, language } = context;
      await workbench.closePanel();
      await workbench.runCommand(commandTitle('senderlog.openCheckList', language));
      const steps = await workbench.walkthroughSteps();
      assert.equal(steps.length, 5);
      assert.match(steps[0].title, language === 'ja' ? /DNS設定/ : /DNS settings/);
      assert.equal(steps[1].done, false);
      const [lookUp] = await workbench.openStep(steps[1].title);
      await lookUp.click();
      await workbench.choices('garden.example.com'); // asked before
      await workbench.dismiss();
      // Escape may reach the check list too, and leads back from it.
      await workbench.runCommand(commandTitle('senderlog.openCheckList', language));
      await workbench.walkthroughSteps();
      assert.equal((await workbench.openStep(steps[2].title)).length, 3);
      await workbench.press('Control+b'); // without the side bar there is room for the picture
      await workbench.stepPicture();
      await workbench.screenshot('walkthrough');
      await workbench.press('Control+b');
      assert.deepEqual(
        (await workbench.walkthroughSteps()).map(step => step.done),
        [false, true, false, false, false],
      );
    });
  });
}
