/** Every fault of the laboratory through the terminal program: the verdict, the exit code, and nothing raw from the peer. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { isOk, type Verdict } from '../../../../client/src/probes/verdicts.ts';
import { mx as mxRecord, startDnsFaultServer, zone } from '../../../support/dns-fault-server.ts';
import {
  DNS_FAULTS,
  EHLO_FAULTS,
  ENVELOPE_FAULTS,
  GREETING_FAULTS,
  ROUTE_FAULTS,
  type RouteFault,
  type SmtpFault,
  TLS_FAULTS,
} from '../../../support/faults.ts';
import { closedPort, startSilentServer, startSmtpFaultServer } from '../../../support/smtp-fault-server.ts';
import type { CliRun } from './run-cli.ts';
import { runHere } from './run-here.ts';

const onLinux = { skip: process.platform === 'linux' ? false : 'needs several loopback addresses and a silent one' };
/** Most of the time is waiting. */
const several = { concurrency: 8 };
/** Short where only a limit ends the test; else nothing depends on how busy the machine is. */
const limits = ({ waits }: { readonly waits?: true }): string[] => {
  const seconds = waits ? '2' : '60';
  return ['--connect-timeout', seconds, '--greeting-timeout', seconds, '--reply-timeout', seconds];
};

const exitCode = (verdict: string): number => (isOk(verdict as Verdict) ? 0 : 1);

/** The verdict as JSON has it; what is printed holds nothing that a terminal acts on. */
function verdictOf(run: CliRun, fault: { readonly verdict: string }): Record<string, unknown> {
  const [result] = run.json();
  assert.ok(result !== undefined, run.stderr);
  assert.deepEqual(
    { verdict: result.verdict, ok: result.ok, code: run.code },
    { verdict: fault.verdict, ok: exitCode(fault.verdict) === 0, code: exitCode(fault.verdict) },
    run.stdout,
  );
  assert.doesNotMatch(run.stdout.replaceAll('\n', ''), /[\p{Cc}\p{Cf}]/u);
  return result;
}

const probes: readonly (readonly [string, readonly SmtpFault[]])[] = [
  ['greeting', GREETING_FAULTS],
  ['EHLO', EHLO_FAULTS],
  ['STARTTLS', TLS_FAULTS],
  ['MAIL, RCPT and the end', ENVELOPE_FAULTS],
];
for (const [stage, faults] of probes)
  describe(`senderlog probe, fault at ${stage}`, several, () => {
    for (const fault of faults)
      it(`${fault.fault}: ${fault.verdict}`, async () => {
        const server = await startSmtpFaultServer(fault.script);
        try {
          const args = ['probe', `127.0.0.1:${server.port}`, '--helo', 'mail.sender.test', ...limits(fault)];
          const result = verdictOf(await runHere([...args, ...(fault.options ?? []), '--format', 'json']), fault);
          if (fault.note !== undefined) assert.match(JSON.stringify(result), new RegExp(`"${fault.note}"`));
          assert.equal(server.earlyTalk(), 0);
          assert.ok(server.received.every(line => !/^(?:DATA|BDAT)/i.test(line)));
        } finally {
          await server.close();
        }
      });
  });

describe('senderlog probe, fault at the connection', several, () => {
  it('nothing listens: connect-refused', async () => {
    const run = await runHere(['probe', '127.0.0.1', '--port', String(await closedPort()), '--format', 'json']);
    verdictOf(run, { verdict: 'connect-refused' });
  });
  it('no answer: connect-timeout', onLinux, async () => {
    const server = await startSilentServer();
    try {
      const args = ['probe', `127.0.0.1:${server.port}`, '--connect-timeout', '0.5', '--format', 'json'];
      verdictOf(await runHere(args), { verdict: 'connect-timeout' });
    } finally {
      await server.close();
    }
  });
  it('a source address that is not ours: blocked-locally', async () => {
    const args = ['probe', `127.0.0.1:${await closedPort()}`, '--source', '203.0.113.99', '--format', 'json'];
    verdictOf(await runHere(args), { verdict: 'blocked-locally' });
  });
  it('a name that does not exist: nxdomain', async () => {
    // The name is refused by the resolver library itself (RFC 6761); without a DNS server in reach that is all the same.
    const run = await runHere(['probe', 'nowhere.invalid', '--connect-timeout', '3', '--format', 'json']);
    assert.match(String(run.json()[0]?.verdict), /^(?:nxdomain|dns-timeout|dns-servfail)$/);
    assert.equal(run.code, 1);
  });
});

