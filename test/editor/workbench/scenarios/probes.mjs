import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { commandTitle } from '../titles.mjs';

/** Both probes from the palette, against servers on loopback. */
export function probes(context) {
  const channel = 'Senderlog Probes';

  describe('probing from the palette', () => {
    it('looks up MX records', async () => {
      const { workbench, dns, language } = context;
      const label = await workbench.runCommand(commandTitle('senderlog.lookupMx', language));
      assert.match(label, /Senderlog/);
      await workbench.answer('garden.example.com');
      await workbench.output('mx2.garden.example.com');
      await workbench.maximizePanel();
      const text = await workbench.output('mx1.garden.example.com');
      await workbench.screenshot('mx');
      assert.equal(await workbench.outputChannel(), channel);
      assert.ok(dns.requests.some(({ name, type }) => name === 'garden.example.com' && type === 'MX'));
      assert.ok(text.includes(dns.server), text);
      assert.doesNotMatch(text, /\\x09/); // our own tabs are no control characters of a stranger
      for (const part of [/10\b.*mx1\.garden\.example\.com/, /20\b.*mx2\.garden\.example\.com/, /192\.0\.2\.25/]) {
        assert.match(text, part);
      }
    });

    it('probes an SMTP server', async () => {
      const { workbench, smtp, language } = context;
      await workbench.runCommand(commandTitle('senderlog.probeSmtp', language));
      await workbench.answer(`127.0.0.1:${smtp.port}`);
      const text = await workbench.output('221 2.0.0 Bye');
      await workbench.screenshot('smtp');
      assert.equal(await workbench.outputChannel(), channel);
      assert.match(text, /220 mx1\.garden\.example\.com ESMTP test/);
      assert.match(text, /EHLO/);
      assert.match(text, /250-SIZE 10485760/);
      // EHLO and QUIT are all that a probe says.
      assert.deepEqual([...new Set(smtp.received.map(line => line.split(' ')[0].toUpperCase()))], ['EHLO', 'QUIT']);
    });

    it('checks the whole route to a domain', async () => {
      const { workbench, language } = context;
      await workbench.runCommand(commandTitle('senderlog.checkRoute', language));
      await workbench.answer('lake.example.org');
      const text = await workbench.output(/mx\.lake\.example\.org.*127\.0\.0\.1.*25/);
      await workbench.screenshot('route');
      assert.match(text, /mx\.lake\.example\.org/);
      assert.match(text, /127\.0\.0\.1/);
    });

    it('retraces a recorded attempt', async () => {
      const { workbench, language } = context;
      await workbench.closePanel();
      await workbench.openFile('07-connect-timeout-short/senderlog/261124.log', '10060');
      await workbench.runCommand(commandTitle('senderlog.retrace', language));
      const text = await workbench.output(/10060/);
      await workbench.screenshot('retrace');
      assert.match(text, /mx\.lake\.example\.org/);
    });

    it('talks SMTP by hand', async () => {
      const { workbench, smtp, language } = context;
      await workbench.runCommand(commandTitle('senderlog.openSmtpTerminal', language));
      await workbench.answer(`127.0.0.1:${smtp.port}`);
      await workbench.terminal('220 mx1.garden.example.com');
      await workbench.focusTerminal();
      await workbench.type('EHLO mail.example.jp');
      await workbench.press('Enter');
      await workbench.terminal('250 8BITMIME');
      await workbench.type('MAIL FROM:<taro@example.jp>');
      await workbench.press('Enter');
      await workbench.terminal('250 2.1.0 Ok');
      await workbench.screenshot('terminal');
      await workbench.type('QUIT');
      await workbench.press('Enter');
      await workbench.terminal('221 2.0.0 Bye');
      assert.ok(smtp.received.includes('EHLO mail.example.jp'), smtp.received.join('\n'));
      await workbench.closePanel();
    });
  });
}
