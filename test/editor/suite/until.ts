/** Asks again every 50 ms until there is an answer. @throws Error that names what was waited for, after `limit` milliseconds */
export async function until<T>(
  what: string,
  ask: () => T | undefined | false | Promise<T | undefined | false>,
  limit = 15_000,
): Promise<T> {
  const end = Date.now() + limit;
  for (;;) {
    const answer = await ask();
    if (answer) return answer;
    if (Date.now() > end) throw new Error(`did not come within ${limit / 1000} s: ${what}`);
    await new Promise(resolve => setTimeout(resolve, 50));
  }
}
