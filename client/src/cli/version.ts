import { readFileSync } from 'node:fs';

/** Set by the build, so that a bundle needs no file beside it. */
declare const SENDERLOG_VERSION: string | undefined;

export function version(): string {
  if (typeof SENDERLOG_VERSION === 'string') return SENDERLOG_VERSION;
  const manifest = JSON.parse(readFileSync(new URL('../../../package.json', import.meta.url), 'utf8')) as {
    readonly version: string;
  };
  return manifest.version;
}
