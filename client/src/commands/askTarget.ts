import { l10n, type Memento, type QuickPickItem, window } from 'vscode';

/** Targets of one kind that are remembered. */
const MAX_RECENT = 10;

/** What was probed lately, kept over sessions; one list a kind of target. */
export class RecentTargets {
  readonly #state: Memento;

  constructor(state: Memento) {
    this.#state = state;
  }

  list(kind: string): readonly string[] {
    const stored = this.#state.get<unknown>(key(kind));
    return Array.isArray(stored) ? stored.filter(entry => typeof entry === 'string') : [];
  }

  add(kind: string, target: string): void {
    const rest = this.list(kind).filter(known => known !== target);
    void this.#state.update(key(kind), [target, ...rest].slice(0, MAX_RECENT));
  }
}

const key = (kind: string): string => `recent.${kind}`;

interface Question {
  /** Names the list of recent targets. */
  readonly kind: string;
  readonly title: string;
  readonly prompt: string;
}

/** Asks for a host or a domain and remembers it; what stands under the cursor is proposed. Undefined when nothing is given. */
export async function askTarget(recent: RecentTargets, { kind, title, prompt }: Question): Promise<string | undefined> {
  const known = recent.list(kind);
  const value = underCursor();
  const answer = (
    known.length === 0 ? await window.showInputBox({ title, prompt, value }) : await pick(title, prompt, value, known)
  )?.trim();
  if (answer === undefined || answer === '') return undefined;
  recent.add(kind, answer);
  return answer;
}

/** An input with the recent targets below it; what is typed comes first. */
function pick(title: string, placeholder: string, value: string, known: readonly string[]) {
  return new Promise<string | undefined>(resolve => {
    const input = window.createQuickPick();
    input.title = title;
    input.placeholder = placeholder;
    input.value = value;
    const recent: QuickPickItem[] = known.map(label => ({ label, description: l10n.t('recently used') }));
    const offer = (): void => {
      const typed = input.value.trim();
      const items = typed === '' || known.includes(typed) ? recent : [{ label: typed, alwaysShow: true }, ...recent];
      input.items = items;
      const first = items.find(item => item.label === typed);
      if (first !== undefined) input.activeItems = [first];
    };
    offer();
    input.onDidChangeValue(offer);
    input.onDidAccept(() => {
      resolve(input.activeItems[0]?.label ?? input.value);
      input.hide();
    });
    input.onDidHide(() => {
      resolve(undefined);
      input.dispose();
    });
    input.show();
  });
}

/** The host name, address or mail domain under the cursor, to begin a question with; '' where there is none. */
function underCursor(): string {
  const editor = window.activeTextEditor;
  if (editor === undefined) return '';
  const { document, selection } = editor;
  if (!selection.isEmpty) return hostOf(document.getText(selection));
  const range = document.getWordRangeAtPosition(selection.active, /[A-Za-z0-9_.+@-]{1,320}/);
  return range === undefined ? '' : hostOf(document.getText(range));
}

function hostOf(text: string): string {
  const host = text.trim().split('@').at(-1) ?? '';
  return /^(?=.{1,253}$)[A-Za-z0-9_-]+(?:\.[A-Za-z0-9_-]+)+$/.test(host) ? host : '';
}
