// Japanese as the display language, without a language pack from the Marketplace.
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

/**
 * Writes into a VS Code's user data folder what installing a language pack would write. With `--locale ja` the display language
 * then is Japanese: our own strings show in Japanese, nearly all of the workbench's own stay English.
 */
export function useJapanese(userData) {
  const main = fileURLToPath(new URL('langpack-ja/main.i18n.json', import.meta.url));
  const pack = {
    hash: 'senderlog',
    label: '日本語',
    translations: { vscode: main },
    extensions: [{ extensionIdentifier: { id: 'senderlog.language-pack-ja' }, version: '1.0.0' }],
  };
  mkdirSync(userData, { recursive: true });
  writeFileSync(path.join(userData, 'languagepacks.json'), JSON.stringify({ ja: pack }));
}
