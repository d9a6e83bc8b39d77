import { Disposable, l10n, Range, type TextDocument, ThemeColor, window, workspace } from 'vscode';
import type { StoryText } from '../../../server/src/features/story/document.ts';

/** What shows a story's headings and which of its lines carry no id. */
export class StoryMarks {
  readonly #linesOf: (document: TextDocument) => readonly StoryText[];
  readonly #heading = window.createTextEditorDecorationType({
    isWholeLine: true,
    fontWeight: 'bold',
    backgroundColor: new ThemeColor('editor.lineHighlightBackground'),
    overviewRulerColor: new ThemeColor('editorOverviewRuler.infoForeground'),
  });
  readonly #derived = after(() => l10n.t('no id in this line; derived'));
  readonly #uncertain = after(() => l10n.t("no id in this line; may be another message's"));
  readonly #parts: Disposable;

  constructor(linesOf: (document: TextDocument) => readonly StoryText[]) {
    this.#linesOf = linesOf;
    this.#parts = Disposable.from(
      this.#heading,
      this.#derived,
      this.#uncertain,
      window.onDidChangeVisibleTextEditors(() => this.update()),
      // The same story asked for again: its text comes a moment later.
      workspace.onDidChangeTextDocument(({ document }) => document.uri.scheme === 'senderlog' && this.update()),
    );
  }

  dispose(): void {
    this.#parts.dispose();
  }

  update(): void {
    for (const editor of window.visibleTextEditors) {
      if (editor.document.uri.scheme !== 'senderlog') continue;
      const lines = this.#linesOf(editor.document);
      const where = (wanted: (line: StoryText) => boolean): Range[] =>
        lines.flatMap((line, i) => (wanted(line) ? [new Range(i, 0, i, line.text.length)] : []));
      editor.setDecorations(
        this.#heading,
        where(l => l.level !== undefined),
      );
      editor.setDecorations(
        this.#derived,
        where(l => l.mark === 'derived'),
      );
      editor.setDecorations(
        this.#uncertain,
        where(l => l.mark === 'uncertain'),
      );
    }
  }
}

const after = (text: () => string) =>
  window.createTextEditorDecorationType({
    after: { contentText: `  ← ${text()}`, color: new ThemeColor('editorCodeLens.foreground'), fontStyle: 'italic' },
  });
