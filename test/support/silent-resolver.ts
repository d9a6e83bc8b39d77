/** A program whose system asks a DNS server that never answers. Linux, where namespaces may be made. */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Writable } from 'node:stream';

export const hasNamespaces = {
  skip:
    process.platform === 'linux' && spawnSync('unshare', ['-rmn', 'ip', 'link', 'set', 'lo', 'up']).status === 0
      ? false
      : 'needs network and mount namespaces',
};

/** A DNS server that never answers, in a file when it was asked; it ends with its standard input. */
const SILENT_RESOLVER = `
const socket = require('node:dgram').createSocket('udp4').bind(53, '127.0.0.1');
const { writeFileSync } = require('node:fs');
socket.on('listening', () => writeFileSync(process.argv[1] + '/ready', '')).on('message', () => writeFileSync(process.argv[1] + '/asked', ''));
process.stdin.on('end', () => process.exit()).resume();`;

interface BehindSilentResolver {
  readonly child: ChildProcess;
  /** The DNS server has been asked: the look-up waits. */
  readonly asked: () => boolean;
  readonly stdout: () => string;
  readonly close: () => void;
}

/** A Node script in namespaces of its own, whose only DNS server is silent: there a getaddrinfo takes ten seconds and more. */
export function startBehindSilentResolver(args: readonly string[]): BehindSilentResolver {
  const folder = mkdtempSync(path.join(tmpdir(), 'senderlog-'));
  writeFileSync(path.join(folder, 'resolv.conf'), 'nameserver 127.0.0.1\n');
  const script = `ip link set lo up && mount --bind "$1/resolv.conf" /etc/resolv.conf || exit 9
    "$2" -e "$3" "$1" <&3 >/dev/null 3<&- &
    while [ ! -e "$1/ready" ]; do sleep 0.02; done
    folder=$1 node=$2; shift 3
    exec "$node" "$@" 3<&- </dev/null`;
  const child = spawn(
    'unshare',
    ['-rmn', 'sh', '-c', script, 'sh', folder, process.execPath, SILENT_RESOLVER, ...args],
    { stdio: ['ignore', 'pipe', 'inherit', 'pipe'], env: { ...process.env, NODE_NO_WARNINGS: '1' } },
  );
  let stdout = '';
  child.stdout?.on('data', (chunk: Buffer) => {
    stdout += chunk.toString();
  });
  return {
    child,
    asked: () => existsSync(path.join(folder, 'asked')),
    stdout: () => stdout,
    close: () => {
      child.kill('SIGKILL');
      (child.stdio[3] as Writable).end();
      rmSync(folder, { recursive: true });
    },
  };
}
