import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, describe, it } from 'node:test';
import * as tls from 'node:tls';
import { type ProbeSmtpOptions, probeSmtp } from '../../../../../client/src/probes/smtp/probe.ts';
import type { ProbeResult } from '../../../../../client/src/probes/types.ts';
import { type CertificateName, type SmtpScript, startSmtpFaultServer } from '../../../../support/smtp-fault-server.ts';

const limits = { connectMs: 20_000, greetingMs: 20_000, replyMs: 20_000 };
const ca = readFileSync(new URL('../../../../support/certs/ca.pem', import.meta.url), 'utf8');

async function probe(script: SmtpScript, options: Partial<ProbeSmtpOptions> = {}): Promise<ProbeResult> {
  const server = await startSmtpFaultServer(script);
  try {
    const [result] = await probeSmtp({
      host: 'mx.example.jp',
      addresses: [{ address: server.host, family: 4, source: 'system' }],
      port: server.port,
      helo: 'mail.example.jp',
      timeouts: limits,
      ...options,
    });
    return result!;
  } finally {
    await server.close();
  }
}

function offering(certificate: CertificateName | 'broken', inject?: string): SmtpScript {
  return {
    on: {
      ehlo: '250-mx.example.jp\r\n250 STARTTLS\r\n',
      starttls: { starttls: certificate, ...(inject === undefined ? {} : { inject }) },
    },
  };
}

