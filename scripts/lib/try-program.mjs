// What senderlog.exe must do on Windows, each with the exit code and what stands in its output. Peers are on loopback.
import { mx, startDnsFaultServer, zone } from '../../test/support/dns-fault-server.ts';
import { startSmtpFaultServer } from '../../test/support/smtp-fault-server.ts';
import { manifest } from './project.mjs';

/**
 * @param run starts the program with arguments and resolves to `{code, output}`
 * @returns {Promise<{passed: number, failed: number}>}
 */
export async function tryProgram(run) {
  const good = await startSmtpFaultServer({
    on: { ehlo: '250-mx\r\n250 STARTTLS\r\n', starttls: { starttls: 'expired' } },
  });
  const refusing = await startSmtpFaultServer({ greeting: ['554 5.7.1 no\r\n', 'close'] });
  const silent = await startSmtpFaultServer({ greeting: 'silent' });
  const dns = await startDnsFaultServer(zone([mx('example.test', 10, '127.0.0.1')]));
  const sample = 'test/fixtures/recorded/02-user-unknown-giveup-short';
  const json = ['--format', 'json'];
  const route = ['route', 'example.test', '--server', dns.server, '--port', String(good.port)];
  const cases = [
    [['--version'], 0, manifest().version],
    [['explain', '10060', '--lang', 'ja'], 0, /winsock:10060/],
    [['explain', '550 5.1.1 User unknown', ...json], 0, /"class":"userunknown"/],
    [['check', sample, '--lang', 'ja'], 1, /user-unknown/],
    [['mx', 'example.test', '--server', dns.server, ...json], 0, /"verdict":"works"/],
    [['probe', `127.0.0.1:${good.port}`, '--starttls', ...json], 0, /"verdict":"certificate-invalid"/],
    // By name: the program starts itself as its own resolver.
    [['probe', `localhost:${refusing.port}`, ...json], 1, /"verdict":"refused-by-peer"/],
    [['probe', `127.0.0.1:${silent.port}`, '--greeting-timeout', '1', ...json], 1, /"verdict":"greeting-timeout"/],
    [[...route, ...json], 0, /"verdict":"works".*"runFrom":\{"machine":/],
    [['frobnicate'], 2, /frobnicate/],
  ];
  const counts = { passed: 0, failed: 0 };
  for (const [args, code, expected] of cases) {
    const result = await run(args);
    const found = typeof expected === 'string' ? result.output.includes(expected) : expected.test(result.output);
    const good = result.code === code && found;
    counts[good ? 'passed' : 'failed']++;
    if (!good) console.log(`FAILED: senderlog.exe ${args.join(' ')} ended with ${result.code}:\n${result.output}`);
  }
  await Promise.all([good, refusing, silent, dns].map(server => server.close()));
  return counts;
}
