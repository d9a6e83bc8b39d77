import type { Classification } from '../../codes/classify.ts';
import { readReply } from '../../codes/reply-text.ts';
import { parseStage } from '../../codes/stage.ts';
import type { Entry } from '../../codes/types.ts';
import type { Reader } from './asked.ts';
import { type Card, fixBy, nature } from './card.ts';
import { pairCard } from './own-replies.ts';

/** A reply as a hover explains it, wherever it was found: in a senderlog, a faillog, a transcript. */
interface ReplyAsked {
  /** The whole reply, its lines joined; unmasked. */
  readonly text: string;
  readonly stage: string | undefined;
  /** Who said it, one sentence. */
  readonly who: string;
  /** E-Post wrote it itself. */
  readonly own: boolean;
  /** What E-Post waited for when it wrote it, one sentence; else ''. */
  readonly waited?: string;
  /** The reply has more lines than the one under the cursor. */
  readonly several: boolean;
  /** The code under the cursor, which is explained first. */
  readonly first: 'code' | 'enhanced';
}

/** The longest reply that a card repeats. */
const MAX_WHOLE = 600;

/** Explains a reply: the answer is what it says in the end, not what one of its codes says. */
export function replyCard(r: Reader, asked: ReplyAsked): Card {
  const { code, enhanced } = readReply(asked.text);
  if (asked.own) return ownCard(r, asked);
  if (code === null || !/^\s*[2-5]\d\d(?:[ -]|$)/.test(asked.text)) return noReplyCard(r, asked);
  return code < '400' ? positiveCard(r, asked, code, enhanced) : negativeCard(r, asked, code, enhanced);
}

function positiveCard(r: Reader, asked: ReplyAsked, code: string, enhanced: string | null): Card {
  const basic = r.catalogue.smtpClass(code)?.explanation;
  // X.Y.0 is named after what goes wrong ("other address status"); of a success it says nothing beyond its class.
  const detail = enhanced === null || enhanced.endsWith('.0') ? null : enhanced;
  const fine = detail === null ? undefined : r.catalogue.enhanced(detail);
  // An unlisted one says less than the reply code.
  const telling = fine?.listed === true ? fine.explanation : basic;
  const final = asked.stage === 'final' && code[0] === '2' ? r.catalogue.byId('epost:event-final-reply') : undefined;
  const main = final ?? (asked.first === 'enhanced' && fine !== undefined ? fine.explanation : telling) ?? basic;
  const peer = peerEntry(r, asked.text);
  return {
    answer: `${codes(code, enhanced)} — ${main === undefined ? '' : r.say(main.title)}`,
    lines: [asked.who, main === undefined ? '' : r.say(main.meaning), peer === undefined ? '' : r.say(peer.meaning)],
    details: [...codeLines(r, asked, code, detail, main), whole(r, asked)],
    source: sources(main, peer, basic, fine?.explanation),
  };
}

function negativeCard(r: Reader, asked: ReplyAsked, code: string, enhanced: string | null): Card {
  const { h, m } = r;
  const classifier = r.c.classifier();
  const known = classifier.classify(asked.text, { stage: parseStage(asked.stage ?? '') });
  const pattern = known.patternId === null ? undefined : classifier.pattern(known.patternId);
  const reason = r.catalogue.byId(`class:${known.class}`);
  const cause = known.cause === null ? undefined : r.catalogue.byId(`epost:cause-${known.cause}`);
  const basic = r.catalogue.smtpClass(code)?.explanation;
  // A code alone tells no more than its own entry, whatever such a code means most often; but some stages leave no choice.
  const certain = CERTAIN.has(known.cause ?? '');
  const byCode = known.class === 'undefined' || (known.basis === 'basic' && !known.byStage);
  // What the workspace says of its own outranks what we know.
  const told = known.patternId?.startsWith('user:') === true ? r.catalogue.byId(known.patternId) : undefined;
  const main = told ?? (certain ? cause : byCode ? basic : (cause ?? reason)) ?? basic;
  const title = main === undefined ? '' : r.say(main.title);
  const lead = codes(code, enhanced);
  const meaning = pattern?.note ?? main?.meaning;
  return {
    answer: known.provider === null ? `${lead} — ${title}` : `${lead} — ${known.provider}: ${title}`,
    lines: [
      asked.who,
      known.patternId === null ? h.unknownWording : '',
      meaning === undefined ? '' : r.say(meaning),
      labelled(m.action, main, 'action', r),
    ],
    details: [
      known.patternId === null ? h.addEntry : '',
      labelled(m.cause, main, 'cause', r),
      ...codeLines(r, asked, code, enhanced, main),
      labelled(m.epost, main, 'epost', r),
      main === undefined ? '' : fixBy(main, r.c.language),
      main === undefined ? '' : nature(main, r.c.language),
      reason === undefined ? '' : reasonLine(r, known, reason),
      whole(r, asked),
    ],
    source: [...(pattern?.source ?? []), ...sources(main, basic)],
    unsure: known.confidence === 'low' && main?.confidence === 'low',
  };
}

