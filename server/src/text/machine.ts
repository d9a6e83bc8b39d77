/** What this program needs of the global `WebAssembly`; not every host allows it. */
interface Machine {
  Module: new (bytes: Uint8Array) => object;
  Instance: new (module: object, imports?: object) => { readonly exports: Readonly<Record<string, unknown>> };
}

export const machine = (): Machine | undefined => (globalThis as { WebAssembly?: Machine }).WebAssembly;
