import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { commandTitle } from '../titles.mjs';

const giveUp = '02-user-unknown-giveup-short';

/** What is pointed at, in which line of which log, and what the hover has to say about it. */
const hovers = [
  {
    name: 'reply',
    file: `${giveUp}/senderlog/261124.log`,
    text: 'get_reply():size=100:token=550 5.1.1',
    piece: '550',
    en: [/5\.1\.1/, /RFC 5321/],
    ja: [/5\.1\.1/, /宛先/],
  },
  {
    name: 'own-451',
    file: '03-greeting-421-short/senderlog/261124.log',
    text: '(code=0/0)',
    piece: 'code=0/0',
    en: [/E-Post/, /code=0\/0/],
    ja: [/E-Post/, /code=0\/0/, /相手/],
  },
  {
    name: 'socket-error',
    file: '07-connect-timeout-short/senderlog/261124.log',
    text: '(socket error code=10060',
    piece: '10060',
    en: [/WSAETIMEDOUT/, /port 25/i],
    ja: [/WSAETIMEDOUT/, /ポート/],
  },
  {
    name: 'queue-id',
    file: `${giveUp}/senderlog/261124.log`,
    text: '[B0000123011-R0001] [example.net] GetTryServer',
    piece: 'R0001',
    en: [/R0001/, /retr/i],
    ja: [/R0001/, /リトライ/],
  },
  {
    name: 'retry',
    file: '07-connect-timeout-short/senderlog/261124.log',
    text: '(ltime(13439966807)-otime(13439966795))/7200=(3)',
    piece: '(3)',
    en: [/retry interval/i, /attempt/i],
    ja: [/リトライ間隔/, /試行/],
  },
  {
    name: 'faillog',
    file: `${giveUp}/faillog/261124.log`,
    text: 'B0000123011@mail.example.jp send fail on',
    piece: '550',
    en: [/5\.1\.1/, /recipient|user/i],
    ja: [/5\.1\.1/, /宛先/],
  },
];

/** Explanations beside the log's text, in both brightnesses of the editor, and those that are asked for. */
export function explaining(context) {
  describe('explaining', () => {
    for (const theme of ['light', 'dark']) {
      it(`says on hover what things mean, in a ${theme} theme`, async () => {
        const { workbench, language } = context;
        await workbench.closePanel();
        await workbench.sideBar(false);
        await workbench.useTheme(theme);
        for (const { name, file, text, piece, ...expected } of hovers) {
          await workbench.openFile(file, text);
          const shown = await workbench.hover(text, piece);
          await workbench.screenshot(`hover-${name}-${theme}`);
          await workbench.leave();
          for (const pattern of expected[language]) assert.match(shown, pattern, name);
          if (language === 'ja') assert.match(shown, /[ぁ-ん]/);
        }
      });
    }

    it('names error numbers between the words of a line', async () => {
      const { workbench } = context;
      for (const theme of ['dark', 'light']) {
        await workbench.useTheme(theme);
        await workbench.openFile('07-connect-timeout-short/senderlog/261124.log', '10060');
        assert.match(await workbench.lineShowing(/10060.*WSAETIMEDOUT/), /10060.*WSAETIMEDOUT/);
        await workbench.screenshot(`hints-${theme}`);
      }
    });

    it('finds a code typed in full width, and opens what is known of it', async () => {
      const { workbench, language } = context;
      await workbench.runCommand(commandTitle('senderlog.explainCode', language));
      await workbench.search('５５０');
      const rows = await workbench.choices(/550/);
      await workbench.screenshot('explain-choices');
      assert.ok(
        rows.some(row => /^550/.test(row)),
        rows.join('\n'),
      );
      await workbench.choose(/550/);
      const text = await workbench.preview(/RFC 5321/);
      await workbench.screenshot('explain');
      assert.match(text, /550/);
      assert.match(text, language === 'ja' ? /宛先/ : /user/);
      await workbench.sideBar(true);
    });
  });
}
