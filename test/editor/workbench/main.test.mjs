// The packaged extension in a real workbench, used as a person would. EDITOR_LANG=en|ja. Leaves screenshots in artifacts/.
import { after, afterEach, before, describe } from 'node:test';
import { startDnsFaultServer } from '../../support/dns-fault-server.ts';
import { startSmtpFaultServer } from '../../support/smtp-fault-server.ts';
import { actions } from './scenarios/actions.mjs';
import { encoding } from './scenarios/encoding.mjs';
import { explaining } from './scenarios/explaining.mjs';
import { navigating } from './scenarios/navigating.mjs';
import { probes } from './scenarios/probes.mjs';
import { reading } from './scenarios/reading.mjs';
import { tracing } from './scenarios/tracing.mjs';
import { Workbench } from './workbench.mjs';

const language = process.env.EDITOR_LANG === 'ja' ? 'ja' : 'en';

/** One mail domain with two exchangers, the second without a priority of its own. */
const zone = {
  'MX garden.example.com': [
    { type: 'MX', name: 'garden.example.com', ttl: 300, data: { preference: 20, exchange: 'mx2.garden.example.com' } },
    { type: 'MX', name: 'garden.example.com', ttl: 300, data: { preference: 10, exchange: 'mx1.garden.example.com' } },
  ],
  'A mx1.garden.example.com': [{ type: 'A', name: 'mx1.garden.example.com', ttl: 300, data: '192.0.2.25' }],
  'A mx2.garden.example.com': [{ type: 'A', name: 'mx2.garden.example.com', ttl: 300, data: '192.0.2.26' }],
  // The domain and the host of a recorded attempt, on this machine.
  'MX lake.example.org': [
    { type: 'MX', name: 'lake.example.org', ttl: 300, data: { preference: 10, exchange: 'mx.lake.example.org' } },
  ],
  'A mx.lake.example.org': [{ type: 'A', name: 'mx.lake.example.org', ttl: 300, data: '127.0.0.1' }],
};

describe(`the workbench (${language})`, () => {
  /** What the scenarios share; filled before the first of them runs. */
  const context = { language };

  before(async () => {
    context.dns = await startDnsFaultServer(({ type, name }) => ({
      answers: zone[`${type} ${name.toLowerCase()}`] ?? [],
    }));
    context.smtp = await startSmtpFaultServer({ greeting: '220 mx1.garden.example.com ESMTP test\r\n' });
    context.workbench = await Workbench.open(language, {
      'senderlog.dns.epostServers': [context.dns.server],
      'terminal.integrated.gpuAcceleration': 'off', // so that a terminal's text stands in the page
    });
  });

  after(async () => {
    await context.workbench?.close();
    await context.smtp?.close();
    await context.dns?.close();
  });

  afterEach(async test => {
    if (!test.passed) await context.workbench?.screenshot(`failure-${test.name.replaceAll(/\W+/g, '-')}`);
  });

  reading(context);
  encoding(context);
  explaining(context);
  navigating(context);
  tracing(context);
  probes(context);
  actions(context);
});
