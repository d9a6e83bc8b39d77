import type { Diagnostic } from 'vscode-languageserver-types';
import type { Catalogue } from '../codes/catalogue.ts';
import type { Attempt } from '../deliveries/attempt.ts';
import { causeOf, type ReplyCause, reasonCause } from '../diagnosis/cause.ts';
import { type Language, messages } from '../l10n/messages.ts';
import { utf8Text } from '../logs/bytes.ts';
import { failFields } from '../logs/fields.ts';
import type { LexedBlock, Ref } from '../logs/log.ts';
import { Kind } from '../logs/record.ts';
import type { LogDocument } from './document.ts';

export interface DiagnosticsContext {
  readonly catalogue: Catalogue;
  readonly language: Language;
  readonly replyCause: ReplyCause;
}

export const SOURCE = 'Senderlog';
/** More findings of one file are counted, not shown. */
const MAX_SHOWN = 1000;
const WARNING = 2;
const ERROR = 1;
const INFORMATION = 3;

/** One diagnostic a failed attempt (senderlog) or a final failure (faillog), at its decisive line. */
export function diagnostics(document: LogDocument, context: DiagnosticsContext): Diagnostic[] {
  const found = document.log.name === 'faillog' ? finalFailures(document, context) : failedAttempts(document, context);
  if (found.length <= MAX_SHOWN) return found;
  const notice: Diagnostic = {
    severity: INFORMATION,
    source: SOURCE,
    code: 'too-many',
    message: messages(context.language).tooMany(found.length - MAX_SHOWN),
    range: { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } },
  };
  return [notice, ...found.slice(0, MAX_SHOWN)];
}

function failedAttempts(document: LogDocument, c: DiagnosticsContext): Diagnostic[] {
  const m = messages(c.language);
  const failed = document.attempts().filter(a => a.failure !== undefined);
  return failed.map(a => {
    const { at, stage } = a.failure!;
    const reply = a.failure!.kind === 'connect' ? '' : replyText(at);
    const cause = causeOf(a.failure!, reply, c.replyCause);
    const lines = [m.diagnostic(title(c, cause), clean(a.host), m.stage[stage] ?? stage)];
    if (reply !== '') lines.push(clean(reply));
    if (a.givenUp !== undefined) lines.push(m.gaveUpHere);
    if (a.uncertain) lines.push(m.uncertainReply);
    return diagnostic(document, at, cause, WARNING, lines.join('\n'), related(document, a, m.gaveUpHere));
  });
}

function related(document: LogDocument, a: Attempt, message: string): Diagnostic['relatedInformation'] {
  if (a.givenUp === undefined) return undefined;
  return [{ message, location: { uri: document.uri, range: rangeOf(document, a.givenUp) } }];
}

function finalFailures(document: LogDocument, c: DiagnosticsContext): Diagnostic[] {
  const m = messages(c.language);
  const found: Diagnostic[] = [];
  for (const block of document.log.blocks) {
    const { records, text } = block;
    for (let row = 0; row < records.count; row++) {
      if (records.kind(row) !== Kind.Fail) continue;
      const fields = failFields(text.bytes, records.offset(row), records.end(row), records.payload(row));
      const reason = fields?.reason === undefined ? '' : utf8Text(text.bytes, fields.reason.start, fields.reason.end);
      const recipient = fields === undefined ? '' : utf8Text(text.bytes, fields.recipient.start, fields.recipient.end);
      const cause = reasonCause(reason, c.replyCause);
      const message = m.failDiagnostic(title(c, cause), clean(recipient));
      const shown = reason === '' ? message : `${message}\n${clean(reason)}`;
      found.push(diagnostic(document, { block, row }, cause, ERROR, shown, undefined));
    }
  }
  return found;
}

function diagnostic(
  document: LogDocument,
  at: Ref,
  code: string,
  severity: 1 | 2 | 3,
  message: string,
  relatedInformation: Diagnostic['relatedInformation'],
): Diagnostic {
  const made: Diagnostic = { range: rangeOf(document, at), severity, source: SOURCE, code, message };
  if (relatedInformation !== undefined) made.relatedInformation = relatedInformation;
  return made;
}

function rangeOf(document: LogDocument, { block, row }: Ref): Diagnostic['range'] {
  const records = block.records;
  const place = (offset: number) => document.store.positionAt({ block: block.index, offset });
  const start = place(records.offset(row));
  const end = place(records.end(row));
  return { start, end };
}

const title = (c: DiagnosticsContext, cause: string): string =>
  c.catalogue.byId(`epost:cause-${cause}`)?.title[c.language] ?? cause;

/** The reply of a record with the lines that continue it, joined by blanks, at most 2,048 characters. */
export function replyText({ block, row }: Ref): string {
  const parts = [slice(block, row)];
  for (let next = row + 1; next < block.records.count; next++) {
    if (block.records.kind(next) !== Kind.Continuation) break;
    parts.push(slice(block, next));
  }
  return parts.join(' ').slice(0, 2048);
}

const slice = (block: LexedBlock, row: number): string =>
  utf8Text(
    block.text.bytes,
    block.records.payload(row),
    Math.min(block.records.end(row), block.records.payload(row) + 4096),
  );

/** Log text for a plain message: no control or direction characters, bounded. */
const clean = (text: string): string =>
  text.replace(/[\u0000-\u001f\u007f-\u009f\u200e\u200f\u2028-\u202e\u2066-\u2069]/g, ' ').slice(0, 500);
