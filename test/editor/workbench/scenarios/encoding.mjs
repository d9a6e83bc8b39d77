import assert from 'node:assert/strict';
import { describe, it } from 'node:test';

/** Replies of Japanese servers come in Shift_JIS. */
export function encoding(context) {
  describe('a log with Shift_JIS in it', () => {
    it('shows Japanese replies', async () => {
      const { workbench } = context;
      await workbench.openFromExplorer('13-cp932-reply-short', 'senderlog', '261124.log');
      await workbench.goToLine(60);
      await workbench.line('550 5.1.1 ユーザーが見つかりません。表示能力').waitFor();
      await workbench.screenshot('shift-jis');
      assert.equal(await workbench.statusItem('encoding', /\S/), 'Shift JIS');
    });

    it('explains such a reply on hover', async () => {
      const { workbench } = context;
      const text = await workbench.hover('SendMailMess:[13:09:59:509] 550', '550');
      await workbench.screenshot('hover-550');
      await workbench.leave();
      assert.match(text, /550/);
    });
  });
}
