/** Exim, which ends a session when the client talks before its turn. */
import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { closedPort } from '../support/smtp-fault-server.ts';
import { ask, extensionsBySwaks, find, needs, type Peer, senderlog, startPeer, temporary } from './support.ts';

const exim = find('exim4', 'exim');
const swaks = find('swaks');

describe('Exim', needs({ exim }, true), () => {
  const { folder, remove } = temporary();
  let peer: Peer;
  let port = 0;

  before(async () => {
    port = await closedPort();
    for (const name of ['spool', 'log']) {
      mkdirSync(path.join(folder, name));
      ask('chown', ['Debian-exim', path.join(folder, name)]);
    }
    ask('chmod', ['755', folder]);
    writeFileSync(path.join(folder, 'exim.conf'), configuration(folder));
    peer = await startPeer(
      exim!,
      ['-C', path.join(folder, 'exim.conf'), '-bdf', '-oX', `127.0.0.1.${port}`, '-oP', path.join(folder, 'pid')],
      port,
    );
  });
  after(async () => {
    await peer?.stop();
    remove();
  });

  it('works, with a greeting that comes late and nothing said before it', async t => {
    const { verdict, json } = await senderlog('probe', `127.0.0.1:${port}`, '--helo', 'mail.sender.test');
    const greeting = json.steps.find((step: { stage: string }) => step.stage === 'greeting');
    t.diagnostic(`greeting after ${greeting.timeMs} ms`);
    assert.equal(verdict, 'works');
    assert.ok(greeting.timeMs >= 1000);
    assert.doesNotMatch(readFileSync(path.join(folder, 'log/main'), 'utf8'), /synchronization error/);
  });

  it('greylisting and an unknown user at RCPT', async () => {
    const envelope = ['--helo', 'mail.sender.test', '--from', 'taro@sender.test', '--to'];
    const later = await senderlog('probe', `127.0.0.1:${port}`, ...envelope, 'grey@example.test');
    const never = await senderlog('probe', `127.0.0.1:${port}`, ...envelope, 'nobody@example.test');
    const taken = await senderlog('probe', `127.0.0.1:${port}`, ...envelope, 'hanako@example.test');
    assert.deepEqual(
      [later, never, taken].map(answer => [answer.verdict, answer.code]),
      [
        ['deferred-by-peer', 1],
        ['refused-by-peer', 1],
        ['works', 0],
      ],
    );
  });

  it('the same facts as swaks', needs({ swaks }), async () => {
    const { json } = await senderlog('probe', `127.0.0.1:${port}`, '--helo', 'mail.sender.test');
    const theirs = extensionsBySwaks(swaks!, port);
    assert.ok(theirs.length > 2, theirs.join());
    assert.deepEqual(json.extensions, theirs);
  });
});

const configuration = (folder: string): string => `
primary_hostname = mx.example.test
spool_directory = ${folder}/spool
log_file_path = ${folder}/log/%s
host_lookup =
rfc1413_query_timeout = 0s
keep_environment =
tls_advertise_hosts =
acl_smtp_connect = late
acl_smtp_rcpt = rcpt
begin acl
late:
  accept delay = 1s
rcpt:
  defer message = 4.7.1 greylisted
    local_parts = grey
  deny message = 5.1.1 no such user
    !local_parts = hanako
  accept
begin routers
begin transports
`;
