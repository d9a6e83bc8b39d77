import type { Diagnostic } from 'vscode-languageserver-types';
import type { Attempt } from '../deliveries/attempt.ts';
import { replyText } from '../deliveries/texts.ts';
import { causeOf, reasonCause } from '../diagnosis/cause.ts';
import { messages } from '../l10n/messages.ts';
import { pieceText } from '../logs/bytes.ts';
import { failFields } from '../logs/fields.ts';
import type { Ref } from '../logs/log.ts';
import { Kind } from '../logs/record.ts';
import type { FeatureContext } from './context.ts';
import type { LogDocument } from './document.ts';
import { plainText } from './markdown.ts';

export const SOURCE = 'Senderlog';
/** More findings of one file are counted, not shown. */
const MAX_SHOWN = 1000;
const WARNING = 2;
const ERROR = 1;
const INFORMATION = 3;

/** One diagnostic a failed attempt (senderlog) or a final failure (faillog), at its decisive line. */
export function diagnostics(document: LogDocument, context: FeatureContext): Diagnostic[] {
  if (document.log.name === 'faillog') {
    return bounded(finalFailures(document), at => finalFailure(document, at, context), context);
  }
  const failed = document
    .attempts()
    .all()
    .filter(attempt => attempt.failure !== undefined);
  return bounded(failed, attempt => failedAttempt(document, attempt, context), context);
}

/** Only what is shown is worked out; of more, one notice says how many. */
function bounded<T>(all: readonly T[], make: (one: T) => Diagnostic, c: FeatureContext): Diagnostic[] {
  const shown = all.slice(0, MAX_SHOWN).map(make);
  if (all.length <= MAX_SHOWN) return shown;
  const notice: Diagnostic = {
    severity: INFORMATION,
    source: SOURCE,
    code: 'too-many',
    message: messages(c.language).tooMany(all.length - MAX_SHOWN),
    range: { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } },
  };
  return [notice, ...shown];
}

function failedAttempt(document: LogDocument, a: Attempt, c: FeatureContext): Diagnostic {
  const m = messages(c.language);
  const { at, stage, kind } = a.failure!;
  const reply = kind === 'connect' ? '' : replyText(at.block, at.row);
  const cause = causeOf(a.failure!, reply, c.replyCause);
  const lines = [m.diagnostic(title(c, cause), clean(a.host), m.stage[stage] ?? stage)];
  if (reply !== '') lines.push(clean(reply));
  if (a.givenUp !== undefined) lines.push(m.gaveUpHere);
  if (a.uncertain) lines.push(m.uncertainReply);
  return diagnostic(document, at, cause, WARNING, lines.join('\n'), related(document, a, m.gaveUpHere));
}

function related(document: LogDocument, a: Attempt, message: string): Diagnostic['relatedInformation'] {
  if (a.givenUp === undefined) return undefined;
  return [{ message, location: { uri: document.uri, range: rangeOf(document, a.givenUp) } }];
}

function finalFailures(document: LogDocument): Ref[] {
  const found: Ref[] = [];
  for (const block of document.log.blocks) {
    for (let row = 0; row < block.records.count; row++) {
      if (block.records.kind(row) === Kind.Fail) found.push({ block, row });
    }
  }
  return found;
}

function finalFailure(document: LogDocument, at: Ref, c: FeatureContext): Diagnostic {
  const { records, text } = at.block;
  const fields = failFields(text.bytes, records.offset(at.row), records.end(at.row), records.payload(at.row));
  const reason = fields?.reason === undefined ? '' : pieceText(text.bytes, fields.reason.start, fields.reason.end);
  const recipient = fields === undefined ? '' : pieceText(text.bytes, fields.recipient.start, fields.recipient.end);
  const cause = reasonCause(reason, c.replyCause);
  const message = messages(c.language).failDiagnostic(title(c, cause), clean(recipient));
  const shown = reason === '' ? message : `${message}\n${clean(reason)}`;
  return diagnostic(document, at, cause, ERROR, shown, undefined);
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

const title = (c: FeatureContext, cause: string): string =>
  c.catalogue().byId(`epost:cause-${cause}`)?.title[c.language] ?? cause;

/** Log text for a message, bounded. */
const clean = (text: string): string => plainText(text).slice(0, 500);