describe('senderlog mx', several, () => {
  for (const fault of DNS_FAULTS)
    it(`${fault.fault}: ${fault.verdict}`, async () => {
      const dns = await startDnsFaultServer(fault.handler);
      try {
        const args = ['mx', fault.domain ?? 'example.test', '--server', dns.server, ...limits(fault)];
        const result = verdictOf(await runHere([...args, '--format', 'json']), fault);
        const [answer] = result.answers as { transport: string; mx: { problem: string | null; exchange: string }[] }[];
        if (fault.problem !== undefined) assert.equal(answer?.mx[0]?.problem, fault.problem);
        if (fault.transport !== undefined) assert.equal(answer?.transport, fault.transport);
        assert.doesNotMatch(JSON.stringify(result), /evil/);
      } finally {
        await dns.close();
      }
    });

  it('a closed port: dns-timeout, and why', async () => {
    const run = await runHere([
      'mx',
      'example.test',
      '--server',
      `127.0.0.1:${await closedPort()}`,
      '--format',
      'json',
    ]);
    const result = verdictOf(run, { verdict: 'dns-timeout' });
    assert.equal((result.answers as { failure: string }[])[0]?.failure, 'port-closed');
  });

  it('text: the sentence first, then the answer as nslookup shows it, in both languages', async () => {
    const dns = await startDnsFaultServer(zone([mxRecord('example.test', 10, '198.51.100.2', 300)]));
    try {
      const args = ['mx', 'example.test', '--server', dns.server];
      const english = await runHere([...args, '--lang', 'en']);
      assert.match(
        english.stdout,
        /^example\.test: mail goes to 1 MX host\(s\), 198\.51\.100\.2 first\.\n\nServer: {2}127/,
      );
      assert.match(
        english.stdout,
        /^example\.test\tMX preference = 10, mail exchanger = 198\.51\.100\.2 \(TTL 300 s\)$/m,
      );
      const japanese = await runHere([...args, '--lang', 'ja']);
      assert.match(japanese.stdout, /^example\.test: MX は 1 件です。最初の配送先は 198\.51\.100\.2 です。\n/);
      assert.deepEqual([english.code, japanese.code, english.stderr], [0, 0, '']);
    } finally {
      await dns.close();
    }
  });
});

interface Standing {
  readonly args: readonly string[];
  readonly port: number;
  readonly received: () => readonly string[];
}

/** Sets the hosts of a fault up, all on one port, and takes them down after `work`. */
async function standing<T>(fault: RouteFault, work: (laboratory: Standing) => Promise<T>): Promise<T> {
  const port = await closedPort();
  const records = fault.mx.map((address, index) => mxRecord('example.test', 10 * (index + 1), address));
  const dns = await startDnsFaultServer(fault.handler ?? zone(records));
  const servers = await Promise.all(
    Object.entries(fault.servers ?? {}).map(([host, script]) => startSmtpFaultServer({ ...script, host, port })),
  );
  const silent = await Promise.all((fault.silent ?? []).map(host => startSilentServer(host, port)));
  const args = ['route', 'example.test', '--server', dns.server, '--port', String(port), '--helo', 'mail.sender.test'];
  for (const control of fault.controls ?? []) args.push('--control', control);
  if (fault.gateway !== undefined) args.push('--gateway', `${fault.gateway}:${port}`);
  try {
    return await work({
      args: [...args, ...limits(fault), ...(fault.options ?? [])],
      port,
      received: () => servers.flatMap(server => server.received),
    });
  } finally {
    await Promise.all([dns, ...servers, ...silent].map(server => server.close()));
  }
}

const named = (name: string): RouteFault => ROUTE_FAULTS.find(fault => fault.fault === name)!;

