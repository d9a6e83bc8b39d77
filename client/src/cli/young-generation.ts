/** How much room the garbage collector gets for young objects. */
import { getHeapSpaceStatistics, setFlagsFromString } from 'node:v8';

/** In bytes. What reading a log leaves dies young: in less room too much of it is taken for old, more saves no time. */
const ENOUGH = 8 << 20;

/** In milliseconds; a look costs some microseconds. */
const INTERVAL = 20;

/** Lets the young generation grow until it has room enough, and no further: by itself it grows to 64 MB and more. */
export function limitYoungGeneration(): void {
  const timer = setInterval(() => {
    const young = getHeapSpaceStatistics().find(space => space.space_name === 'new_space');
    if (young === undefined || young.space_size < ENOUGH) return;
    setFlagsFromString('--semi-space-growth-factor=1');
    clearInterval(timer);
  }, INTERVAL);
  timer.unref();
}
