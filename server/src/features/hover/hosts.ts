import { Kind } from '../../logs/record.ts';
import { type Asked, attemptOf, happened, rawText } from './asked.ts';
import type { Card } from './card.ts';
import { speechAt } from './speech.ts';

/** A host name or address: what it is here, and what happened at it. */
export function hostCard(a: Asked): Card {
  const { token, h } = a;
  const host = a.show(rawText(a).trim());
  const kind = a.ref.block.records.kind(a.ref.row);
  switch (token.role) {
    case 'own-name':
      return plain(host, h.ownName);
    case 'client':
      return plain(host, h.client);
    case 'helo':
      return { ...plain(host, h.helo), lines: [kind === Kind.Command ? h.heloOurs : h.heloTheirs] };
    default:
  }
  if (kind === Kind.Sent) return plain(host, h.peer);
  return attemptedHost(a, host);
}

const plain = (host: string, what: string): Card => ({
  answer: `${host} — ${what}`,
  lines: [],
  details: [],
  source: [],
});

const LITERAL = /^(?:\d{1,3}(?:\.\d{1,3}){3}|[0-9a-f:]*:[0-9a-f:.]*)$/i;

function attemptedHost(a: Asked, host: string): Card {
  const { h, document, ref } = a;
  const { owner } = speechAt(document, ref);
  const at = owner === 0 ? undefined : attemptOf(document, owner, ref);
  const literal = LITERAL.test(host) ? h.literal : '';
  if (at === undefined || at.attempt.host.toLowerCase() !== rawText(a).trim().toLowerCase()) {
    return { ...plain(host, h.hostNamed), lines: [literal] };
  }
  const { attempt, n, of } = at;
  const isDomain = attempt.domain !== '' && attempt.domain.toLowerCase() === attempt.host.toLowerCase();
  const gateway = a.c.settings.gateway.replace(/:\d{1,5}$/, '').toLowerCase();
  const isGateway = gateway !== '' && gateway === attempt.host.toLowerCase();
  const route =
    attempt.route === undefined ? (isGateway ? h.setGateway : isDomain ? '' : h.noRoute) : h.byRoute[attempt.route];
  return {
    answer: `${host} — ${h.attempt(n, of)}`,
    lines: [
      happened(a, attempt),
      attempt.givenUp === undefined ? '' : h.gaveUpAfter,
      literal,
      isDomain ? h.isDomain : '',
    ],
    details: [
      route ?? '',
      attempt.domain === '' || isDomain ? '' : `${h.domain}: ${a.show(attempt.domain)}`,
      attempt.uncertain ? h.uncertain : '',
    ],
    source: [],
  };
}
