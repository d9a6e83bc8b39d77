import { Server } from '../../protocol/client.ts';
import { repeated, stressLog } from '../lexing.ts';
import { median, ms, type Table } from './table.ts';

const ROUNDS = 5;

/** The language server as a process: its start, and the first diagnostics of a log. */
export async function server(): Promise<Table> {
  const text = repeated(stressLog(), 1)
    .toString('utf8')
    .replace(/\r\n|\r|\n/g, '\r\n');
  const [starts, firsts]: [number[], number[]] = [[], []];
  for (let i = 0; i < ROUNDS; i++) {
    let from = performance.now();
    const one = Server.stdio();
    await one.initialize('ja');
    starts.push(performance.now() - from);
    from = performance.now();
    await one.open('file:///mail/senderlog/261124.log', text);
    await one.pull('file:///mail/senderlog/261124.log');
    firsts.push(performance.now() - from);
    await one.stop();
  }
  return {
    title: 'The language server',
    about: `Medians of ${ROUNDS}.`,
    head: ['', 'time'],
    rows: [
      ['spawned until `initialize` is answered', ms(median(starts))],
      ['first diagnostics of a log of 1 MB', ms(median(firsts))],
    ],
  };
}
