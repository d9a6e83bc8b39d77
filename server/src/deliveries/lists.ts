/**
 * `list` with `item` behind. The first item makes a list of just its size: most lists never hold a second one, and what is pushed to
 * an empty list takes room for sixteen. So an empty list may be shared.
 */
export function added<T>(list: readonly T[], item: T): T[] {
  if (list.length === 0) return [item];
  (list as T[]).push(item);
  return list as T[];
}
