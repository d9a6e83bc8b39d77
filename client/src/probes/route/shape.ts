/** Small checks for data that came from a file: each gives the value back in its type, or throws `ShapeError`. */
import { sanitize } from '../sanitize.ts';

export class ShapeError extends Error {
  constructor(what: string) {
    super(what);
    this.name = 'ShapeError';
  }
}

export type Check<T> = (value: unknown) => T;

/** A text that is safe to print; line ends between the lines of a reply stay. */
export const text: Check<string> = value => {
  if (typeof value !== 'string') throw new ShapeError('text');
  return value.slice(0, 70_000).split('\n').map(sanitize).join('\n');
};

/** A text of one line. */
export const word: Check<string> = value => {
  if (typeof value !== 'string') throw new ShapeError('text');
  return sanitize(value.slice(0, 4000));
};

export const number: Check<number> = value => {
  if (typeof value !== 'number' || !Number.isFinite(value)) throw new ShapeError('number');
  return value;
};

export const boolean: Check<boolean> = value => {
  if (typeof value !== 'boolean') throw new ShapeError('boolean');
  return value;
};

export function oneOf<const T extends string | number>(...allowed: readonly T[]): Check<T> {
  return value => {
    const found = allowed.find(entry => entry === value);
    if (found === undefined) throw new ShapeError(allowed.join('|').slice(0, 200));
    return found;
  };
}

export function nullable<T>(check: Check<T>): Check<T | null> {
  return value => (value === null || value === undefined ? null : check(value));
}

/** What an older or newer version does not write, or writes in another way. */
export function otherwise<T>(check: Check<T>, fallback: T): Check<T> {
  return value => {
    try {
      return value === undefined ? fallback : check(value);
    } catch {
      return fallback;
    }
  };
}

export function list<T>(check: Check<T>, most: number): Check<T[]> {
  return value => {
    if (!Array.isArray(value) || value.length > most) throw new ShapeError('list');
    return value.map(check);
  };
}

/** Entries that are not understood are left out. */
export function lenientList<T>(check: Check<T>, most: number): Check<T[]> {
  return value => {
    if (!Array.isArray(value)) return [];
    return value.slice(0, most).flatMap(entry => {
      try {
        return [check(entry)];
      } catch {
        return [];
      }
    });
  };
}

export function record<T extends object>(fields: { readonly [K in keyof T]-?: Check<T[K]> }): Check<T> {
  return value => {
    if (typeof value !== 'object' || value === null) throw new ShapeError('object');
    const source = value as Readonly<Record<string, unknown>>;
    const result: Partial<T> = {};
    for (const key of Object.keys(fields) as (keyof T & string)[])
      result[key] = fields[key](Object.hasOwn(source, key) ? source[key] : undefined);
    return result as T;
  };
}
