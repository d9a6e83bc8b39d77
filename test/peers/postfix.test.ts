/** Postfix with postscreen, which makes strangers wait for its greeting and notes who talks before it. */
import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { closedPort } from '../support/smtp-fault-server.ts';
import { ask, extensionsBySwaks, find, needs, type Peer, senderlog, startPeer, temporary } from './support.ts';

const postfix = find('postfix');
const swaks = find('swaks');
/** Seconds that postscreen waits before the last line of its greeting. */
const GREET_WAIT = 2;

describe('Postfix with postscreen', needs({ postfix, postscreen: find('postscreen') }, true), () => {
  const { folder, remove } = temporary();
  let peer: Peer;
  let port = 0;
  const log = (): string => readFileSync(path.join(folder, 'mail.log'), 'utf8');

  before(async () => {
    port = await closedPort();
    for (const name of ['conf', 'queue', 'data']) mkdirSync(path.join(folder, name));
    ask('chown', ['postfix', path.join(folder, 'data')]);
    ask('chmod', ['755', folder]);
    writeFileSync(path.join(folder, 'conf/main.cf'), mainCf(folder));
    writeFileSync(path.join(folder, 'conf/master.cf'), masterCf(port));
    peer = await startPeer(postfix!, ['-c', path.join(folder, 'conf'), 'start-fg'], port);
  });
  after(async () => {
    ask(postfix!, ['-c', path.join(folder, 'conf'), 'stop']);
    await peer?.stop();
    remove();
  });

  it('the greeting is waited for to its last line, and nothing is said before it', async t => {
    const { verdict, json } = await senderlog('probe', `127.0.0.1:${port}`, '--helo', 'mail.sender.test');
    const greeting = json.steps.find((step: { stage: string }) => step.stage === 'greeting');
    t.diagnostic(`greeting after ${greeting.timeMs} ms: ${JSON.stringify(greeting.reply.text)}`);
    assert.equal(verdict, 'works');
    assert.ok(greeting.timeMs >= GREET_WAIT * 1000, `${greeting.timeMs}`);
    assert.match(greeting.reply.text, /^teaser\n.*ESMTP/);
    assert.match(log(), /postscreen\[\d+\]: CONNECT from \[127\.0\.0\.1\]/);
    assert.doesNotMatch(log(), /PREGREET/);
  });

  it('a client that talks early is noted, so that the test before means something', async () => {
    const before = log().length;
    await new Promise<void>(resolve => {
      const socket = connect(port, '127.0.0.1', () => socket.write('EHLO early.test\r\n'));
      socket
        .on('data', () => {})
        .on('close', () => resolve())
        .on('error', () => resolve());
      setTimeout(() => socket.destroy(), (GREET_WAIT + 2) * 1000);
    });
    assert.match(log().slice(before), /PREGREET/);
  });

  it('a recipient that does not exist: refused-by-peer, and no mail comes in', async () => {
    const envelope = ['--from', 'taro@sender.test', '--to', 'nobody@example.test', '--helo', 'mail.sender.test'];
    const { verdict, json } = await senderlog('probe', `127.0.0.1:${port}`, ...envelope);
    const rcpt = json.steps.find((step: { stage: string }) => step.stage === 'rcpt');
    assert.deepEqual([verdict, rcpt.reply.code, rcpt.reply.enhanced], ['refused-by-peer', 550, '5.1.1']);
    assert.doesNotMatch(log(), /cleanup|qmgr\[\d+\]: .*from=/);
  });

  it('the same facts as swaks', needs({ swaks }), async () => {
    const { json } = await senderlog('probe', `127.0.0.1:${port}`, '--helo', 'mail.sender.test');
    const theirs = extensionsBySwaks(swaks!, port);
    assert.ok(theirs.length > 3, theirs.join());
    assert.deepEqual(json.extensions, theirs);
  });
});

const mainCf = (folder: string): string => `
compatibility_level = 3.6
queue_directory = ${folder}/queue
data_directory = ${folder}/data
maillog_file = ${folder}/mail.log
maillog_file_prefixes = ${folder}
myhostname = mx.example.test
mydestination = example.test
mynetworks = 192.0.2.0/24
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
local_recipient_maps = inline:{ { hanako = hanako } }
alias_maps =
alias_database =
smtpd_relay_restrictions = reject_unauth_destination
postscreen_access_list =
postscreen_cache_map =
postscreen_greet_wait = ${GREET_WAIT}s
postscreen_greet_banner = teaser
postscreen_greet_action = enforce
`;

const masterCf = (port: number): string =>
  [
    `127.0.0.1:${port} inet n - n - 1 postscreen`,
    'smtpd pass - - n - - smtpd',
    'tlsproxy unix - - n - 0 tlsproxy',
    'dnsblog unix - - n - 0 dnsblog',
    'pickup unix n - n 60 1 pickup',
    'cleanup unix n - n - 0 cleanup',
    'qmgr unix n - n 300 1 qmgr',
    'rewrite unix - - n - - trivial-rewrite',
    'bounce unix - - n - 0 bounce',
    'anvil unix - - n - 1 anvil',
    'proxymap unix - - n - - proxymap',
    'postlog unix-dgram n - n - 1 postlogd',
    '',
  ].join('\n');
