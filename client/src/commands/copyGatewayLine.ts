import { commands, type Disposable, env, l10n, window } from 'vscode';
import { gatewayLine, RELAY_PORT, readRelay } from '../../../server/src/features/actions/gateway-line.ts';
import { setting } from './settings.ts';

interface Arguments {
  /** Recipient domain; `*` (the default) for all mail. */
  readonly domain?: string;
  /** `host` or `host:port` of the relay. */
  readonly host?: string;
  readonly port?: number;
}

/** `senderlog.copyGatewayLine`: the line of `gateway.dat` that sends mail through a relay, where port 25 is blocked. @returns the line */
export const registerCopyGatewayLine = (): Disposable =>
  commands.registerCommand('senderlog.copyGatewayLine', async (args?: Arguments): Promise<string | undefined> => {
    const asked = args?.host ?? (await askRelay());
    const relay = asked === undefined ? undefined : readRelay(asked);
    if (relay === undefined) return undefined;
    const line = gatewayLine({ domain: args?.domain ?? '*', host: relay.host, port: args?.port ?? relay.port });
    if (line === undefined) return undefined;
    await env.clipboard.writeText(line);
    void window.showInformationMessage(explanation(line, args?.domain ?? '*'));
    return line;
  });

const askRelay = (): Thenable<string | undefined> =>
  window.showInputBox({
    title: l10n.t('Relay for gateway.dat'),
    prompt: l10n.t('Host or host:port of your provider’s relay; port {0} where none is given', RELAY_PORT),
    value: setting<string>('server.gateway') ?? '',
    validateInput: text =>
      readRelay(text) === undefined ? l10n.t('A host name or an IPv4 address, with or without :port') : undefined,
  });

/** Where the line belongs (vendor FAQ bsd/10-28, bsd/17-55), and what it does not do. */
function explanation(line: string, domain: string): string {
  const edition = setting<string>('server.edition') ?? 'auto';
  const windows = l10n.t(
    'Windows edition: E-Post Mail Control, tab "Server Settings", button "Table Edit" (テーブル編集), gateway.dat; no restart is needed.',
  );
  const unix = l10n.t(
    'Linux/BSD edition: System Management Menu, Basic Settings, button "Gateway Details" (ゲートウェイ詳細), then "Set" (設定する).',
  );
  const places = edition === 'windows' ? [windows] : edition === 'auto' ? [windows, unix] : [unix];
  const reach =
    domain === '*'
      ? l10n.t('It sends all mail through the relay; the field "SMTP gateway" is not looked at any more.')
      : l10n.t('It sends mail for {0} through the relay, before the MX records are asked for.', domain);
  const auth = l10n.t('A relay usually wants SMTP AUTH; the line does not set it.');
  return [l10n.t('Copied: {0}', line), ...places, reach, auth].join(' ');
}
