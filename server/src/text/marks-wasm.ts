import { machine } from './machine.ts';
import { marksModule } from './marks-module.ts';
import type { Marker } from './page.ts';
import { CAPACITY, MARKS, MARKS_AT, PADDING } from './page-layout.ts';

/**
 * The marks of a page ({@link Marker}), 64 bytes at a time: WebAssembly has instructions over 16 bytes that JavaScript lacks.
 * It must give what `plainMarker` gives, which a test proves.
 */

/** The marker on this machine's vector instructions, or undefined where WebAssembly or its SIMD is not to be had. */
export function machineMarks(): Marker | undefined {
  const host = machine();
  if (host === undefined) return undefined;
  try {
    const { exports } = new host.Instance(new host.Module(marksModule()));
    const memory = exports.memory as { readonly buffer: ArrayBuffer };
    return {
      bytes: new Uint8Array(memory.buffer, 0, CAPACITY + PADDING),
      marks: new Int32Array(memory.buffer, MARKS_AT, MARKS),
      mark: exports.mark as (end: number) => number,
      memory,
    };
  } catch {
    // A policy of the host forbids it, or the processor cannot: the plain marker does the same.
    return undefined;
  }
}
