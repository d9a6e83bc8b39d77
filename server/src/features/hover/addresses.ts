import type { Delivery } from '../../deliveries/delivery.ts';
import { chainOf, domainPart } from '../../deliveries/units.ts';
import { BASE_LENGTH } from '../../logs/ids.ts';
import { Kind } from '../../logs/record.ts';
import { type Asked, causeTitle, rawText, stageName } from './asked.ts';
import type { Card } from './card.ts';
import { tell } from './clock.ts';
import { nextLines } from './retries.ts';
import { speechAt } from './speech.ts';

/** Recipients named in one card; more are counted. */
const MAX_NAMED = 3;

/** An address: whose it is, and what became of its delivery in this file. */
export function addressCard(a: Asked): Card {
  const { token, h } = a;
  const raw = rawText(a).trim();
  const address = raw === '-' ? '<>' : a.show(raw);
  const notes = a.c.settings.maskAddresses ? [h.masked] : [];
  if (raw === '-') return emptySender(a);
  if (a.document.log.name !== 'senderlog') return datedAddress(a, address, notes);
  const full = idOf(a);
  const isSender = token.role === 'sender';
  if (isSender) {
    const bounce = a.ref.block.records.kind(a.ref.row) === Kind.BounceStart;
    return {
      answer: `${address} — ${bounce ? h.bounceTo : h.sender}`,
      lines: outcomeLines(a, full),
      details: notes,
      source: [],
    };
  }
  const delivery = deliveryFor(a, full, raw);
  if (delivery === undefined) {
    return {
      answer: `${address} — ${token.role === 'recipient' ? h.recipient : h.addressOf}`,
      lines: [],
      details: notes,
      source: [],
    };
  }
  return {
    answer: `${address} — ${h.outcome[delivery.outcome] ?? delivery.outcome}`,
    lines: [deliveryLine(a, delivery), h.attempts(delivery.tries.length), ...nextLines(a, delivery)],
    details: [h.recipient, ...notes],
    source: [],
  };
}

/** The domain of the recipient, from the queue lines. */
export function domainCard(a: Asked): Card {
  const { h } = a;
  const domain = rawText(a);
  const full = idOf(a);
  const own = full === '' ? [] : a.document.deliveriesOf(full.slice(0, BASE_LENGTH));
  const here = own.filter(d => d.chain === chainOf(full) && d.domain === domain.toLowerCase());
  return {
    answer: `${a.show(domain)} — ${h.domain}`,
    lines: named(a, here),
    details: [],
    source: a.catalogue.byId('epost:field-domain')?.source ?? [],
  };
}

/** What became of the recipients of a message, a line each. */
export function outcomeLines(a: Asked, full: string): string[] {
  if (a.document.log.name !== 'senderlog' || full === '') return [];
  const all = a.document.deliveriesOf(full.slice(0, BASE_LENGTH));
  const own = all.filter(d => d.chain === chainOf(full));
  return own.length === 0 ? [a.h.notHere] : named(a, own);
}

function named(a: Asked, deliveries: readonly Delivery[]): string[] {
  const { h } = a;
  const lines = deliveries
    .slice(0, MAX_NAMED)
    .map(d =>
      h.outcomeOf(
        a.show(d.recipient ?? (d.domain === '' ? h.nobodyNamed : d.domain)),
        h.outcome[d.outcome] ?? d.outcome,
      ),
    );
  if (deliveries.length > MAX_NAMED) lines.push(h.tail(deliveries.length - MAX_NAMED));
  return lines;
}

/** Where a delivery was accepted, or what stopped it last. */
function deliveryLine(a: Asked, d: Delivery): string {
  const { h } = a;
  const last = d.tries.at(-1)?.attempt;
  if (d.outcome === 'delivered' && last !== undefined) {
    const { accepted } = last;
    const time = accepted === undefined ? -1 : a.document.attempts().timeOf(accepted.block, accepted.row);
    return h.acceptedBy(a.show(last.host), tell(a, a.document, time, last).text);
  }
  const failure = d.decisive?.failure;
  return failure === undefined ? '' : h.failedAt(stageName(a, failure.stage), causeTitle(a, failure));
}

/** The delivery of a recipient under the id of the record; else under any id of the message. */
function deliveryFor(a: Asked, full: string, address: string): Delivery | undefined {
  if (full === '') return undefined;
  const key = address.toLowerCase();
  const all = a.document.deliveriesOf(full.slice(0, BASE_LENGTH)).filter(d => d.recipient?.toLowerCase() === key);
  const domain = domainPart(address);
  return all.find(d => d.chain === chainOf(full)) ?? all.find(d => d.domain === domain) ?? all[0];
}

function idOf(a: Asked): string {
  const { owner } = speechAt(a.document, a.ref);
  return owner === 0 ? '' : a.document.log.ids.text(owner);
}

function emptySender(a: Asked): Card {
  const entry = a.catalogue.byId('epost:field-empty-sender');
  return {
    answer: entry === undefined ? a.h.sender : a.say(entry.title),
    lines: entry === undefined ? [] : [a.say(entry.meaning)],
    details: [],
    source: entry?.source ?? [],
  };
}

/** In the other logs the line itself says what became of the mail. */
function datedAddress(a: Asked, address: string, notes: readonly string[]): Card {
  const { h, token } = a;
  const kind = a.ref.block.records.kind(a.ref.row);
  const who = token.role === 'sender' ? h.sender : token.role === 'recipient' ? h.recipient : h.addressOf;
  if (token.role === 'recipient' && (kind === Kind.Fail || kind === Kind.Sent)) {
    const local = a.document.log.name === 'outlocallog';
    const outcome = h.outcome[kind === Kind.Fail ? 'failed' : local ? 'local' : 'delivered']!;
    return { answer: `${address} — ${outcome}`, lines: [who], details: [...notes], source: [] };
  }
  return { answer: `${address} — ${who}`, lines: [], details: [...notes], source: [] };
}
