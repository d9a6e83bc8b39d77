/** Random logs that hold whole sessions of several ids, interleaved, with any line lost. */

import fc from 'fast-check';

const IDS = ['B0000000001', 'B0000000002', 'B0000000002-R0001', 'B0000000003-E001'];

const EVENTS = [
  '[#] [example.com] GetTryServer:()\r\n',
  '[#] [example.com] GetTryServer:(ltime(13439967708)-otime(13439967600))/240=(2)\r\n',
  '[#] [other.example] GetTryServer:()\r\n',
  '[#] [x.example] not found queryMXRecode\r\n',
  '[#] ConnectHost(mx.example.com)\r\n',
  '[#] ConnectHost(mx.other.example)\r\n',
  '[#] ConnectHost: winsock connect failed. (socket error code=10060)\r\n',
  'ConnectHost():SSL_CTX_new() = 12\r\n',
  'SendMailMess():SSL_connect() failed SMTP=[mx.example.com] PORT=[25]\r\n',
  '[#] SendMailMess:',
  '[#] SendMailMess:@220 mx ready\r\r\n',
  '[#] SendMailMess:EHLO a.example\r\r\n',
  '[#] SendMailMess:HELO a.example\r\r\n',
  '[#] SendMailMess:STARTTLS\r\r\n',
  '[#] SendMailMess:MAIL FROM:<s@a.example>\r\r\n',
  '[#] SendMailMess:RCPT TO:<r@example.com>\r\r\n',
  '[#] SendMailMess:RCPT TO:<q@example.com>\r\r\n',
  '[#] SendMailMess:DATA\r\r\n',
  '[#] SendData complete.\r\n',
  '[#] SendData (socket error code=10054)\r\n',
  '[#] SendMailMess:QUIT\r\r\n',
  '[#] SendMailMess:dXNlcg==\r\r\n',
  '[#] SendMailMess:@250 2.1.5 ok\r\r\n',
  '[#] SendMailMess:@250-a\r\r\n250 b\r\r\n',
  '[#] SendMailMess:@354 go\r\r\n',
  '[#] SendMailMess:@550-5.1.1 no\r\r\n550-5.1.1 such\r\r\n550 5.1.1 user\r\r\n',
  '[#] SendMailMess:@421 busy\r\r\n',
  '[#] SendMailMess:@451 Requested action aborted: error in processing.(code=10054/ffffffff)\r\r\n',
  '250 2.0.0 ok: queued\r\r\n',
  '250 2.1.5 ok\r\r\n',
  '550 no\r\r\n',
  '[#] [001]:ReturnMail Start:RCPT To=s@a.example\r\n',
];

/** Lines of up to four ids; stamps mostly ascend, and now and then midnight passes. */
export const sessionLog: fc.Arbitrary<Uint8Array> = fc
  .array(fc.tuple(fc.nat(EVENTS.length - 1), fc.nat(IDS.length - 1), fc.nat(40), fc.nat(60)), {
    maxLength: 120,
    size: 'max',
  })
  .map(events => {
    let time = 86_000_000;
    let text = '';
    for (const [event, id, step, jump] of events) {
      time += jump === 0 ? 50_000_000 : step;
      const stamp = stampOf(time % 86_400_000);
      text += stamp + EVENTS[event]!.replace('#', IDS[id]!).replace('@', stamp);
    }
    return new TextEncoder().encode(text);
  });

/** Now and then what is not the rule. */
const mostly = (rule: string, ...others: readonly string[]): fc.Arbitrary<string> =>
  fc.oneof({ weight: 12, arbitrary: fc.constant(rule) }, { weight: 1, arbitrary: fc.constantFrom(...others) });

const SESSION = `[#] [%d] GetTryServer:()
[#] ConnectHost(mx.example.com)
[#] SendMailMess:@220 mx ready
[#] SendMailMess:MAIL FROM:<s@a.example>
[#] SendMailMess:@250 ok
[#] SendMailMess:RCPT TO:<%r>
[#] SendMailMess:@%c no
[#] SendMailMess:DATA
[#] SendMailMess:@354 go
[#] SendData complete.
[#] SendMailMess:@250 2.0.0 ok
[#] SendMailMess:QUIT
`;

/** What a session with a second recipient has behind the answer to the first. */
const SECOND = ['[#] SendMailMess:RCPT TO:<%s>', '[#] SendMailMess:@250 ok'];

