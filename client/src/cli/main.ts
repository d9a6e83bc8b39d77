/** `senderlog COMMAND`: the terminal program. */
import type { Readable } from 'node:stream';
import { isResolver } from '../probes/dns/resolver-process.ts';
import { checkSummaries } from './check-texts.ts';
import type { CommandEntry } from './command.ts';
import { runCli } from './run.ts';
import { storySummaries } from './story-texts.ts';
import { summaries } from './texts.ts';
import { limitYoungGeneration } from './young-generation.ts';

/** Every subcommand, in the order of the help; loaded when it is called. */
const COMMANDS: readonly CommandEntry[] = [
  { name: 'check', summary: checkSummaries.check, load: async () => (await import('./check.ts')).check },
  { name: 'explain', summary: summaries.explain, load: async () => (await import('./explain.ts')).explain },
  { name: 'story', summary: storySummaries.story, load: async () => (await import('./story.ts')).story },
  { name: 'mx', summary: summaries.mx, load: async () => (await import('./mx.ts')).mx },
  { name: 'probe', summary: summaries.probe, load: async () => (await import('./probe.ts')).probe },
  { name: 'route', summary: summaries.route, load: async () => (await import('./route.ts')).route },
];

/** A cancelled command has this long to say what it knows, in milliseconds. */
const GRACE_MS = 350;

limitYoungGeneration();

async function main(): Promise<void> {
  const abort = new AbortController();
  const stop = (): void => {
    if (abort.signal.aborted) process.exit(1);
    abort.abort();
    setTimeout(() => process.exit(1), GRACE_MS);
  };
  process.on('SIGINT', stop).on('SIGTERM', stop);
  const { env, stdout, stderr } = process;
  // Opened by the few commands that read it.
  const stdin = (): Readable => process.stdin;
  const code = await runCli(process.argv.slice(2), COMMANDS, { env, stdin, stdout, stderr, signal: abort.signal });
  // Nothing that still waits (a connection on its way down, an open stdin) may hold the process.
  process.exit(code);
}

if (isResolver()) void import('../probes/index.ts').then(probes => probes.runAsResolver());
else void main();
