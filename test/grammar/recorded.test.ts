import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { EDITOR_LINE_END, INITIAL, loadGrammar } from './helpers/tokens.ts';

// Every recorded and every sample log, decoded as VS Code would by default. What must be found is found here by plain
// reading of the format (reference §2.1), not with the grammar's patterns.
const LOGS = ['recorded', 'samples'].map(name => new URL(`../fixtures/${name}/`, import.meta.url));
const KINDS: Readonly<Record<string, string>> = {
  senderlog: 'source.senderlog',
  faillog: 'source.faillog',
  outlog: 'source.epost-log',
  outlocallog: 'source.epost-log',
};
/** Milliseconds; far above what a line takes (0.05), low enough to notice a pattern that runs away. */
const LONGEST = 1000;

interface Expected {
  readonly column: number;
  readonly scope: string;
}

const OWN_REPLY = /^451 Requested action aborted: (?:error in processing\. ?\(code=|overflow of token|stoped in)/;

function replyAt(text: string, column: number): Expected[] {
  const rest = text.slice(column, column + 200);
  const code = /^[2-5]\d\d(?=[ -]|$)/.exec(rest)?.[0];
  if (code === undefined) return [];
  const kind = OWN_REPLY.test(rest) ? 'own' : `${code[0]}xx`;
  const enhanced = /^.{4}([245])\.\d{1,3}\.\d{1,3}(?= |$)/.exec(rest)?.[1];
  return [
    { column, scope: `constant.numeric.reply.${kind}` },
    ...(enhanced === undefined ? [] : [{ column: column + 4, scope: `constant.numeric.enhanced.${enhanced}xx` }]),
  ];
}

/** Walks over the writes of a senderlog line: stamp, id, event, and the reply where one can stand. */
function expectInSenderlog(text: string): Expected[] {
  const expected = replyAt(text, 0);
  for (const stamp of text.matchAll(/\[\d\d:\d\d:\d\d:\d{3}\] /g)) {
    expected.push({ column: stamp.index + 1, scope: 'variable.other.timestamp' });
    expected.push(...replyAt(text, stamp.index + stamp[0].length));
  }
  for (const id of text.matchAll(/\[(B\d{10})((?:-[0-9A-Za-z]+)*)\]/g)) {
    expected.push({ column: id.index + 1, scope: 'variable.other.constant.message-id' });
    let column = id.index + 1 + id[1]!.length;
    for (const suffix of id[2]!.split('-').slice(1)) {
      expected.push({ column, scope: 'storage.modifier.suffix' });
      column += suffix.length + 1;
    }
  }
  for (const prefix of text.matchAll(/\] SendMailMess:|:token=/g)) {
    const column = prefix.index + prefix[0].length;
    expected.push(...replyAt(text, column));
    const verb = /^(?:EHLO|HELO|STARTTLS|AUTH|MAIL|RCPT|DATA|RSET|QUIT)\b/.test(text.slice(column, column + 9));
    if (verb) expected.push({ column, scope: 'keyword.control.command.smtp' });
  }
  for (const error of text.matchAll(/socket error code=|SendData error=|\(code=/g)) {
    expected.push({ column: error.index + error[0].length, scope: 'constant.numeric.socket-error' });
  }
  const event = /\] (?:GetTryServer|ConnectHost|SendMailMess|SendData|AfterCutting|\[\d+\]:ReturnMail)/.exec(text);
  if (event !== null) {
    expected.push({ column: event.index + event[0].length - 1, scope: 'support.function.event' });
  }
  return expected;
}

function expectInFaillog(text: string): Expected[] {
  if (text === '') return [];
  const reason = text.indexOf(' [', text.indexOf('] from '));
  return [
    { column: 0, scope: 'variable.other.constant.message-id' },
    { column: text.indexOf('[') + 1, scope: 'variable.other.timestamp' },
    ...(reason < 0 ? [] : replyAt(text, reason + 2)),
  ];
}

function expectInOutlog(text: string): Expected[] {
  if (text === '') return [];
  return [
    { column: 0, scope: 'variable.other.constant.message-id' },
    { column: text.indexOf('[') + 1, scope: 'variable.other.timestamp' },
  ];
}

const EXPECT: Readonly<Record<string, (text: string) => Expected[]>> = {
  'source.senderlog': expectInSenderlog,
  'source.faillog': expectInFaillog,
  'source.epost-log': expectInOutlog,
};

function logs(): { path: string; scope: string; url: URL }[] {
  return LOGS.flatMap(base =>
    readdirSync(base, { recursive: true, encoding: 'utf8' })
      .map(path => path.replaceAll('\\', '/'))
      .filter(path => path.endsWith('.log') || path.endsWith('.txt'))
      .sort()
      .map(path => {
        const kind = path.split('/').find(part => KINDS[part] !== undefined);
        return { path, url: new URL(path, base), scope: kind === undefined ? 'source.senderlog' : KINDS[kind]! };
      }),
  );
}

describe('every recorded and sample log', () => {
  const files = logs();
  test('is there', () =>
    assert.ok(files.length >= 60, `${files.length} logs below ${LOGS.map(u => fileURLToPath(u))}`));

  for (const { path, scope, url } of files) {
    test(`${path}: stamps, ids, replies and errors are told apart, no rule stays open, no line takes long`, async () => {
      const grammar = await loadGrammar(scope);
      let state = INITIAL;
      for (const [index, text] of readFileSync(url, 'utf8').split(EDITOR_LINE_END).entries()) {
        const started = performance.now();
        const result = grammar.tokenizeLine(text, state);
        const took = performance.now() - started;
        assert.ok(took < LONGEST, `line ${index + 1} took ${took} ms`);
        state = result.ruleStack;
        assert.equal(state.depth, 1, `a rule stays open behind line ${index + 1}: ${text}`);
        for (const { column, scope: wanted } of EXPECT[scope]!(text)) {
          const token = result.tokens.find(each => each.startIndex <= column && column < each.endIndex);
          const found = token?.scopes.some(each => each.startsWith(`${wanted}.`));
          if (found !== true) assert.fail(`line ${index + 1}, column ${column}: no ${wanted} in ${text}`);
        }
      }
    });
  }
});
