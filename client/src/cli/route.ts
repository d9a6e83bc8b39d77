/** `senderlog route DOMAIN`: the whole way of a mail, in the mail server's own order. */
import { checkRoute, renderRoute, renderRouteProgress } from '../probes/index.ts';
import { type OptionValues, usageError } from './arguments.ts';
import type { Command } from './command.ts';
import { milliseconds, PROBE_OPTIONS, portOf, SERVER_OPTION, timeouts } from './probe-options.ts';
import { notes, optionTexts, texts } from './texts.ts';
import { paintResult } from './verdict.ts';

export const route: Command = {
  operands: 'DOMAIN',
  options: [
    SERVER_OPTION,
    { name: 'gateway', value: 'HOST[:PORT]', help: optionTexts.gateway },
    { name: 'control', value: 'HOST', multiple: true, help: optionTexts.control },
    { name: 'port', value: 'N', help: optionTexts.mxPort },
    { name: 'starttls', help: optionTexts.starttls },
    { name: 'from', value: 'A', help: optionTexts.from },
    { name: 'to', value: 'A', help: optionTexts.to },
    ...PROBE_OPTIONS,
    { name: 'sender-address', value: 'IP', help: optionTexts.senderAddress },
    { name: 'sender-domain', value: 'DOMAIN', help: optionTexts.senderDomain },
    { name: 'ptr', help: optionTexts.ptr },
    { name: 'spf', help: optionTexts.spf },
    { name: 'dmarc', help: optionTexts.dmarc },
    { name: 'dnsbl', value: 'ZONE', multiple: true, help: optionTexts.dnsbl },
  ],
  notes: [notes.route],
  async run({ operands, options, common, lang, output, signal }) {
    const [domain, ...more] = operands;
    if (domain === undefined) usageError(texts.missingOperand, { name: 'DOMAIN' });
    // `--control a b`: what follows belongs to it.
    if (more.length > 0 && !options.has('control')) usageError(texts.extraOperand, { value: more[0]! });
    const port = portOf(options, 'port');
    const dnsTimeoutMs = milliseconds(options, 'reply-timeout');
    const result = await checkRoute(
      {
        domain,
        servers: options.values('server'),
        gateway: options.value('gateway'),
        controlHosts: [...options.values('control').flatMap(hosts => hosts.split(',')), ...more],
        helo: options.value('helo'),
        sourceAddress: options.value('source'),
        starttls: options.has('starttls'),
        from: options.value('from'),
        to: options.value('to'),
        timeouts: timeouts(options),
        ...(dnsTimeoutMs !== undefined && { dnsTimeoutMs: Math.min(dnsTimeoutMs, MAX_DNS_MS) }),
        ...(port !== undefined && { port }),
        sender: senderOptions(options),
        onProgress: event => {
          for (const line of renderRouteProgress(event, lang)) output.error(line);
        },
      },
      signal,
    );
    if (common.format === 'json') await output.json(result);
    else await output.lines(paintResult(output, renderRoute(result, lang), result.ok));
    return result.ok ? 0 : 1;
  },
};

/** A reply of a mail server may take longer than anybody waits for DNS. */
const MAX_DNS_MS = 10_000;

/** Undefined unless something is asked for: it goes to third parties. */
function senderOptions(options: OptionValues): NonNullable<Parameters<typeof checkRoute>[0]['sender']> | undefined {
  const dnsbl = options.values('dnsbl');
  const wanted = { ptr: options.has('ptr'), spf: options.has('spf'), dmarc: options.has('dmarc'), dnsbl };
  if (!wanted.ptr && !wanted.spf && !wanted.dmarc && dnsbl.length === 0) return undefined;
  const servers = options.values('server');
  return { ...wanted, address: options.value('sender-address'), domain: options.value('sender-domain'), servers };
}
