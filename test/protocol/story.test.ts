import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { pathToFileURL } from 'node:url';
import { CancellationTokenSource } from 'vscode-jsonrpc/node';
import type { StoryDocument } from '../../server/src/features/story/document.ts';
import type { TraceAnswer } from '../../server/src/features/trace/trace.ts';
import { asEditorText, FIXTURES, hoverText, Server } from './client.ts';

const uriOf = (relative: string): string => pathToFileURL(path.join(FIXTURES, relative)).href;
const REFUSED = 'recorded/02-user-unknown-giveup-short';
const LOG = `${REFUSED}/senderlog/261124.log`;

describe('stories and traces', () => {
  let server: Server;
  before(async () => {
    server = Server.stdio();
    await server.initialize('en');
  });
  after(() => server.stop());

  const story = (params: object): Promise<StoryDocument | null> =>
    server.connection.sendRequest('senderlog/story', params);
  const trace = (params: object): Promise<TraceAnswer | null> =>
    server.connection.sendRequest('senderlog/trace', params);

  it('the story of the line at a position, over all logs of its server and no other', async () => {
    const text = asEditorText(LOG);
    await server.open(uriOf(LOG), text);
    const line = text.split('\r\n').findIndex(l => l.includes('get_reply():size=100'));
    // The workspace holds other servers with messages of their own.
    const folders = [uriOf('recorded')];
    const found = await story({ uri: uriOf(LOG), position: { line, character: 20 }, folders });
    assert.deepEqual([found?.base, found?.outcome], ['B0000123011', 'failed']);
    const logs = new Set(found!.lines.flatMap(l => (l.at === undefined ? [] : [path.relative(FIXTURES, l.at.path)])));
    const expected = ['faillog', 'outlog', 'senderlog'].map(name => path.join(REFUSED, name, '261124.log'));
    assert.deepEqual([...logs].sort(), expected);
  });

  it('places name the line of the file and that of the editor', async () => {
    const found = await story({ queueId: 'B0000123011', uri: uriOf(LOG), folders: [] });
    const file = readFileSync(path.join(FIXTURES, LOG), 'latin1').split('\n');
    const editor = asEditorText(LOG).split('\r\n');
    let compared = 0;
    for (const { text, at } of found!.lines) {
      if (at === undefined || text.startsWith('#') || !at.path.includes('senderlog')) continue;
      assert.equal(file[at.line - 1]!.replace(/\r+$/, ''), text);
      assert.equal(editor[at.editorLine!], text);
      compared++;
    }
    assert.ok(compared > 300);
  });

  it('by id alone, in the folders', async () => {
    const folders = [uriOf('stories/two-servers')];
    const found = await story({ queueId: 'B0000000041-R0001', folders });
    assert.equal(found!.lines.filter(l => l.level === 1).length, 2, 'two servers, two messages');
    assert.equal(await story({ queueId: 'B0000000042', folders }), null);
  });

  it('a story that is open is explained on hover and has no findings', async () => {
    const found = await story({ queueId: 'B0000123011', uri: uriOf(LOG), folders: [] });
    const text = found!.lines.map(l => l.text).join('\r\n');
    const uri = 'senderlog:/story/senderlog/B0000123011.log';
    await server.open(uri, text);
    const line = found!.lines.findIndex(l => / 550 5\.1\.1/.test(l.text) && !l.text.startsWith('#'));
    const column = found!.lines[line]!.text.indexOf('550 5.1.1') + 1;
    assert.match(hoverText(await server.hover(uri, line, column)), /550/);
    assert.deepEqual(await server.pull(uri), []);
  });

  it('traces an error mail to one sure candidate', async () => {
    const query = 'Subject: Delivery failure\r\nX-Epost-Queue-ID: B0000123011-R0001\r\n';
    const answer = await trace({ query, folders: [uriOf(REFUSED)] });
    assert.equal(answer?.sure, true);
    const [found] = answer!.candidates;
    assert.deepEqual([found?.queueId, found?.outcome], ['B0000123011', 'failed']);
    assert.match(found!.label, /nobody1@example\.net/);
    assert.match(found!.detail, /2026-11-24 13:07:13 · Recipient does not exist/);
    const file = pathToFileURL(found!.files[0]!).href;
    assert.equal((await story({ queueId: found!.queueId, uri: file, folders: [] }))?.base, 'B0000123011');
  });

  it('says whose error mail it is where E-Post did not write it', async () => {
    const query =
      'From: MAILER-DAEMON@mx.example.net\nTo: a@example.jp\n\nThis is the mail system at host mx.example.net.\n';
    const answer = await trace({ query, folders: [uriOf(REFUSED)] });
    assert.match(answer!.notes.join('\n'), /written by Postfix, not by E-Post/);
  });

  it('a refusal on receipt comes with its lines, since no id leads to it', async () => {
    const answer = await trace({ query: 'ito@example.com 2025-03-10', folders: [uriOf('stories/refused-on-receipt')] });
    const [found] = answer!.candidates;
    assert.deepEqual([answer?.sure, found?.queueId, found?.outcome], [true, '', 'refused']);
    assert.match(found!.detail, /no message id; found by time and address/);
    const text = found!.document!.lines.map(l => l.text).join('\n');
    assert.match(text, /Our server did not take this mail/);
    assert.match(text, /^\[10\/Mar\/2025:11:00:02\], 0001a2f4, 550 5\.1\.1 /m);
  });

  it('says what is missing', async () => {
    const notes = async (query: string, folder: string) =>
      (await trace({ query, folders: [uriOf(folder)] }))!.notes.join('\n');
    assert.match(await notes('B9999999999', REFUSED), /B9999999999/);
    assert.match(await notes('hello', REFUSED), /No message id, address or domain/);
    assert.match(await notes('a@example.jp', 'replies'), /No logs of E-Post/);
    assert.match(await notes('nobody1@example.net 2019-01-01', REFUSED), /Nothing fits the time/);
  });

  it('gives in when it is cancelled, and goes on serving', async () => {
    const source = new CancellationTokenSource();
    const params = { query: 'taro@sender.example.jp', folders: [uriOf('recorded')] };
    const asked = server.connection.sendRequest<TraceAnswer>('senderlog/trace', params, source.token);
    source.cancel();
    const answer = await asked.catch(() => undefined);
    assert.ok(answer === undefined || answer.candidates.length === 0);
    assert.equal((await story({ queueId: 'B0000123011', uri: uriOf(LOG), folders: [] }))?.base, 'B0000123011');
  });

  it('takes any parameters', async () => {
    for (const params of [null, {}, { query: 5 }, { queueId: 'x', folders: 'y' }, { uri: 'file:///%', position: {} }]) {
      assert.equal(await server.connection.sendRequest('senderlog/story', params), null);
      assert.equal(await server.connection.sendRequest('senderlog/trace', params), null);
    }
    assert.equal(
      await story({ queueId: 'B0000123011', uri: 'file://host/%zz', folders: [5, 'untitled:x', 'file:///no'] }),
      null,
    );
  });
});
