/** Runs inside the namespaces that filter.test.ts makes: receivers on port 25, then one route check, whose JSON goes to stdout. */
import { a, aaaa, mx, startDnsFaultServer, zone } from '../support/dns-fault-server.ts';
import { startSmtpFaultServer } from '../support/smtp-fault-server.ts';
import { runCli } from '../unit/client/cli/run-cli.ts';

const dns = await startDnsFaultServer(
  zone([
    mx('example.test', 10, 'mx.example.test'),
    a('mx.example.test', '198.51.100.1'),
    ...(process.argv.includes('ipv6') ? [aaaa('mx.example.test', '2001:db8::1')] : []),
  ]),
);
for (const host of ['198.51.100.1', '198.51.100.8', '198.51.100.9', '2001:db8::1'])
  for (const port of [25, 587]) await startSmtpFaultServer({ host, port });
const args = ['route', 'example.test', '--server', dns.server, '--helo', 'mail.sender.test', '--connect-timeout', '3'];
for (const control of process.argv.includes('alone') ? [] : ['198.51.100.8', '198.51.100.9'])
  args.push('--control', control);
const run = await runCli([...args, '--format', 'json']);
process.stdout.write(run.stdout);
process.stderr.write(run.stderr);
process.exit(run.code ?? 9);
