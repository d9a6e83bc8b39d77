/** Runs as a thread of its own: reads and lexes the logs of a server ahead of the thread that understands them. */
import { parentPort, workerData } from 'node:worker_threads';
import { type LexTask, lexAhead } from './lex-ahead.ts';

lexAhead(workerData as LexTask, telling => parentPort!.postMessage(telling));
