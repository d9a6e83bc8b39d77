/** Runs the terminal program inside the test's own process: all of it but `main.ts`, and without the time that a process costs. */
import { PassThrough, Readable } from 'node:stream';
import type { Command, CommandEntry } from '../../../../client/src/cli/command.ts';
import { runCli } from '../../../../client/src/cli/run.ts';
import type { CliRun } from './run-cli.ts';

const nothing = { en: '', ja: '' };
/** Any subcommand: each is the export of its own name of its own file. */
const commandNamed = (name: string): CommandEntry => ({
  name,
  summary: nothing,
  load: async () => (await import(`../../../../client/src/cli/${name}.ts`))[name],
});

/** @param command in place of the usual one of that name */
export async function runHere(args: readonly string[], command?: Command): Promise<CliRun> {
  const [stdout, stderr] = [new PassThrough(), new PassThrough()];
  const [out, err] = [text(stdout), text(stderr)];
  const { signal } = new AbortController();
  const usual = commandNamed(args[0] ?? '');
  const code = await runCli(args, [command === undefined ? usual : { ...usual, load: async () => command }], {
    env: { LANG: 'C' },
    stdin: () => Readable.from([]),
    stdout,
    stderr,
    signal,
  });
  stdout.end();
  stderr.end();
  const printed = await out;
  const lines = printed.split('\n').filter(line => line !== '');
  return { code, stdout: printed, stderr: await err, json: () => lines.map(line => JSON.parse(line)) };
}

async function text(stream: Readable): Promise<string> {
  const pieces: Buffer[] = [];
  for await (const piece of stream as AsyncIterable<Buffer>) pieces.push(piece);
  return Buffer.concat(pieces).toString('utf8');
}
