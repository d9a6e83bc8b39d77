import type { Attempt } from '../../deliveries/attempt.ts';
import type { Ref } from '../../logs/log.ts';
import { Command, Kind } from '../../logs/record.ts';
import { tokensOf } from '../../logs/tokens.ts';
import type { LogDocument } from '../document.ts';

/** What stands for a secret. */
const MASK = '***';

/** Text shorter than this is no secret that could be told from other words. */
const SHORTEST = 4;
/** Records of one attempt that are looked through. */
const MAX_RECORDS = 20_000;

/** The records of an attempt, in order, bounded. */
export function* recordsOf(document: LogDocument, a: Attempt): Generator<Ref> {
  let left = MAX_RECORDS;
  for (let index = a.start.block.index; index <= a.endBlock.index; index++) {
    const block = document.log.blocks[index];
    if (block === undefined) return;
    const last = index === a.endBlock.index ? a.endRow : block.records.count - 1;
    for (let row = index === a.start.block.index ? a.start.row : 0; row <= last && left > 0; row++, left--) {
      if (block.records.id(row) === a.id) yield { block, row };
    }
  }
}

/** What an attempt sent inside AUTH, as it stands in the log and decoded: a peer may say it back in a reply. */
export function secretsOf(document: LogDocument, a: Attempt): string[] {
  if (a.secret === undefined) return [];
  const found = new Set<string>();
  for (const { block, row } of recordsOf(document, a)) {
    const { records } = block;
    const kind = records.kind(row);
    const told = kind === Kind.AuthData || kind === Kind.OAuth || records.code(row) === Command.Auth;
    if (!told) continue;
    for (const token of tokensOf(block.text.bytes, records, row)) {
      if (token.kind !== 'secret') continue;
      for (const part of [token.text.trim(), ...decoded(token.text.trim())]) {
        if (part.length >= SHORTEST) found.add(part);
      }
    }
  }
  // The longest first: a shorter one may be part of it.
  return [...found].sort((x, y) => y.length - x.length);
}

/** A text without the secrets in it, in whatever case they stand. */
export function hideSecrets(text: string, secrets: readonly string[]): string {
  let shown = text.replace(/\b(Bearer|AUTH (?:PLAIN|LOGIN|XOAUTH2|CRAM-MD5)) +\S{1,4096}/gi, `$1 ${MASK}`);
  for (const secret of secrets) {
    const wanted = secret.toLowerCase();
    for (let at = shown.toLowerCase().indexOf(wanted); at >= 0; at = shown.toLowerCase().indexOf(wanted, at + 3)) {
      shown = shown.slice(0, at) + MASK + shown.slice(at + secret.length);
    }
  }
  return shown;
}

const BASE64 = /^[A-Za-z0-9+/]{4,8192}={0,2}$/;

/** The parts of what was sent as Base64 (RFC 4616: identity, name and password, each after a NUL). */
function decoded(text: string): string[] {
  if (!BASE64.test(text)) return [];
  try {
    return atob(text).split(/[\0\x01]/);
  } catch {
    return [];
  }
}
