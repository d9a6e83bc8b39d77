import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { languageName } from '../titles.mjs';

/** Recorded logs are opened from the explorer, coloured, explained on hover, and their failures listed. */
export function reading(context) {
  describe('reading a log', () => {
    it('opens a senderlog from the explorer as Senderlog', async () => {
      const { workbench } = context;
      await workbench.openFromExplorer('10-starttls-short', 'senderlog', '261124.log');
      await workbench.statusItem('mode', languageName('senderlog'));
      await workbench.line('STARTTLS').waitFor();
      await workbench.screenshot('starttls');
    });

    it('opens a faillog as Faillog', async () => {
      const { workbench } = context;
      await workbench.openFromExplorer('10-starttls-short', 'faillog', '261124.log');
      await workbench.statusItem('mode', languageName('faillog'));
      await workbench.screenshot('faillog');
    });

    it('tells a 4xx, a 5xx and a socket error apart by colour', async () => {
      const { workbench } = context;
      await workbench.openFromExplorer('03-greeting-421-short', 'senderlog', '261124.log');
      const temporary = await workbench.colourOf('size=80:token=421 4.3.2', '421');
      const text = await workbench.colourOf('size=80:token=421 4.3.2', 'Service not available');
      await workbench.screenshot('highlighted');
      await workbench.openFromExplorer('06-rst-in-body-short', 'senderlog', '261124.log');
      await workbench.goToLine(60);
      const socketError = await workbench.colourOf('socket error code=10054', '10054');
      await workbench.screenshot('socket-error');
      await workbench.openFromExplorer('13-cp932-reply-short', 'senderlog', '261124.log');
      await workbench.goToLine(60);
      const permanent = await workbench.colourOf('SendMailMess:[13:09:59:509] 550', '550');
      const colours = [temporary, permanent, socketError, text];
      assert.ok(colours.every(Boolean), String(colours));
      assert.equal(new Set(colours).size, colours.length, String(colours));
    });

    it('explains code=0/0 on hover', async () => {
      const { workbench } = context;
      await workbench.openFromExplorer('03-greeting-421-short', 'senderlog', '261124.log');
      await workbench.goToLine(1);
      const text = await workbench.hover('(code=0/0)', 'code=0/0');
      await workbench.screenshot('hover');
      await workbench.leave();
      assert.match(text, /E-Post/);
      assert.match(text, context.language === 'ja' ? /[ぁ-ん]/ : /[a-z]{3}/);
      assert.match(text, /code=0\/0/);
    });

    it('lists the failures in the Problems panel, one a failed attempt', async () => {
      const { workbench } = context;
      const greeting = await workbench.problems(/peer-busy/, 'peer-busy');
      await workbench.screenshot('problems');
      assert.ok(
        greeting.some(row => /Senderlog/.test(row)),
        greeting.join('\n'),
      );
      await workbench.openFromExplorer('06-rst-in-body-short', 'senderlog', '261124.log');
      const cut = await workbench.problems(/reset-in-body/, 'reset-in-body');
      await workbench.screenshot('problems-cut');
      // Dozens of lines report the same cut of the one attempt.
      assert.equal(cut.filter(row => /reset-in-body/.test(row)).length, 1, cut.join('\n'));
      await workbench.closePanel();
    });
  });
}
