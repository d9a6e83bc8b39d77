/** `senderlog probe HOST`: what `telnet host smtp` shows, every address of the host. */
import { isOk, overallProbeVerdict, probeSmtp, renderProbe, toHostAndPort } from '../probes/index.ts';
import type { Command } from './command.ts';
import { onlyOperand, PROBE_OPTIONS, portOf, timeouts } from './probe-options.ts';
import { notes, optionTexts } from './texts.ts';
import { paintResult } from './verdict.ts';

const DEFAULT_PORT = 25;

export const probe: Command = {
  operands: 'HOST',
  options: [
    { name: 'port', value: 'N', help: optionTexts.port },
    { name: 'starttls', help: optionTexts.starttls },
    { name: 'from', value: 'A', help: optionTexts.from },
    { name: 'to', value: 'A', help: optionTexts.to },
    ...PROBE_OPTIONS,
  ],
  notes: [notes.probe],
  async run({ operands, options, common, lang, output, signal }) {
    const target = toHostAndPort(onlyOperand(operands, 'HOST'), portOf(options, 'port') ?? DEFAULT_PORT);
    const results = await probeSmtp({
      ...target,
      starttls: options.has('starttls'),
      helo: options.value('helo'),
      sourceAddress: options.value('source'),
      from: options.value('from'),
      to: options.value('to'),
      timeouts: timeouts(options),
      signal,
    });
    const ok = isOk(overallProbeVerdict(results));
    if (common.format === 'json') for (const result of results) await output.json(result);
    else await output.lines(paintResult(output, renderProbe(results, lang), ok));
    return ok ? 0 : 1;
  },
};
