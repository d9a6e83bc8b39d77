import type { Catalogue } from '../codes/catalogue.ts';
import type { Classifier } from '../codes/classify.ts';
import type { Entry } from '../codes/types.ts';
import { isUserEntry } from '../codes/user-entries.ts';
import { replyText } from '../deliveries/texts.ts';
import { pieceText } from '../logs/bytes.ts';
import { failFields } from '../logs/fields.ts';
import type { Ref } from '../logs/log.ts';
import { Kind } from '../logs/record.ts';

/** What the workspace's own catalogue says about the reply of a record; undefined where it says nothing. */
export function ownEntry(ref: Ref, catalogue: Catalogue, classifier: () => Classifier): Entry | undefined {
  // Without entries of its own, no reply has to be classified.
  if (catalogue.byId('user:0') === undefined) return undefined;
  const { patternId } = classifier().classify(wholeReply(ref));
  return patternId !== null && isUserEntry(patternId) ? catalogue.byId(patternId) : undefined;
}

/** The reply that a record is, is a line of, or gives as its reason. */
function wholeReply({ block, row }: Ref): string {
  const { records, text } = block;
  if (records.kind(row) === Kind.Fail) {
    const fields = failFields(text.bytes, records.offset(row), records.end(row), records.payload(row));
    return fields?.reason === undefined ? '' : pieceText(text.bytes, fields.reason.start, fields.reason.end);
  }
  let first = row;
  while (first > 0 && records.kind(first) === Kind.Continuation) first--;
  return replyText(block, first);
}
