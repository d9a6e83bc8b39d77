/** `senderlog mx DOMAIN`: what `nslookup -type=mx` shows, asked as the mail server asks. */
import { lookupMx, renderMx } from '../probes/index.ts';
import type { Command } from './command.ts';
import { milliseconds, onlyOperand, PROBE_OPTIONS, SERVER_OPTION, timeouts } from './probe-options.ts';
import { notes } from './texts.ts';
import { paintResult } from './verdict.ts';

export const mx: Command = {
  operands: 'DOMAIN',
  options: [SERVER_OPTION, ...PROBE_OPTIONS],
  notes: [notes.mx],
  async run({ operands, options, common, lang, output, signal }) {
    const domain = onlyOperand(operands, 'DOMAIN');
    timeouts(options);
    const timeoutMs = milliseconds(options, 'reply-timeout');
    const servers = options.values('server');
    const result = await lookupMx({ domain, servers, signal, ...(timeoutMs !== undefined && { timeoutMs }) });
    if (common.format === 'json') await output.json(result);
    else await output.lines(paintResult(output, renderMx(result, lang), result.ok));
    return result.ok ? 0 : 1;
  },
};
