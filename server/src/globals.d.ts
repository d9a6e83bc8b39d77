/**
 * The few web-standard globals that the pure engine may use: they exist in Node, in browsers and in workers.
 * Everything else (`process`, `Buffer`, timers, the network) stays out of reach because this project has `types: []`.
 */
declare class TextEncoder {
  encode(input?: string): Uint8Array<ArrayBuffer>;
  encodeInto(source: string, destination: Uint8Array): { read: number; written: number };
}

declare class TextDecoder {
  constructor(label?: string, options?: { fatal?: boolean; ignoreBOM?: boolean });
  readonly encoding: string;
  decode(input?: Uint8Array, options?: { stream?: boolean }): string;
}
