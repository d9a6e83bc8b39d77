// The workbench as a person sees it: what can be pressed, pointed at and read. Knows VS Code's page, knows nothing of Senderlog.
import { mkdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { installVsix, startEditor, workbenchUrl } from '../../../scripts/editor-host/server.mjs';
import { inRoot, vsixPath } from '../../../scripts/lib/project.mjs';
import { temporaryFolder } from '../../../scripts/lib/temporary.mjs';
import { openBrowser } from '../support/browser.mjs';
import { makeWorkspace } from '../support/workspace.mjs';
import { textPosition } from './page-text.mjs';

const artifacts = inRoot('artifacts');

/** What the page shows, with its no-break spaces as the blanks that they stand for. */
const plain = text => text.replaceAll('\u00a0', ' ').replaceAll('\u200b', '');

/** What an element shows, line ends and all, once it is there. */
async function shown(locator) {
  await locator.waitFor();
  return plain((await locator.allInnerTexts()).join('\n')).trim();
}

/** A row of a list, whose parts stand in elements of their own. */
const oneLine = text => text.replace(/\s+/g, ' ');

export class Workbench {
  #page;
  #language;
  #stop;

  /** Installs the packaged extension into a fresh profile and opens a folder of logs. @param language `en` or `ja` */
  static async open(language, settings = {}) {
    const home = temporaryFolder();
    const folder = makeWorkspace(home);
    installVsix(home, vsixPath());
    const editor = await startEditor(home, { language, settings: { 'explorer.compactFolders': false, ...settings } });
    const { browser, page } = await openBrowser(language);
    const workbench = new Workbench();
    workbench.#page = page;
    workbench.#language = language;
    workbench.#stop = async () => {
      await browser.close();
      await editor.stop();
    };
    workbench.folder = folder;
    page.setDefaultTimeout(20_000);
    await page.goto(workbenchUrl(editor.origin, folder));
    await page.locator('.explorer-folders-view .monaco-list-row').first().waitFor({ timeout: 90_000 });
    return workbench;
  }

  close() {
    return this.#stop();
  }

  /** Leaves `artifacts/LANGUAGE-NAME.png`, once nothing runs or fades in any more. */
  async screenshot(name) {
    mkdirSync(artifacts, { recursive: true });
    const running = this.#page.locator('.notification-toast .monaco-progress-container.active').first();
    await running.waitFor({ state: 'hidden', timeout: 5000 }).catch(() => {});
    await this.#page.evaluate(() => {
      const finite = ({ effect }) => effect?.getComputedTiming().iterations !== Number.POSITIVE_INFINITY;
      return Promise.allSettled(
        document
          .getAnimations()
          .filter(finite)
          .map(animation => animation.finished),
      );
    });
    await this.#page.screenshot({ path: path.join(artifacts, `${this.#language}-${name}.png`) });
  }

  press(keys) {
    return this.#page.keyboard.press(keys);
  }

  type(text) {
    return this.#page.keyboard.type(text);
  }

  /** Takes the theme of the other brightness. @param kind `light` or `dark` */
  async useTheme(kind) {
    const shown = this.#page.locator(kind === 'dark' ? '.monaco-workbench.vs-dark' : '.monaco-workbench.vs');
    if ((await shown.count()) === 0) await this.runCommand('Preferences: Toggle between Light/Dark Themes');
    await shown.waitFor();
  }

  /** Shows or hides the side bar, which takes room from the editor. */
  async sideBar(visible) {
    if ((await this.#page.locator('.part.sidebar').isVisible()) !== visible) await this.press('Control+b');
    await this.#page.locator('.part.sidebar').waitFor({ state: visible ? 'visible' : 'hidden' });
  }

  /** Opens a file of the folder by its path, as somebody does who knows its name, and goes to the first line with a text. */
  async openFile(file, text) {
    await this.press('Control+p');
    await this.#answer(file);
    const row = this.#page.locator('.quick-input-list .monaco-list-row').filter({ hasText: path.dirname(file) });
    await row.first().click();
    await this.opened(file);
    // As the editor counts: the server ends lines with more than one kind of line end.
    const lines = readFileSync(path.join(this.folder, file), 'latin1').split(/\r\n|\r|\n/);
    await this.goToLine(lines.findIndex(line => line.includes(text)) + 1);
  }

  /** Waits until the editor shows this file. */
  async opened(file) {
    const crumbs = this.#page.locator('.breadcrumbs-control');
    for (const step of file.split('/')) await crumbs.getByText(step, { exact: true }).first().waitFor();
    await this.#page.locator('.editor-instance .view-line').first().waitFor();
  }

  /** Walks down the explorer's tree, as `open('10-starttls-short', 'senderlog', '261124.log')`, and keeps the file open. */
  async openFromExplorer(...steps) {
    const tree = this.#page.locator('.explorer-folders-view');
    await this.sideBar(true);
    await this.#unfold('logs', true);
    await this.press('Control+Shift+E');
    await this.press('Control+ArrowLeft'); // collapses all, so that a name stands for one row of its depth
    for (const [depth, name] of steps.entries()) {
      const row = tree.locator(`[role=treeitem][aria-level="${depth + 1}"]`, {
        has: this.#page.getByText(name, { exact: true }),
      });
      if (depth === steps.length - 1) await row.first().dblclick();
      else if ((await row.first().getAttribute('aria-expanded')) !== 'true') await row.first().click();
    }
    const path = this.#page.locator('.breadcrumbs-control');
    for (const step of steps) await path.getByText(step, { exact: true }).first().waitFor();
    await this.#page.locator('.editor-instance .view-line').first().waitFor();
  }

  /** The text of an item of the status bar, `mode` (the language) or `encoding`, once it satisfies. */
  async statusItem(name, pattern) {
    const item = this.#page.locator(`.statusbar-item[id="status.editor.${name}"]`, { hasText: pattern });
    return shown(item);
  }

  /** Puts the cursor on a line, counted from 1 as the editor counts, and makes it visible. */
  async goToLine(line) {
    await this.press('Control+1'); // focuses the editor
    await this.press('Control+g');
    await this.#answer(`:${line}`);
    await this.press('Enter');
    await this.#page.locator('.editor-instance .line-numbers.active-line-number', { hasText: String(line) }).waitFor();
  }

  /** The line of the open file that shows this text. */
  line(text) {
    return this.#page.locator('.editor-instance .view-line').filter({ hasText: text }).first();
  }

  /** The colour that a piece of a line is shown in, as CSS gives it. */
  async colourOf(lineText, piece) {
    await this.line(lineText).waitFor();
    // A line is drawn anew when something comes to it: one that has left the page has no colour.
    const colour = await this.#page.waitForFunction(
      ([text, wanted]) => {
        const plain = element => element.textContent.replaceAll('\u00a0', ' ');
        const lines = [...document.querySelectorAll('.editor-instance .view-line')];
        const line = lines.find(candidate => plain(candidate).includes(text));
        const token = [...(line?.querySelectorAll('span[class*="mtk"]') ?? [])].find(span =>
          plain(span).includes(wanted),
        );
        return token && getComputedStyle(token).color;
      },
      [lineText, piece],
    );
    return colour.jsonValue();
  }

  /** What a line shows, hints between its words and all, once it matches. */
  async lineShowing(pattern) {
    return plain(
      await this.#page.locator('.editor-instance .view-line').filter({ hasText: pattern }).first().textContent(),
    );
  }

  /** Clicks at a piece of a line, so that the cursor stands there. @param button `right` opens the menu of the place */
  async click(lineText, piece, button = 'left') {
    const line = this.line(lineText);
    await line.waitFor();
    const { x, y } = await line.evaluate(textPosition, piece);
    await this.#page.mouse.click(x, y, { button });
  }

  /** The entries of the menu that is open. */
  async menu(pattern) {
    const menu = this.#page.locator('.monaco-menu .action-label');
    await menu.filter({ hasText: pattern }).first().waitFor();
    return (await menu.allInnerTexts()).map(plain).filter(text => text.trim() !== '');
  }

  /** The rows of lenses above lines, once one of them matches. */
  async lenses(pattern) {
    const rows = this.#page.locator('.editor-instance .codelens-decoration');
    // Those out of sight are in the page too.
    await rows.filter({ hasText: pattern }).first().waitFor({ state: 'attached' });
    return (await rows.allTextContents()).map(text => oneLine(plain(text)));
  }

  /** The names of the open file's symbols, as the list of them shows them, indented by their depth. */
  async outline(pattern) {
    const pane = this.#page.locator('.part.sidebar .pane', { has: this.#page.locator('.outline-pane') });
    await this.#unfold('Outline', true);
    await this.#unfold('logs', false); // so that there is room
    const rows = pane.locator('.monaco-list-row');
    await rows.filter({ hasText: pattern }).first().waitFor();
    return rows.evaluateAll(elements =>
      elements.map(row => `${'  '.repeat(Number(row.getAttribute('aria-level')) - 1)}${row.textContent.trim()}`),
    );
  }

  async #unfold(pane, open) {
    const header = this.#page.locator('.part.sidebar .pane-header', { hasText: pane });
    if ((await header.getAttribute('aria-expanded')) !== String(open)) await header.click();
  }

  /** The text of an open Markdown preview, which stands in a page of its own, once it matches. */
  async preview(pattern) {
    const body = this.#page.frameLocator('iframe.webview').frameLocator('iframe').locator('body');
    await body.filter({ hasText: pattern }).waitFor();
    return body.textContent();
  }

  /** What a terminal shows, once a text is in it. */
  async terminal(expected) {
    const rows = this.#page.locator('.terminal-wrapper.active .xterm-rows, .terminal .xterm-rows').last();
    await rows.filter({ hasText: expected }).waitFor();
    return plain((await rows.locator('> div').allInnerTexts()).join('\n'));
  }

  async focusTerminal() {
    await this.#page.locator('.terminal .xterm-screen').last().click();
  }

  /** The lines that the editor shows, once one of them matches. */
  async lines(pattern) {
    const lines = this.#page.locator('.editor-instance .view-line');
    await lines.filter({ hasText: pattern }).first().waitFor();
    return lines.evaluateAll(elements =>
      elements
        .sort((a, b) => Number.parseFloat(a.style.top) - Number.parseFloat(b.style.top))
        .map(element => element.textContent.replaceAll('\u00a0', ' ')),
    );
  }

  /** Points at a piece of a line. @returns the text of the hover that appears */
  async hover(lineText, piece) {
    const contents = this.#page.locator('.monaco-editor .monaco-hover:not(.hidden) .hover-contents');
    // Lines move when lenses come between them: then the mouse no longer points at what it was moved to.
    for (let attempt = 0; (await contents.count()) === 0; attempt++) {
      await this.#page.mouse.move(640, 4);
      const line = this.line(lineText);
      await line.waitFor();
      const { x, y } = await line.evaluate(textPosition, piece);
      await this.#page.mouse.move(x - 2, y);
      await this.#page.mouse.move(x, y, { steps: 3 });
      const wait = contents.first().waitFor({ timeout: 4000 });
      await (attempt < 4 ? wait.catch(() => {}) : wait);
    }
    await this.#page.waitForTimeout(300); // a second provider may add its part
    return plain((await contents.allInnerTexts()).join('\n'));
  }

  /** Takes the mouse out of the way. */
  async leave() {
    await this.#page.mouse.move(640, 4);
    await this.press('Escape');
    await this.#page.locator('.monaco-editor .monaco-hover:not(.hidden)').waitFor({ state: 'hidden' });
  }

  /** Opens the Problems panel. @param wanted limits it to what holds this text @returns its rows once one of them matches */
  async problems(pattern, wanted) {
    const panel = this.#page.locator('.markers-panel');
    if (!(await panel.isVisible())) await this.press('Control+Shift+M');
    await this.#page
      .locator('.part.panel .viewpane-filter input, .part.panel .viewpane-filter-container input')
      .fill(wanted);
    const rows = panel.locator('.monaco-list-row');
    await rows.filter({ hasText: pattern }).first().waitFor();
    return (await rows.allInnerTexts()).map(text => oneLine(plain(text)).trim());
  }

  /** Gives the panel the whole height: what is out of sight is not in the page. */
  async maximizePanel() {
    const button = this.#page.locator('.part.panel .codicon-panel-maximize, .part.panel .codicon-screen-full');
    if (await button.isVisible()) await button.click();
  }

  async closePanel() {
    if (await this.#page.locator('.part.panel').isVisible()) await this.press('Control+j');
  }

  async #answer(text) {
    const input = this.#page.locator('.quick-input-widget:not([style*="display: none"]) input[type=text]').first();
    await input.waitFor();
    await input.fill(text);
    return input;
  }

  /** Picks a command in the palette by its title. @returns the row as the palette shows it */
  async runCommand(title) {
    await this.press('F1');
    await this.#answer(`>${title}`);
    const row = this.#page.locator('.quick-input-list .monaco-list-row').filter({ hasText: title }).first();
    await row.waitFor();
    const label = oneLine(await shown(row));
    await row.click();
    return label;
  }

  /** Answers the question that a command asks. @returns the question */
  async answer(text) {
    const widget = this.#page.locator('.quick-input-widget:not([style*="display: none"])');
    const input = await this.#answer(text);
    const question = await shown(widget);
    // Once there are earlier answers it is a list, and what is typed becomes its first row.
    if (!(await widget.locator('.quick-input-message').isVisible()))
      await widget.locator('.monaco-list-row.focused').filter({ hasText: text }).waitFor();
    await input.press('Enter');
    return question;
  }

  /** Types into the list that a command offers. */
  async search(text) {
    await this.#answer(text);
  }

  /** Takes the first row of the list that matches. */
  async choose(pattern) {
    const rows = this.#page.locator('.quick-input-widget:not([style*="display: none"]) .monaco-list-row');
    await rows.filter({ hasText: pattern }).first().click();
  }

  /** The rows of the list that a command offers, once one of them matches. */
  async choices(pattern) {
    const rows = this.#page.locator('.quick-input-widget:not([style*="display: none"]) .monaco-list-row');
    await rows.filter({ hasText: pattern }).first().waitFor();
    return (await rows.allInnerTexts()).map(text => oneLine(plain(text)).trim());
  }

  /** The steps of the open walkthrough, top to bottom. @returns their titles, and whether each is ticked off */
  async walkthroughSteps() {
    const steps = this.#page.locator('.gettingStartedContainer .step-list-container .getting-started-step');
    await steps.first().waitFor();
    return steps.evaluateAll(elements =>
      elements.map(element => ({
        title: element.querySelector('.step-title').textContent.trim(),
        done: element.querySelector('.complete.codicon') !== null,
      })),
    );
  }

  /** Unfolds a step of the open walkthrough. @returns its buttons */
  async openStep(title) {
    const step = this.#page.locator('.gettingStartedContainer .getting-started-step', { hasText: title });
    const buttons = step.locator('.button-container .monaco-button');
    // A list that has just been opened may be drawn again, and folds its steps.
    for (let attempt = 0; !(await buttons.first().isVisible()); attempt++) {
      if (!(await step.getAttribute('class')).includes('expanded')) await step.click();
      const wait = buttons.first().waitFor({ timeout: 3000 });
      await (attempt < 4 ? wait.catch(() => {}) : wait);
    }
    return buttons.all();
  }

  /** Waits for the picture of the open step, which stands in a page of its own. */
  async stepPicture() {
    await this.#page.frameLocator('iframe.webview').frameLocator('iframe').locator('svg').waitFor();
  }

  /** Waits for a finding in what the editor shows. */
  async finding() {
    await this.#page.locator('.editor-instance .squiggly-warning, .editor-instance .squiggly-error').first().waitFor();
  }

  /** Leaves a question or a list unanswered. The key goes to its input: at once after a click that has no focus yet. */
  async dismiss() {
    const input = this.#page.locator('.quick-input-widget:not([style*="display: none"]) input[type=text]').first();
    await input.press('Escape');
    await input.waitFor({ state: 'hidden' });
  }

  /** What the Output panel shows, top to bottom, once a text is in it. */
  async output(expected) {
    const lines = this.#page.locator('.output-view .view-line');
    // The system's resolver is asked too, and may take its time where there is no network.
    await lines.filter({ hasText: expected }).first().waitFor({ timeout: 60_000 });
    const text = await lines.evaluateAll(elements =>
      elements
        .sort((a, b) => Number.parseFloat(a.style.top) - Number.parseFloat(b.style.top))
        .map(element => element.textContent),
    );
    return plain(text.join('\n'));
  }

  /** The channel that the Output panel has chosen. */
  async outputChannel() {
    return plain(
      await this.#page.locator('.panel .title-actions select, .panel .monaco-select-box').first().inputValue(),
    );
  }

  /** The texts of the notifications on display. */
  async notifications() {
    return (await this.#page.locator('.notification-list-item-message').allInnerTexts()).map(plain);
  }
}
