import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { LineEditor, maskSecret } from '../../../../../client/src/probes/terminal/line-editor.ts';
import { Screen } from './screen.ts';

function editor(columns = 80) {
  const screen = new Screen(columns);
  const events: string[] = [];
  const made = new LineEditor({
    write: text => screen.write(text),
    submit: line => events.push(`submit ${line}`),
    interrupt: () => events.push('interrupt'),
    end: () => events.push('end'),
    pastedMore: () => events.push('pasted more'),
  });
  made.resize(columns);
  made.ask('> ');
  return { screen, events, editor: made };
}

const [UP, DOWN, LEFT, HOME, END, DELETE] = ['\x1b[A', '\x1b[B', '\x1b[D', '\x1b[H', '\x1b[F', '\x1b[3~'];

describe('the line editor', () => {
  /** Keys → the line that is submitted. */
  const edits: readonly (readonly [string, string, string])[] = [
    ['typing', 'NOOP\r', 'NOOP'],
    ['backspace', 'NOOX\x7fP\r', 'NOOP'],
    ['left and insert', `NOP${LEFT}O\r`, 'NOOP'],
    ['home and end', `OO${HOME}N${END}P\r`, 'NOOP'],
    ['delete', `XNOOP${HOME}${DELETE}\r`, 'NOOP'],
    ['Ctrl+U', 'RUBBISH\x15NOOP\r', 'NOOP'],
    ['Ctrl+W', 'NOOP x y\x17\x17\x7f\r', 'NOOP'],
    ['Ctrl+K', `NOOPxyz${LEFT}${LEFT}${LEFT}\x0b\r`, 'NOOP'],
    ['Ctrl+C drops the line', 'RUBBISH\x03NOOP\r', 'NOOP'],
    ['full-width letters become ASCII', 'ＮＯＯＰ\r', 'NOOP'],
    ['what is not ASCII is dropped', 'NO日本OP\r', 'NOOP'],
    ['unknown sequences are dropped', 'NO\x1b[25~\x1bOP\r', 'NO'],
  ];
  for (const [name, keys, line] of edits)
    it(name, () => {
      const { editor: e, events } = editor();
      e.input(keys);
      assert.deepEqual(events, [`submit ${line}`]);
    });

  it('history: up and down, the line being typed is kept', () => {
    const { editor: e, events, screen } = editor();
    for (const line of ['EHLO a', 'NOOP', 'NOOP']) {
      e.input(`${line}\r`);
      e.ask('> ');
    }
    e.input(`new${UP}${UP}`);
    assert.equal(screen.lines.at(-1), '> EHLO a');
    e.input(`${DOWN}${DOWN}!\r`);
    assert.equal(events.at(-1), 'submit new!');
  });

  it('a long line wraps, and the cursor stands where it should', () => {
    const { editor: e, screen } = editor(10);
    e.input('abcdefghijklmnop');
    assert.deepEqual(screen.lines, ['> abcdefgh', 'ijklmnop']);
    e.input(`${HOME}X`);
    assert.deepEqual(screen.lines, ['> Xabcdefg', 'hijklmnop']);
    assert.deepEqual(screen.cursor, [0, 3]);
    e.input(END);
    assert.deepEqual(screen.cursor, [1, 9]);
    e.input('q');
    assert.deepEqual(screen.cursor, [2, 0]);
    e.input('\x15');
    assert.equal(screen.text.trim(), '>');
  });

  it('a paste of several lines is never several commands', () => {
    for (const paste of ['\x1b[200~NOOP\r\nQUIT\r\n\x1b[201~', 'NOOP\rQUIT\r', 'NOOP\r\nRSET\r\nQUIT']) {
      const { editor: e, events } = editor();
      e.input(paste);
      assert.deepEqual(events, ['pasted more'], JSON.stringify(paste));
      e.input('\r');
      assert.equal(events.at(-1), 'submit NOOP');
    }
  });

  it('a secret is shown as asterisks and not remembered', () => {
    const { editor: e, events, screen } = editor();
    e.input('AUTH PLAIN AGpvaG4Ac2VjcmV0\r');
    e.ask('', 'secret');
    e.input('c2VjcmV0\r');
    e.ask('> ');
    assert.equal(events.at(-1), 'submit c2VjcmV0');
    assert.doesNotMatch(screen.raw, /c2VjcmV0|AGpva/);
    e.input(UP);
    assert.equal(screen.lines.at(-1), '> AUTH PLAIN');
    assert.equal(maskSecret('auth  login\tdXNl'), 'auth  login\t****');
  });

  it('what is typed ahead waits until a line is asked for; Ctrl+C then interrupts', () => {
    const { editor: e, events } = editor();
    e.input('EHLO a\r');
    for (const key of 'NOOP\r') e.input(key);
    assert.deepEqual(events, ['submit EHLO a']);
    e.ask('> ');
    assert.deepEqual(events, ['submit EHLO a', 'submit NOOP']);
    e.input('\x03');
    assert.equal(events.at(-1), 'interrupt');
  });

  it('whatever comes in, only printable ASCII is submitted, and nothing foreign is written', () => {
    const key = fc.constantFrom(
      UP,
      DOWN,
      LEFT,
      HOME,
      END,
      DELETE,
      '\r',
      '\n',
      '\x7f',
      '\x1b[200~',
      '\x1b[201~',
      '\x1b',
    );
    fc.assert(
      fc.property(
        fc.array(fc.oneof(key, fc.string({ unit: 'binary' }))),
        fc.integer({ min: 1, max: 30 }),
        (keys, columns) => {
          const { editor: e, events, screen } = editor(columns);
          for (const data of keys) {
            e.input(data);
            e.ask('> ');
          }
          for (const event of events) assert.match(event, /^[\x20-\x7e]*$/);
          assert.deepEqual(screen.foreign, []);
        },
      ),
    );
  });
});
