import { commands, type Disposable, EventEmitter, l10n, type Pseudoterminal, ThemeIcon, window } from 'vscode';
import type { Catalogue } from '../../../server/src/codes/catalogue.ts';
import { ProbeInputError, type Reply, toHostAndPort } from '../probes/index.ts';
import { SmtpTerminal } from '../probes/terminal/index.ts';
import { askTarget, type RecentTargets } from './askTarget.ts';
import { probesAllowed } from './runProbe.ts';
import { language, probeSettings } from './settings.ts';

interface Arguments {
  readonly host?: string;
  readonly port?: number;
}

interface Target {
  readonly host: string;
  readonly port: number;
}

/** `senderlog.openSmtpTerminal`: an SMTP session typed by hand, as with telnet, in the editor's terminal. */
export const registerOpenSmtpTerminal = (recent: RecentTargets, catalogue: () => Catalogue): Disposable =>
  commands.registerCommand('senderlog.openSmtpTerminal', async (args?: Arguments): Promise<Target | undefined> => {
    if (!probesAllowed()) return undefined;
    const asked = args?.host ?? (await ask(recent));
    if (asked === undefined || asked.trim() === '') return undefined;
    try {
      const target = toHostAndPort(asked, args?.port ?? 25);
      const pty = pseudoterminal(target, catalogue);
      const name = `SMTP ${target.host}:${target.port}`;
      window.createTerminal({ name, pty, iconPath: new ThemeIcon('plug') }).show();
      return target;
    } catch (error) {
      if (!(error instanceof ProbeInputError)) throw error;
      void window.showErrorMessage(error.text[language()]);
      return undefined;
    }
  });

function pseudoterminal(target: Target, catalogue: () => Catalogue): Pseudoterminal {
  const writes = new EventEmitter<string>();
  const closes = new EventEmitter<void>();
  const terminal = new SmtpTerminal({
    ...target,
    ...probeSettings(),
    lang: language(),
    explain: reply => explain(reply, catalogue()),
    write: text => writes.fire(text),
    onClose: () => closes.fire(),
  });
  return {
    onDidWrite: writes.event,
    onDidClose: closes.event,
    open: dimensions => void terminal.start(dimensions?.columns),
    setDimensions: ({ columns }) => terminal.resize(columns),
    handleInput: data => terminal.input(data),
    close: () => terminal.close(),
  };
}

/** The titles of the reply code and of the enhanced code; of a success X.Y.0, named after what goes wrong, says nothing. */
function explain({ code, enhanced }: Reply, catalogue: Catalogue): string | null {
  const says = enhanced !== null && !/^2\.\d+\.0$/.test(enhanced);
  const byEnhanced = says ? catalogue.enhanced(enhanced)?.explanation : undefined;
  const byCode = code === null ? undefined : catalogue.smtpClass(code)?.explanation;
  const titles = [...new Set([byCode, byEnhanced].flatMap(entry => (entry ? [entry.title[language()]] : [])))];
  return titles.length === 0 ? null : titles.join(' / ');
}

const ask = (recent: RecentTargets) =>
  askTarget(recent, {
    kind: 'host',
    title: l10n.t('Open SMTP Terminal'),
    prompt: l10n.t('Host or host:port; port 25 where none is given'),
  });