/** Causes that code and stage tell whatever the words. */
const CERTAIN: ReadonlySet<string> = new Set(['starttls-refused', 'ehlo-rejected', 'peer-busy-421']);

function reasonLine(r: Reader, known: Classification, reason: Entry): string {
  const { h } = r;
  const how = [h.basis[known.basis] ?? '', known.byStage ? h.byStage : ''].filter(part => part !== '');
  const gap = r.c.language === 'ja' ? '、' : ' ';
  return `${h.reasonClass(r.say(reason.title), known.class)}, ${how.join(gap)}`.replace(
    ', ',
    r.c.language === 'ja' ? '、' : ', ',
  );
}

/** What each code says by itself, that under the cursor first; what the answer has said already is left out. */
function codeLines(r: Reader, asked: ReplyAsked, code: string, enhanced: string | null, said?: Entry): string[] {
  const line = (name: string, entry: Entry | undefined): string =>
    entry === undefined || entry === said ? '' : r.h.codeLine(name, r.say(entry.title), r.say(entry.meaning));
  const basic = line(code, r.catalogue.smtpClass(code)?.explanation);
  const fine = enhanced === null ? '' : line(enhanced, r.catalogue.enhanced(enhanced)?.explanation);
  return asked.first === 'enhanced' ? [fine, basic] : [basic, fine];
}

/** What cannot be used as a reply: text without a code, a number of four digits. */
function noReplyCard(r: Reader, asked: ReplyAsked): Card {
  const { h } = r;
  return {
    answer: h.noCode,
    lines: [h.noCodeMeaning, asked.who],
    details: [whole(r, asked)],
    source: ['RFC 5321 §4.2'],
  };
}

/** E-Post's own texts: the pair where there is one, else the entry of the text. */
function ownCard(r: Reader, asked: ReplyAsked): Card {
  const pair = /code=\d{1,10}\/[0-9a-f]{1,8}/i.exec(asked.text);
  if (pair !== null) return pairCard(r, pair[0], asked.who, asked.waited ?? '');
  const entry = OWN_TEXTS.map(id => r.catalogue.byId(id)).find(e => e?.keys.some(key => asked.text.includes(key)));
  if (entry === undefined) return { answer: r.show(asked.text), lines: [asked.who], details: [], source: [] };
  return {
    answer: r.say(entry.title),
    lines: [
      `${asked.who} ${asked.waited ?? ''}`.trim(),
      r.say(entry.meaning),
      labelled(r.m.action, entry, 'action', r),
    ],
    details: [
      labelled(r.m.cause, entry, 'cause', r),
      labelled(r.m.epost, entry, 'epost', r),
      fixBy(entry, r.c.language),
      nature(entry, r.c.language),
      whole(r, asked),
    ],
    source: entry.source,
    unsure: entry.confidence === 'low',
  };
}

const OWN_TEXTS: readonly string[] = [
  'epost:reply-overflow-of-token',
  'epost:reply-stoped-in-processing',
  'epost:reply-socket-connect-failed',
  'epost:reply-ok-file-system',
  'epost:reply-ng-file-system',
  'epost:reply-error-in-processing',
];

/** What an E-Post server at the other end says in a positive reply. */
function peerEntry(r: Reader, text: string): Entry | undefined {
  return PEER_TEXTS.map(id => r.catalogue.byId(id)).find(e => e?.keys.some(key => text.includes(key)));
}

const PEER_TEXTS: readonly string[] = [
  'epost:peer-banner',
  'epost:peer-sender-ok',
  'epost:peer-recipient-ok',
  'epost:peer-start-mail-input',
  'epost:peer-message-received',
];

const codes = (code: string, enhanced: string | null): string => (enhanced === null ? code : `${code} ${enhanced}`);

function whole(r: Reader, asked: ReplyAsked): string {
  if (!asked.several) return '';
  const text = r.show(asked.text);
  return `${r.h.whole}: ${text.length > MAX_WHOLE ? `${text.slice(0, MAX_WHOLE)}…` : text}`;
}

const labelled = (label: string, entry: Entry | undefined, what: 'action' | 'cause' | 'epost', r: Reader): string => {
  const text = entry?.[what];
  return text === undefined ? '' : `${label}: ${r.say(text)}`;
};

const sources = (...entries: readonly (Entry | undefined)[]): string[] => entries.flatMap(entry => entry?.source ?? []);

/** A keyword of the reply to EHLO. */
export function keywordCard(r: Reader, word: string): Card {
  const { h, m } = r;
  const keyword = word.split('=')[0]!.toUpperCase();
  const entry = r.catalogue.byId(`extension:${keyword}`);
  if (entry === undefined) {
    return {
      answer: h.keywordUnlisted(r.show(keyword)),
      lines: [h.keywordMeaning, h.offered],
      details: [],
      source: [],
    };
  }
  return {
    answer: r.say(entry.title),
    lines: [r.say(entry.meaning), h.offered],
    details: [
      labelled(m.cause, entry, 'cause', r),
      labelled(m.action, entry, 'action', r),
      labelled(m.epost, entry, 'epost', r),
    ],
    source: entry.source,
    unsure: entry.confidence === 'low',
  };
}
