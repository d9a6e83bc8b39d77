import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { asEditorText, Server } from './client.ts';

const LOG = 'recorded/16-receive-timeout-short/senderlog/261124.log';
const URI = `file:///mail/${LOG}`;

describe('textDocument/codeAction', () => {
  let server: Server;
  before(async () => {
    server = Server.stdio();
    const { capabilities } = await server.initialize('ja');
    assert.deepEqual(capabilities.codeActionProvider, { codeActionKinds: ['quickfix'] });
    await server.open(URI, asEditorText(LOG));
  });
  after(() => server.stop());

  const timedOut = async () => {
    const found = (await server.pull(URI)).find(d => d.code === 'receive-timeout');
    assert.ok(found);
    return found;
  };

  it('offers a diagnostic of the server its own way out, first the .reg files', async () => {
    const diagnostic = await timedOut();
    const actions = await server.codeActions(URI, diagnostic);
    assert.deepEqual(
      actions.map(a => a.command?.command),
      [
        'senderlog.saveRegFile',
        'senderlog.saveRegFile',
        'senderlog.showStory',
        'senderlog.explainCode',
        'senderlog.retrace',
        'senderlog.lookupMx',
        'senderlog.probeSmtp',
        'senderlog.copyPostmasterReport',
        'senderlog.copyPostmasterReport',
        'senderlog.ignoreRule',
      ],
    );
    for (const a of actions) assert.deepEqual(a.diagnostics, [diagnostic]);
  });

  it('says nothing for a log that is not open', async () => {
    assert.deepEqual(await server.codeActions('file:///mail/other.log', await timedOut()), []);
  });

  it('senderlog/postmasterReport answers in the language and with the masking asked for', async () => {
    const { range } = await timedOut();
    const ask = (more: object): Promise<string | null> =>
      server.connection.sendRequest('senderlog/postmasterReport', { uri: URI, position: range.start, ...more });
    assert.match((await ask({})) ?? '', /^配送障害のご連絡: cave\.example\.net 宛てのメール\n/);
    const masked = (await ask({ language: 'en', maskAddresses: true })) ?? '';
    assert.match(masked, /^Envelope recipients: <\*\*\*@cave\.example\.net>$/m);
    assert.equal(await ask({ position: 'nowhere' }), null);
    assert.equal(await ask({ uri: 'file:///mail/other.log' }), null);
  });
});
