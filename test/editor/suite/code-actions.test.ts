import * as assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { findingsIn, show, slugOf } from './documents.ts';
import { until } from './until.ts';

const silent = '16-receive-timeout-short/senderlog/261124.log';

/** The commands that the light bulb offers at a place, with their first arguments. */
async function offered(uri: vscode.Uri, range: vscode.Range): Promise<Map<string, Record<string, unknown>>> {
  const actions = await vscode.commands.executeCommand<vscode.CodeAction[]>(
    'vscode.executeCodeActionProvider',
    uri,
    range,
  );
  const found = new Map<string, Record<string, unknown>>();
  for (const { command } of actions) {
    const first = command?.arguments?.[0] as Record<string, unknown> | undefined;
    // The first of a name: the report in the language of the interface, the file that raises.
    if (command !== undefined && !found.has(command.command)) found.set(command.command, first ?? {});
  }
  return found;
}

async function timedOut(): Promise<{ uri: vscode.Uri; range: vscode.Range }> {
  const { uri } = await show(silent);
  const found = await until('the finding', () => findingsIn(uri).find(d => slugOf(d) === 'receive-timeout'));
  return { uri, range: found.range };
}

describe('code actions', () => {
  it('at a time-out offers the .reg file, the live checks and the report', async () => {
    const { uri, range } = await timedOut();
    const actions = await offered(uri, range);
    assert.deepEqual(actions.get('senderlog.saveRegFile'), { value: 'RecvDataTimeout', seconds: 2400 });
    assert.deepEqual(actions.get('senderlog.lookupMx'), { domain: 'cave.example.net' });
    assert.deepEqual(actions.get('senderlog.probeSmtp'), { host: 'mx.cave.example.net' });
    for (const name of ['retrace', 'copyPostmasterReport', 'ignoreRule'])
      assert.ok(actions.has(`senderlog.${name}`), name);
  });

  it('senderlog.saveRegFile writes UTF-16LE with its mark and CR LF', async () => {
    const [folder] = vscode.workspace.workspaceFolders ?? [];
    const uri = vscode.Uri.joinPath(folder!.uri, 'timeout.reg');
    const given = { value: 'RecvDataTimeout', seconds: 2400, uri };
    assert.equal(await vscode.commands.executeCommand('senderlog.saveRegFile', given), uri.toString());
    const bytes = await vscode.workspace.fs.readFile(uri);
    await vscode.workspace.fs.delete(uri);
    assert.deepEqual([...bytes.subarray(0, 2)], [0xff, 0xfe]);
    assert.match(Buffer.from(bytes).toString('utf16le'), /\r\n"RecvDataTimeout"=dword:00000960\r\n/);
  });

  it('senderlog.copyPostmasterReport puts the report into the clipboard and returns it', async () => {
    const { uri, range } = await timedOut();
    const given = (await offered(uri, range)).get('senderlog.copyPostmasterReport');
    const text = await vscode.commands.executeCommand<string>('senderlog.copyPostmasterReport', given);
    assert.match(
      text,
      vscode.env.language === 'ja' ? /^配送障害のご連絡: cave\.example\.net/ : /^Delivery trouble: mail to cave/,
    );
    // A headless editor may have no clipboard to read from; where it has one, the text is in it.
    const copied = await vscode.env.clipboard.readText();
    if (copied !== '') assert.equal(copied, text);
  });

  it('senderlog.copyGatewayLine returns the line for a relay', async () => {
    const given = { domain: '*', host: 'relay.provider.example' };
    assert.equal(
      await vscode.commands.executeCommand('senderlog.copyGatewayLine', given),
      '*,relay.provider.example,587',
    );
    assert.equal(
      await vscode.commands.executeCommand('senderlog.copyGatewayLine', { domain: '*', host: 'a,b' }),
      undefined,
    );
  });

  it('senderlog.ignoreRule switches a rule off in the workspace, and leaves what stood there', async () => {
    const read = () =>
      vscode.workspace.getConfiguration('senderlog').inspect<Record<string, string>>('diagnostics.severity')
        ?.workspaceValue;
    const settings = vscode.workspace.getConfiguration('senderlog');
    await settings.update('diagnostics.severity', { greylisted: 'hint' }, vscode.ConfigurationTarget.Workspace);
    await vscode.commands.executeCommand('senderlog.ignoreRule', { rule: 'receive-timeout' });
    assert.deepEqual(read(), { greylisted: 'hint', 'receive-timeout': 'off' });
    await settings.update('diagnostics.severity', undefined, vscode.ConfigurationTarget.Workspace);
  });
});
