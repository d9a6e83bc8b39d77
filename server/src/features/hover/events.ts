import type { Entry } from '../../codes/types.ts';
import { replyText } from '../../deliveries/texts.ts';
import { pieceText } from '../../logs/bytes.ts';
import { Command, Kind } from '../../logs/record.ts';
import { type Asked, attemptOf, happened } from './asked.ts';
import { type Card, detailed, entryCard, led } from './card.ts';
import { speechAt } from './speech.ts';
import { firstAfter } from './walk.ts';

/** Entries of records whose text alone does not name them. */
const OF_KIND: ReadonlyMap<number, string> = new Map([
  [Kind.Reply, 'epost:event-sendmailmess-reply'],
  [Kind.Stub, 'epost:event-stub'],
  [Kind.AuthData, 'epost:event-auth'],
  [Kind.GetReply, 'epost:event-get-reply'],
  [Kind.TryCheck, 'epost:event-trylist'],
  [Kind.TryAge, 'epost:event-trylist-age'],
  [Kind.TryIndex, 'epost:event-trylist-count'],
  [Kind.TryFirst, 'epost:event-trylist-not-found'],
  [Kind.ConnectHost, 'epost:event-connecthost'],
  [Kind.MxFound, 'epost:event-in-mx'],
  [Kind.OAuth, 'epost:event-oauth'],
  [Kind.Fail, 'epost:field-send-fail-on'],
  [Kind.Sent, 'epost:field-sent-on'],
  [Kind.Accept, 'epost:log-accept-now'],
  [Kind.AcceptResult, 'epost:log-accept-result'],
  [Kind.Received, 'epost:log-inlog'],
  [Kind.Inbound, 'epost:log-receivelog'],
]);

/** What the line records. */
export function eventCard(a: Asked): Card | undefined {
  const entry = eventEntry(a);
  if (entry === undefined) return undefined;
  const card = entryCard(entry, a.c.language);
  if (a.document.log.name !== 'senderlog') return card;
  const { owner } = speechAt(a.document, a.ref);
  const at = owner === 0 ? undefined : attemptOf(a.document, owner, a.ref);
  if (at === undefined) return card;
  const host = at.attempt.host === '' ? '' : `${a.show(at.attempt.host)}: `;
  return detailed(card, `${host}${a.h.attempt(at.n, at.of)}`, happened(a, at.attempt));
}

/** A number that is explained by the line it stands in. */
export function numberCard(a: Asked): Card | undefined {
  const { h, token } = a;
  const kind = a.ref.block.records.kind(a.ref.row);
  if (token.kind === 'ordinal') {
    const entry = a.catalogue.byId('epost:field-recipient-ordinal');
    const card: Card = { answer: h.ordinalOf(token.text), lines: [], details: [], source: entry?.source ?? [] };
    return entry === undefined ? card : led(card, a.say(entry.meaning));
  }
  if (token.kind === 'session') {
    const entry = a.catalogue.byId('epost:field-socket');
    return { answer: `${token.text} — ${h.sessionNumber}`, lines: [], details: [], source: entry?.source ?? [] };
  }
  if (kind === Kind.MxFound && !a.tokens.some(t => t.kind === 'host' && t.start < token.start)) {
    const entry = a.catalogue.byId('epost:event-in-mx');
    if (a.tokens.some(t => t.kind === 'host' && t.start === token.end + 1)) {
      return { answer: h.preference(token.text), lines: [], details: [], source: entry?.source ?? [] };
    }
  }
  if (kind === Kind.Accept) return { answer: h.port(token.text), lines: [], details: [], source: [] };
  if (kind === Kind.TlsFailed) return { answer: h.serverPort(token.text), lines: [], details: [], source: [] };
  const entry = eventEntry(a);
  return entry === undefined ? undefined : entryCard(entry, a.c.language, token.text);
}

function eventEntry(a: Asked): Entry | undefined {
  const { records } = a.ref.block;
  const kind = records.kind(a.ref.row);
  const { catalogue } = a;
  if (kind === Kind.Command) return catalogue.byId(commandEvent(records.code(a.ref.row)));
  if (kind === Kind.GetReplyEnd) {
    return catalogue.byId(
      textOf(a).includes('size=-1') ? 'epost:event-get-reply-error' : 'epost:event-get-reply-closed',
    );
  }
  if (kind === Kind.AcceptResult && a.token.text.startsWith('It was in the ORDB')) {
    return catalogue.byId('epost:log-accept-ordb');
  }
  if (kind === Kind.Inbound && textOf(a).includes('SOCKET_ERROR'))
    return catalogue.byId('epost:log-receive-socket-error');
  const known = OF_KIND.get(kind);
  return known === undefined ? byText(a) : catalogue.byId(known);
}

function commandEvent(code: number): string {
  if (code === Command.Data) return 'epost:event-data';
  if (code === Command.Quit) return 'epost:event-quit';
  return code === Command.Auth ? 'epost:event-auth' : 'epost:event-sendmailmess-command';
}

/** The longest key of an event that the record's text has at the event. */
function byText(a: Asked): Entry | undefined {
  const { start } = a.tokens.find(t => t.kind === 'event') ?? {};
  if (start === undefined) return undefined;
  const { records, text } = a.ref.block;
  const words = pieceText(text.bytes, start, Math.min(records.end(a.ref.row), start + 64));
  for (let n = words.length; n >= 4; n--) {
    const entry = a.catalogue.find(words.slice(0, n)).find(e => e.id.startsWith('epost:event'));
    if (entry !== undefined) return entry;
  }
  return undefined;
}

function textOf(a: Asked): string {
  const { records, text } = a.ref.block;
  const from = records.offset(a.ref.row);
  return pieceText(text.bytes, from, Math.min(records.end(a.ref.row), from + 160));
}

/** An SMTP command, with the answer that it got. */
export function commandCard(a: Asked): Card | undefined {
  const word = a.token.text.split(' ')[0]!.toUpperCase();
  const entry = a.catalogue.byId(`command:${word}`) ?? a.catalogue.byId('command:AUTH');
  if (entry === undefined) return undefined;
  const card = entryCard(entry, a.c.language);
  const answer = answerTo(a);
  return answer === undefined ? card : led(card, answer);
}

const MAX_ANSWER = 200;

/** The reply to the command, in the senderlog; what E-Post says of a cut session counts too. */
function answerTo(a: Asked): string | undefined {
  const { document, ref, h } = a;
  if (document.log.name !== 'senderlog') return undefined;
  const id = ref.block.records.id(ref.row);
  const next = firstAfter(document, ref, { kinds: ANSWERS, ids: [id] });
  const kind = next?.block.records.kind(next.row);
  if (next === undefined || (kind !== Kind.Reply && kind !== Kind.OrphanReply)) return h.noAnswer;
  const text = a.show(replyText(next.block, next.row));
  return h.answered(text.length > MAX_ANSWER ? `${text.slice(0, MAX_ANSWER)}…` : text);
}

const ANSWERS: ReadonlySet<number> = new Set([
  Kind.Reply,
  Kind.OrphanReply,
  Kind.Command,
  Kind.AuthData,
  Kind.DataComplete,
  Kind.ConnectHost,
  Kind.TryCheck,
]);
