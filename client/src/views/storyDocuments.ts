import {
  Disposable,
  DocumentLink,
  DocumentSymbol,
  EventEmitter,
  FoldingRange,
  FoldingRangeKind,
  Location,
  l10n,
  languages,
  Position,
  Range,
  SymbolKind,
  type TextDocument,
  type TextDocumentContentProvider,
  type TextEditor,
  Uri,
  window,
  workspace,
} from 'vscode';
import type { StoryDocument, StoryText } from '../../../server/src/features/story/document.ts';
import { StoryMarks } from './storyMarks.ts';

/** Documents of the scheme `senderlog:` under this path are stories; the pattern of the language senderlog fits it. */
const FOLDER = '/story/senderlog/';
const SELECTOR = { scheme: 'senderlog', pattern: '**/story/senderlog/*' };

/** With more stories than this, those whose documents are closed are let go. */
const MAX_CLOSED = 20;

/** What a story is asked for with again, when the editor restores its document. */
interface StorySource {
  readonly queueId: string;
  /** URI of the log that it was asked for in. */
  readonly uri: string | undefined;
}

type AskStory = (source: StorySource) => Promise<StoryDocument | null | undefined>;

/** Read-only documents with the story of a message: its text, outline, folding, and links to where each line stands. */
export class StoryDocuments implements TextDocumentContentProvider {
  readonly #ask: AskStory;
  readonly #stories = new Map<string, StoryDocument>();
  readonly #changed = new EventEmitter<Uri>();
  readonly #parts: Disposable;
  readonly #marks: StoryMarks;
  readonly onDidChange = this.#changed.event;
  #refusals = 0;

  constructor(ask: AskStory) {
    this.#ask = ask;
    this.#marks = new StoryMarks(document => this.#linesOf(document));
    this.#parts = Disposable.from(
      this.#changed,
      this.#marks,
      workspace.registerTextDocumentContentProvider('senderlog', this),
      languages.registerDocumentSymbolProvider(SELECTOR, { provideDocumentSymbols: d => this.#symbols(d) }),
      languages.registerFoldingRangeProvider(SELECTOR, { provideFoldingRanges: d => this.#foldings(d) }),
      languages.registerDocumentLinkProvider(SELECTOR, { provideDocumentLinks: d => this.#links(d) }),
      languages.registerDefinitionProvider(SELECTOR, { provideDefinition: (d, at) => this.#definition(d, at) }),
    );
  }

  dispose(): void {
    this.#parts.dispose();
  }

  /** Shows a story in an editor of its own. */
  async show(story: StoryDocument, source: StorySource | undefined): Promise<TextEditor> {
    const uri = this.#uriOf(story, source);
    const before = workspace.textDocuments.find(d => d.uri.toString() === uri.toString());
    this.#remember(uri, story);
    if (before !== undefined) this.#changed.fire(uri);
    let document = before ?? (await workspace.openTextDocument(uri));
    if (document.languageId !== 'senderlog') document = await languages.setTextDocumentLanguage(document, 'senderlog');
    const editor = await window.showTextDocument(document, { preview: false });
    this.#marks.update();
    return editor;
  }

  async provideTextDocumentContent(uri: Uri): Promise<string | undefined> {
    if (!uri.path.startsWith(FOLDER)) return undefined;
    const key = uri.toString();
    const known = this.#stories.get(key) ?? (await this.#again(uri));
    if (known === null) return `# ${l10n.t('The story is not at hand any more. Trace the message again.')}\n`;
    this.#remember(uri, known);
    return known.lines.map(line => line.text).join('\n');
  }

  /** A change of its language closes a document and opens it again: stories are let go when others come, not when one closes. */
  #remember(uri: Uri, story: StoryDocument): void {
    this.#stories.set(uri.toString(), story);
    if (this.#stories.size <= MAX_CLOSED) return;
    const open = new Set(workspace.textDocuments.map(document => document.uri.toString()));
    for (const key of this.#stories.keys()) if (!open.has(key) && key !== uri.toString()) this.#stories.delete(key);
  }

  async #again({ query }: Uri): Promise<StoryDocument | null> {
    try {
      const source = JSON.parse(query) as Partial<StorySource>;
      if (typeof source.queueId !== 'string') return null;
      const uri = typeof source.uri === 'string' ? source.uri : undefined;
      return (await this.#ask({ queueId: source.queueId, uri })) ?? null;
    } catch {
      return null;
    }
  }

  #uriOf(story: StoryDocument, source: StorySource | undefined): Uri {
    const name = story.base === '' ? `refused-${++this.#refusals}` : story.base;
    const query = source === undefined ? '' : JSON.stringify(source);
    return Uri.from({ scheme: 'senderlog', path: `${FOLDER}${name}.log`, query });
  }

  #linesOf(document: TextDocument): readonly StoryText[] {
    return this.#stories.get(document.uri.toString())?.lines ?? [];
  }

  #symbols(document: TextDocument): DocumentSymbol[] {
    const all: DocumentSymbol[] = [];
    for (const { level, first, last, text } of this.#headings(document)) {
      const range = new Range(first, 0, last, document.lineAt(last).text.length);
      const at = new Range(first, 0, first, document.lineAt(first).text.length);
      const name = text.replace(/^#+ */, '');
      const symbol = new DocumentSymbol(name || '…', '', level === 1 ? SymbolKind.Object : SymbolKind.Event, range, at);
      const parent = all.at(-1);
      if (level === 2 && parent !== undefined) parent.children.push(symbol);
      else all.push(symbol);
    }
    return all;
  }

  #foldings(document: TextDocument): FoldingRange[] {
    return this.#headings(document)
      .filter(h => h.last > h.first)
      .map(h => new FoldingRange(h.first, h.last, FoldingRangeKind.Region));
  }

  /** Headings, each with the last line before the next one of its rank, blank lines left out. */
  #headings(document: TextDocument): { level: 1 | 2; first: number; last: number; text: string }[] {
    const lines = this.#linesOf(document).slice(0, document.lineCount);
    const found: { level: 1 | 2; first: number; last: number; text: string }[] = [];
    lines.forEach(({ level, text }, i) => {
      if (level !== undefined) found.push({ level, first: i, last: i, text });
    });
    return found.map((heading, i) => {
      const next = found.slice(i + 1).find(other => other.level <= heading.level)?.first ?? lines.length;
      let last = next - 1;
      while (last > heading.first && lines[last]!.text === '') last--;
      return { ...heading, last };
    });
  }

  /** The stamp of a line of a log leads to where it stands, and so does a place that is named. */
  #links(document: TextDocument): DocumentLink[] {
    return this.#linesOf(document).flatMap(({ text, at }, i) => {
      if (at === undefined || i >= document.lineCount) return [];
      const stamp = /^\[[^\]]{1,30}\]/.exec(text)?.[0].length ?? text.length;
      const start = text.startsWith('#') ? text.search(/[^#\s]/) : 0;
      const line = at.editorLine ?? at.line - 1;
      const target = Uri.file(at.path).with({ fragment: `L${line + 1}` });
      const link = new DocumentLink(new Range(i, Math.max(0, start), i, stamp), target);
      link.tooltip = l10n.t('{0}, line {1}', at.path, at.line);
      return [link];
    });
  }

  #definition(document: TextDocument, { line }: Position): Location | undefined {
    const at = this.#linesOf(document)[line]?.at;
    return at && new Location(Uri.file(at.path), new Position(at.editorLine ?? at.line - 1, 0));
  }
}