/** Whole sessions, almost all of them for the same recipient, spelt in one way; some end without naming it, some in giving up. */
export const plainLog: fc.Arbitrary<Uint8Array> = fc
  .array(
    fc.record({
      id: fc.constantFrom('B0000000001', 'B0000000002', 'B0000000002-R0001', 'B0000000003', 'B0000000003-R0001'),
      domain: mostly('example.com', 'Example.com', 'other.example', ''),
      recipient: mostly('r@example.com', 'R@example.com', 'q@example.com', 's@a.example'),
      second: mostly('', 'r@example.com', 'q@example.com', 'Q@example.com', 's@a.example'),
      code: fc.constantFrom('250', '450', '550'),
      lines: fc.constantFrom(2, 3, 5, 7, 12, 12, 12),
      behind: mostly('', '[#] [001]:ReturnMail Start:RCPT To=s@a.example\r\n', '[#] AfterCutting(1) write fail.\r\n'),
    }),
    { maxLength: 8 },
  )
  .map(sessions => {
    let time = 0;
    const text = sessions.map(({ id, domain, recipient, second, code, lines, behind }) =>
      SESSION.split('\n')
        .toSpliced(7, 0, ...(second === '' ? [] : SECOND))
        .slice(0, lines)
        .map(line => `${line}\r\n`)
        .concat(behind)
        .join('')
        .replaceAll(/^(?=.)/gm, () => {
          time += 900;
          return stampOf(time);
        })
        .replaceAll('#', id)
        .replace('%d', domain)
        .replace('%r', recipient)
        .replace('%s', second)
        .replace('%c', code)
        .replaceAll(':@', () => `:${stampOf(time)}`),
    );
    return new TextEncoder().encode(text.join(''));
  });

function stampOf(ms: number): string {
  const two = (n: number, width = 2) => String(n).padStart(width, '0');
  const s = Math.floor(ms / 1000);
  return `[${two(Math.floor(s / 3600))}:${two(Math.floor(s / 60) % 60)}:${two(s % 60)}:${two(ms % 1000, 3)}] `;
}

const SENDERS = ['', '', 's@a.example', 'S@a.example', 'r@example.com'];
const RECIPIENTS = [
  'r@example.com',
  'R@example.com',
  'q@example.com',
  's@a.example',
  'x@other.example',
  '"a b"@x.example',
];
const NOTES = [
  '#@mail.a.example send fail on [24/Nov/2026:*] from %s to %r [550 no]',
  '#@mail.a.example send fail on [24/Nov/2026:*] from %s to %r',
  '#@mail.a.example send fail on [24/Nov/2026:*] from',
  '#@mail.a.example sent on [24/Nov/2026:*] to 192.0.2.1 mx.example.com from %s to %r ',
  '#@mail.a.example sent on [25/Nov/2026:*] to  mx.example.com from - to %r %r ',
  '#@mail.a.example sent on [24/Nov/2026:*] to',
  '#@" sent on "@x sent on [24/Nov/2026:*] to  あ from %s to %r ',
  '<#@mail.a.example> [24/Nov/2026:*] 192.0.2.7 client %s %r',
  '<#@mail.a.example> [24/Nov/2026:*] 192.0.2.7',
  '[24/Nov/2026:*], 0001a2f4, 220 hello',
];

/** Lines of companion logs about the ids of {@link sessionLog}, well-formed and not, of all logs in one file. */
export const companionLog: fc.Arbitrary<Uint8Array> = fc
  .array(fc.tuple(fc.nat(), fc.nat(), fc.nat(86_399), fc.nat(), fc.nat(), fc.constantFrom('\n', '\r\n')), {
    maxLength: 30,
    size: 'max',
  })
  .map(notes => {
    const text = notes.map(([note, id, second, sender, recipient, end]) =>
      pick(NOTES, note)
        .replace('#', pick(IDS, id))
        .replace('*', stampOf(second * 1000).slice(1, 9))
        .replace('%s', pick(SENDERS, sender))
        .replaceAll('%r', pick(RECIPIENTS, recipient))
        .concat(end),
    );
    return new TextEncoder().encode(text.join(''));
  });

const pick = (from: readonly string[], n: number): string => from[n % from.length]!;
