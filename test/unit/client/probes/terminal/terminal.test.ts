import assert from 'node:assert/strict';
import { afterEach, describe, it } from 'node:test';
import { SmtpTerminal, type SmtpTerminalOptions } from '../../../../../client/src/probes/terminal/index.ts';
import {
  closedPort,
  type SmtpFaultServer,
  type SmtpScript,
  startSmtpFaultServer,
} from '../../../../support/smtp-fault-server.ts';
import { Screen } from './screen.ts';

const ended = /Session ended/;
const prompt = /^>$/m;

describe('the SMTP terminal', () => {
  let server: SmtpFaultServer | undefined;
  let terminal: SmtpTerminal | undefined;
  afterEach(async () => {
    terminal?.close();
    await server?.close();
    [server, terminal] = [undefined, undefined];
  });

  async function open(script: SmtpScript = {}, more: Partial<SmtpTerminalOptions> = {}) {
    server = await startSmtpFaultServer(script);
    return connect({ port: server.port, ...more });
  }

  function connect(more: Partial<SmtpTerminalOptions>) {
    const screen = new Screen();
    let closed = false;
    terminal = new SmtpTerminal({
      host: '127.0.0.1',
      lang: 'en',
      write: text => screen.write(text),
      onClose: () => {
        closed = true;
      },
      ...more,
    });
    const started = terminal.start(80);
    const made = terminal;
    /** Waits until the screen shows it. */
    const shows = async (pattern: RegExp): Promise<void> => {
      const deadline = performance.now() + 5000;
      while (!pattern.test(screen.text)) {
        assert.ok(performance.now() < deadline, `${pattern} is not in\n${screen.text}`);
        await new Promise(resolve => setTimeout(resolve, 10));
      }
    };
    return { screen, started, shows, type: (keys: string) => made.input(keys), isClosed: () => closed };
  }

  it('shows the greeting, sends what is typed, shows the reply with an explanation', async () => {
    const { shows, type, screen } = await open({}, { explain: reply => `explained ${reply.code}` });
    await shows(/220 mx\.example\.jp ESMTP\n-- explained 220\n>/);
    type('EHLO client.example.jp\r');
    await shows(/250-SIZE 10485760\n250 8BITMIME\n-- explained 250/);
    await shows(/-- {3}SIZE: largest message it takes: 10\.0 MB/);
    type('QUIT\r');
    await shows(/221 2\.0\.0 Bye/);
    await shows(ended);
    assert.deepEqual(server!.received, ['EHLO client.example.jp', 'QUIT']);
    assert.deepEqual(screen.foreign, []);
  });

  it('never talks early, however fast the user types', async () => {
    const { shows, type } = await open({ greeting: [{ wait: 300 }, '220-wait\r\n', { wait: 200 }, '220 go\r\n'] });
    type('NOOP\r');
    type('QUIT\r');
    await shows(ended);
    assert.equal(server!.earlyTalk(), 0);
    assert.deepEqual(server!.received, ['NOOP', 'QUIT']);
  });

  it('STARTTLS inside the session, then goes on in TLS', async () => {
    const { shows, type } = await open({ on: { starttls: { starttls: 'self-signed' } } });
    await shows(prompt);
    type('STARTTLS\r');
    await shows(/TLSv1\.3/);
    await shows(/Say EHLO again/);
    type('EHLO client.example.jp\r');
    await shows(/250 8BITMIME/);
    type('STARTTLS\r');
    await shows(/encrypted already/);
    assert.deepEqual(server!.received, ['STARTTLS', 'EHLO client.example.jp']);
  });

  it('tells of plain text slipped in before the handshake, and of a broken handshake', async () => {
    const { shows, type } = await open({ on: { starttls: { starttls: 'broken', inject: '250 evil\x1b[2J\r\n' } } });
    await shows(prompt);
    type('STARTTLS\r');
    await shows(/slipped in between(?:.|\n)*250 evil\\x1b\[2J/);
    await shows(/!! TLS:/);
    await shows(ended);
  });

  it('AUTH: secrets are hidden, not remembered, and the challenge is read', async () => {
    const { shows, type, screen } = await open({
      on: { auth: '334 VXNlcm5hbWU6\r\n', dxnlcg: '334 UGFzc3dvcmQ6\r\n' },
    });
    await shows(prompt);
    type('AUTH LOGIN\r');
    await shows(/not encrypted/);
    await shows(/The server asks: Username:/);
    type('dXNlcg\r');
    await shows(/The server asks: Password:/);
    type('c2VjcmV0\r');
    await shows(/500 5\.5\.2/);
    await shows(prompt);
    type('\x1b[A');
    await shows(/^> AUTH LOGIN$/m);
    assert.doesNotMatch(screen.raw, /dXNlcg|c2VjcmV0/);
    assert.deepEqual(server!.received, ['AUTH LOGIN', 'dXNlcg', 'c2VjcmV0']);
  });

  it('DATA: warns, sends line by line with doubled dots, and a single dot ends it', async () => {
    const script = { on: { data: '354 go\r\n', '.': '250 2.0.0 queued\r\n', subject: '', '..hidden': '' } };
    const { shows, type } = await open(script);
    await shows(prompt);
    type('DATA\r');
    await shows(/What follows is a real mail/);
    for (const line of ['Subject: x', '.hidden', '.']) type(`${line}\r`);
    await shows(/queued/);
    assert.deepEqual(server!.received, ['DATA', 'Subject: x', '..hidden', '.']);
  });

  it('what the server says unasked appears above the line being typed', async () => {
    const { shows, type, screen } = await open({
      greeting: ['220 hi\r\n', { wait: 300 }, '421 4.4.2 idle\r\n', 'close'],
    });
    await shows(prompt);
    type('NOO');
    await shows(/421 4\.4\.2 idle/);
    await shows(/The server has closed the connection/);
    await shows(ended);
    assert.ok(screen.text.indexOf('421') < screen.text.indexOf('Session ended'));
  });

  /** What the server does after the greeting → what the user reads. */
  const faults: readonly (readonly [string, SmtpScript['greeting'], RegExp])[] = [
    ['silence', 'silent', /timed out/],
    ['close', 'close', /connection closed by the peer/],
    ['reset', 'reset', /reset|closed/],
    ['a line without end', 'x'.repeat(10_000), /longer than any server may send/],
    ['a drip without end', { drip: '', everyMs: 10 }, /timed out|no reply code/],
    ['a flood', `220 hi\r\n${'250 more\r\n'.repeat(100_000)}`, /again and again/],
  ];
  for (const [name, greeting, message] of faults)
    it(`${name}: said in words, and the session ends`, async () => {
      const { shows } = await open({ greeting: greeting! }, { timeouts: { greetingMs: 500 } });
      await shows(message);
      await shows(ended);
    });

  it('escape sequences in a reply do nothing', async () => {
    const { shows, screen } = await open({ greeting: '220 \x1b]0;x\x07\x1b[2J\xc2\x9b31m \xe2\x80\xae\r\n' });
    await shows(prompt);
    assert.deepEqual(screen.foreign, []);
    assert.match(screen.text, /\\x1b\]0;x\\x07/);
  });

  it('a refused connection is told; Enter connects again, Ctrl+D closes', async () => {
    const port = await closedPort();
    const { shows, type, screen, isClosed } = connect({ port });
    await shows(/connection refused/);
    await shows(ended);
    type('\r');
    await shows(/refused(?:.|\n)*refused/);
    await shows(/ended(?:.|\n)*ended/);
    assert.ok(!isClosed());
    type('\x04');
    assert.ok(isClosed(), screen.text);
  });

  it('Ctrl+C ends a wait at once', async () => {
    const { shows, type } = await open({ greeting: 'silent' });
    await shows(/Connected to/);
    const begun = performance.now();
    type('\x03');
    await shows(ended);
    assert.ok(performance.now() - begun < 200);
  });

  it('close ends everything at once, and nothing is written after it', async () => {
    const { started, screen } = await open({ greeting: 'silent' });
    while (server!.connections() === 0) await new Promise(resolve => setTimeout(resolve, 5));
    terminal!.close();
    const before = screen.raw;
    await started;
    assert.equal(screen.raw, before);
  });

  it('BDAT is refused here: its octets cannot be typed', async () => {
    const { shows, type } = await open();
    await shows(prompt);
    type('BDAT 10 LAST\r');
    await shows(/BDAT does not work here/);
    assert.deepEqual(server!.received, []);
  });
});
