import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { findLogs, type ServerFiles } from '../../../../server/src/host/log-files.ts';
import { readServer } from '../../../../server/src/host/read-logs.ts';
import { IdTable } from '../../../../server/src/logs/ids.ts';

const WORKER = fileURLToPath(new URL('../../../../server/src/host/worker.ts', import.meta.url));
const never = { aborted: false };

const pad = (n: number, width: number): string => String(n).padStart(width, '0');
const stamp = (n: number): string => `[${pad(n % 24, 2)}:00:00:000]`;

/** A session that is refused. */
const refused = (n: number): string => {
  const id = `[B${pad(n, 10)}${n % 3 === 0 ? '-R0001' : ''}]`;
  return [
    `${stamp(0)} ${id} [a.example] GetTryServer:()`,
    `${stamp(0)} ${id} Success ConnectHost:SMTP=[mx.a.example (192.0.2.1)]`,
    `${stamp(0)} ${id} SendMailMess:RCPT TO:<someone${n}@a.example>`,
    `${stamp(0)} ${id} SendMailMess:550 no such user`,
    `${stamp(0)} ${id} SendMailMess:QUIT`,
  ].join('\r\r\n');
};

describe('a thread that reads ahead', () => {
  let scratch = '';
  before(() => {
    scratch = mkdtempSync(path.join(tmpdir(), 'senderlog-ahead-'));
  });
  after(() => rmSync(scratch, { recursive: true, force: true }));

  /** The senderlogs of a server, one a day. */
  async function server(name: string, days: readonly string[]): Promise<ServerFiles> {
    const folder = path.join(scratch, name, 'senderlog');
    mkdirSync(folder, { recursive: true });
    days.forEach((text, day) => {
      writeFileSync(path.join(folder, `2611${pad(day + 1, 2)}.log`), text);
    });
    return (await findLogs([folder], never)).servers[0]!;
  }

  /** All that is understood, as text. */
  async function understood(files: ServerFiles, ahead?: string): Promise<string> {
    const reports: object[] = [];
    const ledger = await readServer(files, {
      signal: never,
      ahead,
      onFile: ({ lines, unknown, unknownCount, recordCounts, encoding, edition }) => {
        reports.push({ lines, unknown, unknownCount, recordCounts, encoding, edition });
      },
    });
    const told = Array.from(ledger.messages(), message =>
      ledger.deliveries(message).map(d => {
        const at = d.decisive?.failure?.at;
        const line = at?.block.log.fileLineOf(at.block, at.line);
        return [
          d.queueIds,
          d.recipient,
          d.outcome,
          d.tries.map(t => t.attempt.startTime),
          line,
          d.decisive?.failure?.text,
        ];
      }),
    );
    return JSON.stringify([reports, told], undefined, 1);
  }

  for (const [what, days] of [
    // 8 MB and more, so that each slot is used anew; the days differ.
    ['much', [1, 2, 3].map(day => Array.from({ length: 9000 }, (_, n) => refused(day * 5000 + n)).join('\r\r\n'))],
    // Rows take twice the room of the text: what may be looked back to fills more slots than a log may hold.
    ['short lines', [1, 2, 3].map(day => `${refused(day)}\n${'unknown x\n'.repeat(300_000)}${refused(day)}\n`)],
    // Ten times: a block has no room in a slot.
    ['the shortest lines', [1, 2].map(day => `${refused(day)}\n${'x\n'.repeat(200_000)}${refused(day)}\n`)],
    ['long lines', [1, 2].map(day => `${refused(day)}\n${'x'.repeat(300_000 * day)}\n${refused(day + 5)}\n`.repeat(3))],
    ['empty files', ['', '\n', refused(1), '']],
  ] as const) {
    it(`tells what one thread tells: ${what}`, async () => {
      const files = await server(what, days);
      assert.equal(await understood(files, WORKER), await understood(files));
    });
  }

  it('a file that has gone is told, the others are read', async () => {
    const files = await server('gone', [refused(1), refused(2), refused(3)]);
    rmSync(files.files[1]!.path);
    const errors: unknown[] = [];
    const ledger = await readServer(files, {
      signal: never,
      ahead: WORKER,
      onError: (file, error) => errors.push([path.basename(file), error.code]),
    });
    assert.deepEqual(errors, [['261102.log', 'ENOENT']]);
    assert.deepEqual(
      Array.from(ledger.messages(), m => m.base),
      ['B0000000001', 'B0000000003'],
    );
  });

  for (const [what, program, why] of [
    ['fails', "throw new Error('out of order');", /out of order/],
    ['ends too early', '', /has ended/],
  ] as const) {
    it(`a thread that ${what} is an error`, async () => {
      const file = path.join(scratch, `${what}.mjs`);
      writeFileSync(file, program);
      const files = await server(what, [refused(1)]);
      await assert.rejects(readServer(files, { signal: never, ahead: file }), why);
    });
  }

  it('ends with the reading, when that is broken off', async () => {
    const files = await server('broken off', [refused(1), refused(2).repeat(200_000), refused(3)]);
    const signal = { aborted: false };
    const read: string[] = [];
    await readServer(files, {
      signal,
      ahead: WORKER,
      onFile: ({ file }) => {
        read.push(path.basename(file.path));
        signal.aborted = true;
      },
    });
    assert.deepEqual(read, ['261101.log']);
  });
});

it('ids go over to another table with the numbers that they have', () => {
  const [one, other] = [new IdTable(7), new IdTable(7)];
  const texts = Array.from({ length: 3000 }, (_, n) => `B${pad(n, 10)}${n % 3 === 0 ? `-R${pad(n, 4)}-E001` : ''}`);
  let told = one.size;
  for (const [n, text] of texts.entries()) {
    const bytes = new TextEncoder().encode(text);
    one.intern(bytes, 0, bytes.length);
    if (n % 700 !== 0 && n !== texts.length - 1) continue;
    other.append(one.since(told));
    told = one.size;
  }
  for (const [n, text] of texts.entries()) assert.deepEqual([other.text(n + 1), other.lookup(text)], [text, n + 1]);
});
