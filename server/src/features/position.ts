import type { Position } from '../text/store.ts';

/** `{uri, position}` of a request of ours; undefined where a client sends something else. */
export function readPosition(params: unknown): { readonly uri: string; readonly position: Position } | undefined {
  const { uri, position } = (params ?? {}) as { uri?: unknown; position?: Partial<Position> };
  if (typeof uri !== 'string' || !Number.isInteger(position?.line) || !Number.isInteger(position?.character)) {
    return undefined;
  }
  return { uri, position: { line: position!.line!, character: position!.character! } };
}
