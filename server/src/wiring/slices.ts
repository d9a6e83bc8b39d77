import { type CancellationToken, LSPErrorCodes, ResponseError } from 'vscode-languageserver';

/** Milliseconds that work may go on before others get their turn. */
const SLICE = 12;

/**
 * Runs work that pauses after each step, a slice at a time, so that nothing waits long for its turn.
 * @param stale the texts that the work reads have changed: its result would not fit them
 * @throws ResponseError when cancelled or stale
 */
export async function inSlices<T>(
  work: Generator<void, T>,
  token: CancellationToken,
  stale: () => boolean = () => false,
): Promise<T> {
  for (;;) {
    const end = performance.now() + SLICE;
    do {
      const step = work.next();
      if (step.done) return step.value;
    } while (performance.now() < end);
    await new Promise<void>(resolve => setTimeout(resolve, 0));
    if (token.isCancellationRequested) throw new ResponseError(LSPErrorCodes.RequestCancelled, 'cancelled');
    if (stale()) throw new ResponseError(LSPErrorCodes.ContentModified, 'the text has changed');
  }
}
