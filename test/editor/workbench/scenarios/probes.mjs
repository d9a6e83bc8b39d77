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
  });
}
