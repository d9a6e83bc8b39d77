/**
 * The built `senderlog check` on files that no unit test makes: `extreme.ts`. A line of 50 MB, NUL bytes, absurd ids, a delivery
 * behind 4 GiB (a sparse file), a file that shrinks while it is read, the same file twice. Exit code 1 where one fails.
 */
import { spawn } from 'node:child_process';
import {
  closeSync,
  ftruncateSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const CLI = join(import.meta.dirname, '../../dist/cli.js');
const root = mkdtempSync(join(tmpdir(), 'senderlog-extreme-'));
process.once('exit', () => rmSync(root, { recursive: true, force: true }));

const MB = 1_000_000;

interface Told {
  readonly code: number | null;
  readonly seconds: number;
  readonly files: Record<string, unknown>[];
  readonly deliveries: Record<string, unknown>[];
  readonly errors: string;
}

function check(paths: readonly string[], meanwhile?: () => void): Promise<Told> {
  const start = performance.now();
  const child = spawn(process.execPath, [CLI, 'check', '--findings', '--format', 'json', ...paths]);
  let [text, errors] = ['', ''];
  child.stdout.setEncoding('utf8').on('data', (some: string) => {
    text += some;
  });
  child.stderr.setEncoding('utf8').on('data', (some: string) => {
    errors += some;
  });
  if (meanwhile !== undefined) setTimeout(meanwhile, 150);
  return new Promise(resolve => {
    child.once('close', code => {
      const lines = text.split('\n').filter(line => line !== '');
      const all = lines.map(line => JSON.parse(line) as Record<string, unknown>);
      resolve({
        code,
        seconds: (performance.now() - start) / 1000,
        files: all.filter(one => one.type === 'file'),
        deliveries: all.filter(one => one.type === 'delivery'),
        errors,
      });
    });
  });
}

/** A delivered mail, in the physical form. */
function mail(number: number): string {
  const id = `B${String(number).padStart(10, '0')}`;
  const said = (text: string): string => `[10:00:00:000] [${id}] SendMailMess:${text}\r\r\n`;
  const answer = (text: string): string => said(`[10:00:00:000] ${text}`);
  return [
    `[10:00:00:000] [${id}] [example.com] GetTryServer:()\r\n`,
    `[10:00:00:000] [${id}] ConnectHost(mx.example.com)\r\n`,
    answer('220 mx.example.com'),
    said('EHLO a.example'),
    answer('250 mx.example.com'),
    said('MAIL FROM:<s@a.example>'),
    answer('250 ok'),
    said(`RCPT TO:<r${number}@example.com>`),
    answer('250 ok'),
    said('DATA'),
    answer('354 go'),
    `[10:00:00:000] [${id}] SendData complete.\r\n`,
    answer('250 queued'),
    said('QUIT'),
  ].join('');
}

function file(name: string, ...parts: readonly (string | Buffer)[]): string {
  const path = join(root, name, 'senderlog/261124.log');
  mkdirSync(join(root, name, 'senderlog'), { recursive: true });
  const handle = openSync(path, 'w');
  for (const part of parts) writeSync(handle, part as string);
  closeSync(handle);
  return path;
}

const delivered = (told: Told): number => told.deliveries.filter(one => one.outcome === 'delivered').length;
const linesOf = (text: string): number => text.split('\n').length - 1;

let failed = 0;
function verdict(what: string, told: Told, good: boolean): void {
  if (!good) failed++;
  const counts = told.files.map(one => `${one.lines} lines, ${one.unknownCount} unknown`).join('; ');
  console.log(
    `${good ? 'ok    ' : 'FAILED'} ${what}: exit ${told.code}, ${told.seconds.toFixed(1)} s, ${counts}, ${delivered(told)} delivered ${told.errors.trim().slice(0, 300)}`,
  );
}

const two = mail(1) + mail(2);
{
  const told = await check([file('line', mail(1), `[10:00:00:000] ${'x'.repeat(50 * MB)}\r\n`, mail(2))]);
  verdict('a line of 50 MB', told, delivered(told) === 2 && told.files[0]!.lines === linesOf(two) + 1);
}
{
  const told = await check([file('reply', mail(1).slice(0, -50), Buffer.alloc(50 * MB, '550 '), '\r\r\n', mail(2))]);
  verdict('a reply of 50 MB', told, told.deliveries.length === 2);
}
{
  const told = await check([file('nul', mail(1), Buffer.alloc(50 * MB), '\n', mail(2))]);
  verdict('50 MB of NUL', told, delivered(told) === 2);
}
{
  const nuls = Buffer.from(two);
  for (let at = 50; at < nuls.length; at += 97) nuls[at] = 0;
  const told = await check([file('nuls', mail(3), nuls, mail(4))]);
  verdict('NUL bytes in every line', told, delivered(told) >= 2);
}
{
  const ids = [
    `[10:00:00:000] [B${'9'.repeat(MB)}] ConnectHost(x)\r\n`,
    `[10:00:00:000] [B0000000009${'-R0001'.repeat(MB / 6)}] ConnectHost(x)\r\n`,
  ];
  const told = await check([file('ids', mail(1), ...ids, mail(2))]);
  verdict('ids of 1 MB', told, delivered(told) === 2);
}
{
  const path = file('sparse', mail(1));
  const far = 2 ** 32 + 2 ** 28;
  const handle = openSync(path, 'r+');
  ftruncateSync(handle, far);
  writeSync(handle, `\n${mail(2)}`, far);
  closeSync(handle);
  const told = await check([path]);
  verdict(`a delivery behind 4 GiB (${statSync(path).size} bytes)`, told, delivered(told) === 2);
}
{
  const one = mail(1);
  const path = file(
    'shrinks',
    ...Array.from({ length: 200 }, (_, at) => Array.from({ length: 1000 }, (_, n) => mail(at * 1000 + n)).join('')),
  );
  const whole = statSync(path).size;
  const told = await check([path], () => truncateSync(path, one.length * 10));
  verdict(
    `a file of ${(whole / MB).toFixed(0)} MB that shrinks while it is read`,
    told,
    told.code !== null && told.code <= 2 && delivered(told) > 0,
  );
}
{
  const path = file('twice', two);
  const other = join(root, 'twice/senderlog/copy-261124.log');
  writeFileSync(other, two);
  const told = await check([path, path]);
  verdict('the same file named twice', told, delivered(told) === 2 && told.files.length === 1);
  const copy = await check([path, other]);
  verdict('a copy beside it', copy, copy.deliveries.length === 2);
}
process.exitCode = failed > 0 ? 1 : 0;
