import { Kind } from '../../logs/record.ts';
import { STAGE_OF, type Stage } from '../attempt.ts';
import type { StoryLine } from './line.ts';

/** One step of a session and how long it took, in ms, from the stamps of the log. */
interface Step {
  readonly stage: Stage;
  readonly ms: number;
}

/**
 * How long each step of a session took: from what was sent to the reply. The stamp of a reply is the moment at which the next
 * command was about to be sent (format reference §2.1 point 5), so that each step holds our own work after it.
 */
export function stepsOf(lines: readonly StoryLine[]): Step[] {
  const steps: Step[] = [];
  let stage: Stage | undefined;
  let since = -1;
  const end = (time: number): void => {
    if (stage !== undefined && since >= 0 && time >= since) steps.push({ stage, ms: time - since });
    stage = undefined;
  };
  const begin = (next: Stage | undefined, time: number): void => {
    stage = next;
    since = time;
  };
  for (const { kind, time, code } of lines) {
    if (time < 0) continue;
    switch (kind) {
      case Kind.ConnectHost:
        begin('greeting', time);
        break;
      case Kind.ConnectSuccess:
        if (stage === 'greeting') stage = 'connect';
        end(time);
        begin('greeting', time);
        break;
      case Kind.ConnectFailed:
      case Kind.ConnectLocalError:
        if (stage === 'greeting') stage = 'connect';
        end(time);
        break;
      case Kind.Command:
        end(time);
        begin(STAGE_OF[code], time);
        break;
      case Kind.AuthData:
        end(time);
        begin('auth', time);
        break;
      case Kind.Reply:
      case Kind.OrphanReply: {
        const data = stage === 'data';
        end(time);
        if (data && code >= 300 && code < 400) begin('body', time);
        break;
      }
      case Kind.DataComplete:
        end(time);
        begin('final', time);
        break;
      case Kind.DataError:
        if (stage === 'body') end(time);
        break;
      default:
    }
  }
  return steps;
}
