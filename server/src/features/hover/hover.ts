import type { Hover } from 'vscode-languageserver-types';
import type { Ref } from '../../logs/log.ts';
import { Kind } from '../../logs/record.ts';
import { MAX_TOKENS_LENGTH, type Token, tokensOf } from '../../logs/tokens.ts';
import type { Position } from '../../text/store.ts';
import type { FeatureContext } from '../context.ts';
import type { LogDocument } from '../document.ts';
import { addressCard, domainCard } from './addresses.ts';
import { type Asked, ownWords, rawText, readerOf, replyWords } from './asked.ts';
import { type Card, layOut } from './card.ts';
import { editionSeen, errorCard } from './errors.ts';
import { commandCard, eventCard, numberCard } from './events.ts';
import { hostCard } from './hosts.ts';
import { idCard, suffixCard } from './ids.ts';
import { reasonCard } from './reasons.ts';
import { keywordCard, replyCard } from './replies.ts';
import { resultCard, retryCard } from './retries.ts';
import { type Said, saidAt } from './speech.ts';
import { stampCard } from './stamps.ts';

/** What stands under the cursor, explained; null where nothing is known about it. */
export function hover(document: LogDocument, position: Position, c: FeatureContext): Hover | null {
  const { store, log } = document;
  const place = store.placeAt(position);
  const ref = log.recordAt(place.block, place.offset);
  if (ref === undefined || place.offset >= ref.block.records.end(ref.row)) return null;
  const tokens = tokensOf(ref.block.text.bytes, ref.block.records, ref.row);
  const token = tokenAt(tokens, place.offset, ref);
  if (token === undefined) return null;
  const card = cardOf({ ...readerOf(c), document, ref, token, tokens });
  if (card === undefined) return null;
  const plain = c.plainHover === true;
  return {
    contents: { kind: plain ? 'plaintext' : 'markdown', value: layOut(card, c.language, plain) },
    range: {
      start: store.positionAt({ block: place.block, offset: token.start }),
      end: store.positionAt({ block: place.block, offset: token.end }),
    },
  };
}

/** The token at a place; else the gap between two, which belongs to what the line records. */
function tokenAt(tokens: readonly Token[], offset: number, { block, row }: Ref): Token | undefined {
  const at = tokens.find(t => t.start <= offset && offset < t.end);
  if (at !== undefined) return at;
  const { records } = block;
  const last = tokens.at(-1);
  const limit = records.offset(row) + MAX_TOKENS_LENGTH;
  if (offset >= limit) {
    // A reply may be far longer than what is looked at for tokens.
    return last?.kind === 'reply-text' ? { ...last, end: records.end(row) } : undefined;
  }
  const event = tokens.find(t => t.kind === 'event');
  if (event === undefined || offset < event.start) return undefined;
  const start = Math.max(...tokens.filter(t => t.end <= offset).map(t => t.end));
  const end = Math.min(records.end(row), limit, ...tokens.filter(t => t.start > offset).map(t => t.start));
  return { kind: 'event', start, end, text: event.text };
}

function cardOf(a: Asked): Card | undefined {
  switch (a.token.kind) {
    case 'stamp':
      return stampCard(a);
    case 'id':
      return idCard(a);
    case 'suffix':
      return suffixCard(a);
    case 'domain':
      return domainCard(a);
    case 'host':
      return hostCard(a);
    case 'address':
      return addressCard(a);
    case 'reply-code':
    case 'reply-text':
    case 'enhanced':
    case 'code-pair':
      return replyAt(a);
    case 'error-number':
      return errorCard(a, a.token.text, editionSeen(a.document));
    case 'ltime':
    case 'otime':
    case 'elapsed':
    case 'max-tries':
    case 'try-number':
      return retryCard(a);
    case 'result':
      return resultCard(a);
    case 'command':
      return commandCard(a);
    case 'secret':
      return { answer: a.m.secret, lines: [], details: [], source: [] };
    case 'ordinal':
    case 'session':
    case 'number':
      return numberCard(a);
    case 'event':
      return eventCard(a);
  }
}

function replyAt(a: Asked): Card | undefined {
  const { document, ref, token, h } = a;
  const kind = ref.block.records.kind(ref.row);
  if (kind === Kind.Fail) return reasonCard(a);
  const said = saidAt(document, ref);
  const { records } = said.head.block;
  const headKind = records.kind(said.head.row);
  if (document.log.name !== 'senderlog' || headKind === Kind.Inbound) {
    return replyCard(a, {
      ...said,
      who: h.saidInbound,
      own: false,
      several: severalLines(said, ref),
      first: first(token),
    });
  }
  if (token.kind === 'reply-text' && isKeyword(said, ref)) return keywordCard(a, rawText(a).trim().split(/[ =]/)[0]!);
  const host = said.attempt === undefined ? '' : a.show(said.attempt.host);
  const own = ownWords(a, host, said.stage);
  const who =
    headKind === Kind.Answer ? h.storedAnswer : said.own ? own.who : h.saidBy(host, replyWords(a, said.stage));
  const text = headKind === Kind.Answer ? said.text.replace(/^\(?/, '') : said.text;
  const card = replyCard(a, {
    ...said,
    text,
    who,
    waited: own.waited,
    several: severalLines(said, ref),
    first: first(token),
  });
  return {
    ...card,
    details: [said.repeated ? h.repeated : '', said.attempt?.uncertain === true ? h.uncertain : '', ...card.details],
  };
}

const first = (token: Token): 'code' | 'enhanced' => (token.kind === 'enhanced' ? 'enhanced' : 'code');

/** Is the reply longer than the line under the cursor? */
function severalLines(said: Said, ref: Ref): boolean {
  if (said.head.block !== ref.block || said.head.row !== ref.row) return true;
  const { records } = ref.block;
  return said.text.length > records.end(ref.row) - records.payload(ref.row);
}

/** A line of the reply to EHLO after its first: an extension that the receiver offers. */
function isKeyword(said: Said, ref: Ref): boolean {
  const isHead = said.head.block === ref.block && said.head.row === ref.row;
  if (isHead || !/^250[ -]/.test(said.text)) return false;
  // Of a raw chunk nobody may know the session; but only the reply to EHLO lists keywords.
  return (
    said.stage === 'ehlo' ||
    (said.stage === undefined && / 250-?.{0,40}(?:PIPELINING|SIZE|8BITMIME|STARTTLS)/i.test(said.text))
  );
}
