// The Mocha suite in the extension host of the embedded editor, which a headless browser brings to life.
import { remoteUri, startEditor, workbenchUrl } from '../../../scripts/editor-host/server.mjs';
import { inRoot, root } from '../../../scripts/lib/project.mjs';
import { openBrowser } from './browser.mjs';

const limit = 240_000;

/** @returns the suite's exit code, why it is not 0 where it did not come from the suite, and the logs */
export async function runSuite({ language, home, workspace, suite, env }) {
  const editor = await startEditor(home, {
    language,
    env,
    // Without this switch VS Code does not take the test's paths from the address.
    options: ['--vscode-option', 'enable-smoke-test-driver'],
  });
  const { browser, page } = await openBrowser(language);
  const messages = [];
  const outcome = await new Promise(resolve => {
    const timer = setTimeout(() => resolve({ code: 1, why: `no end after ${limit / 1000} s` }), limit);
    const end = result => {
      clearTimeout(timer);
      resolve(result);
    };
    page.on('crash', () => end({ code: 1, why: 'the page crashed' }));
    page.on('pageerror', error => messages.push(`[page] ${error.stack}`));
    const open = async () => {
      await page.exposeFunction('codeAutomationLog', (type, args) => messages.push(`[${type}] ${args.join(' ')}`));
      await page.exposeFunction('codeAutomationExit', code => end({ code }));
      const payload = [
        ['extensionDevelopmentPath', remoteUri(editor.origin, root)],
        ['extensionTestsPath', remoteUri(editor.origin, suite)],
        ['skipWelcome', 'true'],
      ];
      await page.goto(workbenchUrl(editor.origin, workspace, payload));
    };
    open().catch(error => end({ code: 1, why: error.stack }));
  });
  if (outcome.code !== 0) {
    await page.screenshot({ path: inRoot(`artifacts/${language}-suite-failure.png`) }).catch(() => {});
  }
  await browser.close();
  await editor.stop();
  return { ...outcome, log: `${editor.log()}\n${messages.join('\n')}` };
}
