import * as assert from 'node:assert/strict';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import * as packet from 'dns-packet';
import * as vscode from 'vscode';

describe('the probe commands, with arguments', () => {
  it('senderlog.lookupMx returns what the DNS server said', async () => {
    const server = createSocket('udp4');
    server.on('message', (message, from) => {
      const { id = 0, questions = [] } = packet.decode(message);
      const mx = { type: 'MX', name: 'example.test', ttl: 60, data: { preference: 5, exchange: 'localhost' } } as const;
      const answers = questions[0]?.type === 'MX' ? [mx] : [];
      server.send(packet.encode({ type: 'response', id, questions, answers }), from.port, from.address);
    });
    server.bind(0, '127.0.0.1');
    await once(server, 'listening');
    try {
      const asked = { domain: 'example.test', server: `127.0.0.1:${server.address().port}` };
      const result = JSON.stringify(await vscode.commands.executeCommand('senderlog.lookupMx', asked));
      assert.match(result, /"preference":5/);
      assert.match(result, /"exchange":"localhost"/);
    } finally {
      server.close();
    }
  });

  it('senderlog.probeSmtp returns the dialogue', async () => {
    const server = createServer(socket => {
      socket.write('220 mx.example.test ESMTP\r\n');
      socket.on('error', () => {});
      socket.on('data', data => {
        const isQuit = /^QUIT/i.test(data.toString());
        socket.write(isQuit ? '221 Bye\r\n' : '250 mx.example.test\r\n');
        if (isQuit) socket.end();
      });
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    try {
      const { port } = server.address() as AddressInfo;
      const result = JSON.stringify(
        await vscode.commands.executeCommand('senderlog.probeSmtp', { host: '127.0.0.1', port }),
      );
      assert.match(result, /"verdict":"works"/);
      assert.match(result, /mx\.example\.test ESMTP/);
    } finally {
      server.close();
    }
  });
});
