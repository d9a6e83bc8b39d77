import * as assert from 'node:assert/strict';
import * as vscode from 'vscode';

describe('Senderlog in an extension host', () => {
  it('is there and activates', async () => {
    const extension = vscode.extensions.getExtension('senderlog.senderlog');
    assert.ok(extension);
    await extension.activate();
    assert.ok(extension.isActive);
  });

  it('contributes its languages', async () => {
    const languages = await vscode.languages.getLanguages();
    for (const language of ['senderlog', 'faillog']) assert.ok(languages.includes(language), language);
  });

  it('contributes its commands', async () => {
    const commands = await vscode.commands.getCommands();
    for (const command of ['senderlog.lookupMx', 'senderlog.probeSmtp']) assert.ok(commands.includes(command), command);
  });

  it('speaks the display language it was started in', () => {
    assert.equal(vscode.env.language, process.env.SENDERLOG_SUITE_LANGUAGE);
  });
});
