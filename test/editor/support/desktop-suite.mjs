// The Mocha suite in a desktop VS Code.
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { runTests } from '@vscode/test-electron';
import { useJapanese } from '../../../scripts/editor-host/japanese.mjs';
import { quietSettings } from '../../../scripts/editor-host/server.mjs';
import { rootOptions } from '../../../scripts/lib/desktop.mjs';
import { root } from '../../../scripts/lib/project.mjs';

/** @returns the suite's exit code, and why it is not 0 */
export async function runSuite({ language, home, workspace, suite, env }, program) {
  const userData = path.join(home, 'user-data');
  mkdirSync(path.join(userData, 'User'), { recursive: true });
  writeFileSync(path.join(userData, 'User', 'settings.json'), JSON.stringify(quietSettings));
  if (language === 'ja') useJapanese(userData);
  const profile = ['--user-data-dir', userData, '--extensions-dir', path.join(home, 'extensions')];
  try {
    const code = await runTests({
      vscodeExecutablePath: program,
      extensionDevelopmentPath: root,
      extensionTestsPath: suite,
      extensionTestsEnv: env,
      launchArgs: [
        workspace,
        '--disable-extensions',
        '--disable-workspace-trust',
        '--locale',
        language,
        ...profile,
        ...rootOptions(),
      ],
    });
    return { code };
  } catch (error) {
    return { code: 1, why: error.message };
  }
}