describe('STARTTLS', () => {
  let trusted: string[];
  before(() => {
    trusted = tls.getCACertificates('default');
    tls.setDefaultCACertificates([...trusted, ca]);
  });
  after(() => tls.setDefaultCACertificates(trusted));

  it('shows version, cipher and certificate', async () => {
    const result = await probe(offering('valid'), { starttls: true });
    assert.equal(result.verdict, 'works');
    assert.equal(result.tls?.mode, 'starttls');
    assert.equal(result.tls?.version, 'TLSv1.3');
    assert.match(result.tls?.cipher ?? '', /^TLS_/);
    assert.equal(result.tls?.chainValid, true);
    assert.equal(result.tls?.hostMatches, true);
    assert.deepEqual(result.tls?.problems, []);
    const leaf = result.tls?.certificates[0];
    assert.equal(leaf?.subject, 'CN=mx.example.jp');
    assert.deepEqual(leaf?.altNames, ['mx.example.jp', 'localhost', '127.0.0.1']);
    assert.equal(leaf?.issuer, 'CN=Senderlog Test CA, O=Senderlog Test');
    assert.equal(leaf?.validFrom, '2025-01-01T00:00:00.000Z');
    assert.equal(result.tls?.certificates.length, 2);
    assert.deepEqual(
      result.steps.map(step => step.stage),
      ['connect', 'greeting', 'ehlo', 'starttls', 'tls', 'ehlo', 'quit'],
    );
  });

  it('is not asked for unless wanted', async () => {
    const result = await probe(offering('valid'));
    assert.equal(result.tls, null);
    assert.equal(result.verdict, 'works');
  });

  const invalid: readonly (readonly [CertificateName, string, string])[] = [
    ['expired', 'expired', 'CERT_HAS_EXPIRED'],
    ['future', 'not-yet-valid', 'CERT_NOT_YET_VALID'],
    ['self-signed', 'self-signed', 'DEPTH_ZERO_SELF_SIGNED_CERT'],
  ];
  for (const [certificate, problem, error] of invalid)
    it(`a certificate that is ${certificate} is shown, and mail still gets through`, async () => {
      const result = await probe(offering(certificate), { starttls: true });
      assert.equal(result.verdict, 'certificate-invalid');
      assert.equal(result.ok, true);
      assert.equal(result.tls?.chainError, error);
      assert.deepEqual(result.tls?.problems, [problem]);
      assert.ok(result.tls?.certificates[0]?.validTo);
      assert.equal(result.steps.at(-1)?.stage, 'quit');
    });

  it('a certificate for another name is told', async () => {
    const result = await probe(offering('valid'), { starttls: true, host: 'mx.other.jp' });
    assert.equal(result.verdict, 'certificate-invalid');
    assert.equal(result.tls?.chainValid, true);
    assert.deepEqual(result.tls?.problems, ['host-mismatch']);
  });

  it('with only an address, the name is compared where the certificate names addresses', async () => {
    const named = await probe(offering('valid'), { starttls: true, host: '127.0.0.1' });
    assert.equal(named.tls?.hostMatches, true);
    const unnamed = await probe(offering('self-signed'), { starttls: true, host: '127.0.0.1' });
    assert.equal(unnamed.tls?.hostMatches, null);
    assert.deepEqual(unnamed.tls?.problems, ['self-signed']);
  });

  it('that is not offered is told', async () => {
    const result = await probe({}, { starttls: true });
    assert.equal(result.verdict, 'starttls-not-offered');
    assert.equal(result.steps.at(-1)?.stage, 'quit');
  });

  it('that is refused with 454 fails', async () => {
    const result = await probe(
      { on: { ehlo: '250-mx\r\n250 STARTTLS\r\n', starttls: '454 4.7.0 not now\r\n' } },
      { starttls: true },
    );
    assert.equal(result.verdict, 'tls-failed');
    assert.equal(result.steps.find(step => step.stage === 'starttls')?.reply?.code, 454);
  });

  it('whose handshake is rubbish fails', async () => {
    const result = await probe(offering('broken'), { starttls: true });
    assert.equal(result.verdict, 'tls-failed');
    const step = result.steps.at(-1);
    assert.equal(step?.stage, 'tls');
    assert.equal(step?.failure?.kind, 'tls');
  });

  for (const end of ['close', 'reset'] as const)
    it(`that ends with a ${end} fails`, async () => {
      const result = await probe(
        { on: { ehlo: '250-mx\r\n250 STARTTLS\r\n', starttls: ['220 go\r\n', { wait: 100 }, end] } },
        { starttls: true },
      );
      assert.equal(result.verdict, 'tls-failed');
      assert.equal(result.steps.at(-1)?.failure?.kind, end === 'close' ? 'closed' : 'reset');
    });

  it('whose handshake never ends runs into the limit', async () => {
    const result = await probe(
      { on: { ehlo: '250-mx\r\n250 STARTTLS\r\n', starttls: '220 go\r\n' } },
      { starttls: true, timeouts: { ...limits, replyMs: 300 } },
    );
    assert.equal(result.verdict, 'tls-failed');
    assert.equal(result.steps.at(-1)?.failure?.kind, 'timeout');
  });

  it('notices text that is slipped in before the handshake', async () => {
    const result = await probe(offering('valid', '250 injected\x1b[2J\r\n'), { starttls: true });
    assert.equal(result.verdict, 'protocol-error');
    assert.equal(result.tls?.chainValid, true);
    const step = result.steps.find(candidate => candidate.stage === 'tls');
    assert.deepEqual(step?.notes, [{ note: 'plaintext-before-tls', text: '250 injected\\x1b[2J\\x0d\\x0a' }]);
    assert.ok(!result.steps.some(candidate => candidate.reply?.text.includes('injected')));
  });
});

describe('implicit TLS', () => {
  it('begins with the handshake', async () => {
    const result = await probe({ implicitTls: 'self-signed' }, { implicitTls: true });
    assert.equal(result.verdict, 'certificate-invalid');
    assert.equal(result.tls?.mode, 'implicit');
    assert.deepEqual(
      result.steps.map(step => step.stage),
      ['connect', 'tls', 'greeting', 'ehlo', 'quit'],
    );
  });

  it('fails where plain SMTP is spoken', async () => {
    const result = await probe({}, { implicitTls: true });
    assert.equal(result.verdict, 'tls-failed');
  });
});