describe('senderlog route', { ...onLinux, ...several }, () => {
  for (const fault of ROUTE_FAULTS)
    it(`${fault.fault}: ${fault.verdict}, ${fault.confidence}`, async () => {
      await standing(fault, async ({ args, received }) => {
        const run = await runHere([...args, '--format', 'json']);
        const result = verdictOf(run, fault);
        assert.equal(result.confidence, fault.confidence);
        assert.equal(run.stdout.split('\n').length, 2);
        for (const name of ['ok', 'verdict', 'confidence', 'hosts', 'controls', 'runFrom'])
          assert.ok(name in result, name);
        assert.ok(received().every(line => /^(?:EHLO mail\.sender\.test|STARTTLS|QUIT)$/.test(line)));
      });
    });

  it('hosts are probe results in the order of the path', async () => {
    await standing(named('the first MX refuses, the second works'), async ({ args }) => {
      const [result] = (await runHere([...args, '--format', 'json'])).json();
      const hosts = result!.hosts as Record<string, unknown>[];
      assert.deepEqual(
        hosts.map(host => [host.address, host.verdict, host.preference, host.via]),
        [
          ['127.0.0.2', 'refused-by-peer', 10, 'mx'],
          ['127.0.0.3', 'works', 20, 'mx'],
        ],
      );
      for (const name of ['ok', 'verdict', 'host', 'address', 'port', 'steps', 'tls'])
        assert.ok(name in hosts[0]!, name);
      assert.deepEqual(result!.order, ['127.0.0.2', '127.0.0.2', '127.0.0.3', '127.0.0.3']);
    });
  });

  it('runFrom names the machine and the address that was used', async () => {
    await standing(named('none'), async ({ args }) => {
      const [result] = (await runHere([...args, '--source', '127.0.0.1', '--format', 'json'])).json();
      const { machine, addresses, isMailServer } = result!.runFrom as Record<string, unknown>;
      assert.ok(typeof machine === 'string' && machine.length > 0);
      assert.deepEqual([addresses, isMailServer], [['127.0.0.1'], true]);
    });
  });

  it('controls are named on stderr before they are asked, and told in the result', async () => {
    const fault = named('no MX answers, nor two controls, which can be reached on other ports');
    await standing(fault, async ({ args }) => {
      const run = await runHere([...args, '--lang', 'en', '--format', 'json']);
      assert.match(run.stderr, /127\.0\.0\.2 …\n.*127\.0\.0\.9, 127\.0\.0\.10 …\n$/s);
      assert.deepEqual(
        (run.json()[0]!.controls as Record<string, unknown>[]).map(control => [control.host, control.verdict]),
        [
          ['127.0.0.9', 'connect-timeout'],
          ['127.0.0.10', 'connect-timeout'],
        ],
      );
    });
  });

  it('text: the verdict with its confidence first, in both languages', async () => {
    await standing(named('no MX answers, no control given'), async ({ args }) => {
      const english = await runHere([...args, '--lang', 'en']);
      assert.match(english.stdout, /^No host of example\.test answers on port \d+; .* \(confidence: low\)\n/);
      assert.match(english.stdout, /^-- What would decide it: Name hosts .*--control/m);
      const japanese = await runHere([...args, '--lang', 'ja']);
      assert.match(japanese.stdout, /^example\.test のどのホストも \d+ 番ポートで応答しません。.* \(確度: 低\)\n/);
      assert.deepEqual([english.code, japanese.code], [1, 1]);
    });
  });

  it('MAIL and RCPT only with addresses given, never DATA', async () => {
    await standing(named('none'), async ({ args, received }) => {
      await runHere([...args, '--from', 'a@sender.test', '--to', 'b@example.test']);
      assert.deepEqual(
        received().map(line => line.split(/[ :]/)[0]),
        ['EHLO', 'MAIL', 'RCPT', 'RSET', 'QUIT'],
      );
    });
  });

  const wrong: readonly (readonly string[])[] = [
    [],
    ['example.test', 'more.test'],
    ['example.test\r\nRSET'],
    ['example.test', '--gateway', 'a b'],
    ['example.test', '--control', 'x\r\ny'],
    ['example.test', '--server', 'dns.test'],
    ['example.test', '--from', 'a@b.test>\r\nDATA'],
    ['example.test', '--helo', 'a\r\nDATA'],
    ['example.test', '--port', '0'],
    ['example.test', '--connect-timeout', '0'],
  ];
  for (const operands of wrong)
    it(`wrong usage ${JSON.stringify(operands)}: exit code 2, nothing is asked`, async () => {
      const run = await runHere(['route', ...operands]);
      assert.deepEqual([run.code, run.stdout], [2, '']);
    });
});
