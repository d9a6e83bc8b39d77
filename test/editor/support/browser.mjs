// A headless Chromium for the workbench: one of the system's, or the one inside the npm package @sparticuz/chromium.
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { chromium } from 'playwright-core';
import { inRoot, readJson } from '../../../scripts/lib/project.mjs';

const cache = inRoot('node_modules/.cache/senderlog');
const packaged = inRoot('node_modules/@sparticuz/chromium');
const flags = [
  ...['--no-sandbox', '--disable-gpu', '--disable-quic', '--disable-dev-shm-usage', '--no-first-run'],
  ...['--disable-background-networking', '--disable-component-update', '--disable-sync'],
];

/** A fontconfig file with a Japanese font from npm: without one, Japanese text is invisible in screenshots. */
function fontConfiguration(...more) {
  const file = path.join(cache, 'fonts.conf');
  const folders = ['/usr/share/fonts', inRoot('node_modules/@expo-google-fonts/biz-udgothic'), ...more];
  mkdirSync(cache, { recursive: true });
  writeFileSync(
    file,
    [
      '<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig>',
      '<include ignore_missing="yes">/etc/fonts/fonts.conf</include>',
      ...folders.map(folder => `<dir>${folder}</dir>`),
      `<cachedir>${path.join(cache, 'fonts')}</cachedir></fontconfig>`,
    ].join('\n'),
  );
  return file;
}

/** Unpacks the packaged Chromium with the libraries it needs; the package itself does so only inside an AWS function. */
async function unpackChromium() {
  const folder = path.join(cache, `chromium-${readJson(path.join(packaged, 'package.json')).version}`);
  if (existsSync(path.join(folder, 'ready'))) return folder;
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const { inflate } = await import('@sparticuz/chromium');
  const outer = process.env.TMPDIR;
  process.env.TMPDIR = folder; // the package unpacks into the temporary folder, wherever that is
  try {
    for (const archive of ['chromium.br', 'fonts.tar.br', 'al2023.tar.br'])
      await inflate(path.join(packaged, 'bin', archive));
  } finally {
    if (outer === undefined) delete process.env.TMPDIR;
    else process.env.TMPDIR = outer;
  }
  writeFileSync(path.join(folder, 'ready'), '');
  return folder;
}

/** Where Chromium is and what it wants in its environment. `CHROMIUM` names another; `CHROMIUM=npm` takes the packaged one. */
async function findChromium() {
  const system = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];
  const found =
    process.env.CHROMIUM === 'npm'
      ? undefined
      : [process.env.CHROMIUM, ...system].find(file => file && existsSync(file));
  if (found) return { executablePath: found, env: { ...process.env, FONTCONFIG_FILE: fontConfiguration() } };
  const folder = await unpackChromium();
  const libraries = [path.join(folder, 'al2023', 'lib'), process.env.LD_LIBRARY_PATH]
    .filter(Boolean)
    .join(path.delimiter);
  return {
    executablePath: path.join(folder, 'chromium'),
    env: { ...process.env, FONTCONFIG_FILE: fontConfiguration(path.join(folder, 'fonts')), LD_LIBRARY_PATH: libraries },
  };
}

/** Opens an empty page of 1280 × 800. @param language `en` or `ja`, what the browser says it prefers */
export async function openBrowser(language = 'en') {
  const browser = await chromium.launch({ headless: true, args: flags, ...(await findChromium()) });
  const context = await browser.newContext({
    viewport: { width: 1280, height: 800 },
    locale: language === 'ja' ? 'ja-JP' : 'en-US',
  });
  return { browser, page: await context.newPage() };
}
