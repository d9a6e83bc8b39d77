import type { Hover } from 'vscode-languageserver-types';
import type { Entry } from '../../codes/types.ts';
import { pieceText } from '../../logs/bytes.ts';
import type { Position, TextStore } from '../../text/store.ts';
import type { FeatureContext } from '../context.ts';
import { type Reader, readerOf, replyWords } from './asked.ts';
import { type Card, entryCard, layOut } from './card.ts';
import { errorCard } from './errors.ts';
import { keywordCard, replyCard } from './replies.ts';

/**
 * Hover in what the probes print (language `senderlog-transcript`): `-> ` sent, `<- ` received, `-- ` and `!! ` remarks, and
 * sentences that quote a reply. Saved transcripts of other make have other arrows and times in front.
 */

/** The part of a line that is looked at, in characters. */
const MAX_LINE = 4096;
/** Lines that are gone back over for the beginning of a reply or its command. */
const MAX_BACK = 200;

const SENT = /^(?:\[[^\]]{0,40}\] {1,2})? {0,16}(?:->|→|>>) /;
const RECEIVED = /^(?:\[[^\]]{0,40}\] {1,2})? {0,16}(?:<-|←|<<) /;
/** A further line of a reply in transcripts that have the arrow before the first line only. */
const INDENTED = /^ {2,16}(?=[2-5]\d\d[ -])/;
/** The time behind the last line of a reply. */
const TIME = / \(\d{1,9} ms\)$/;
const COMMAND = /^(EHLO|HELO|STARTTLS|AUTH|MAIL FROM|RCPT TO|DATA|BDAT|RSET|NOOP|VRFY|EXPN|HELP|QUIT)(?=[ :]|$)/i;
const REPLY = /^([2-5]\d\d)(?:[ -](?:([245]\.\d{1,3}\.\d{1,3})(?![\d.]))?|$)/;
/** A reply that a sentence quotes; a time such as `: 450 ms` is none. */
const QUOTED = /: (?=[45]\d\d[ -](?!ms|s[ ,.)]|ミリ秒|秒))/;
/** `--   SIZE 10485760: …` explains a keyword. */
const KEYWORD = /^-- {2,8}([A-Za-z0-9-]{1,32})/;
/** Names and numbers of errors. */
const SYMBOL = /\b(?:E[A-Z]{3,20}(?:_[A-Z]{2,20})?|WSA[A-Z_]{3,30})\b/g;
const NUMBER = /(?:error code=|errno |code )(-?\d{1,10})(?!\d)/g;

export function transcriptHover(store: TextStore, position: Position, c: FeatureContext): Hover | null {
  const line = lineAt(store, position.line);
  const { character } = position;
  if (line === undefined || character < 0 || character >= line.length) return null;
  const found = explain(readerOf(c), store, line, position);
  if (found === undefined) return null;
  const plain = c.plainHover === true;
  return {
    contents: { kind: plain ? 'plaintext' : 'markdown', value: layOut(found.card, c.language, plain) },
    range: {
      start: { line: position.line, character: found.start },
      end: { line: position.line, character: found.end },
    },
  };
}

interface Found {
  readonly card: Card;
  readonly start: number;
  readonly end: number;
}

function explain(r: Reader, store: TextStore, line: string, { line: n, character }: Position): Found | undefined {
  const sent = SENT.exec(line)?.[0].length;
  if (sent !== undefined) return sentAt(r, line, sent, character);
  const received = (RECEIVED.exec(line) ?? INDENTED.exec(line))?.[0].length;
  if (received !== undefined) return receivedAt(r, store, line, n, received, character);
  const error = errorAt(r, line, character);
  if (error !== undefined) return error;
  const keyword = KEYWORD.exec(line);
  if (keyword !== null) {
    const start = keyword[0].length - keyword[1]!.length;
    const entry = r.catalogue.byId(`extension:${keyword[1]!.toUpperCase()}`);
    if (entry !== undefined && character >= start && character < keyword[0].length) {
      return { card: keywordCard(r, keyword[1]!), start, end: keyword[0].length };
    }
  }
  const quoted = QUOTED.exec(line);
  if (quoted === null || character < quoted.index + 2) return undefined;
  return replyAt(r, line, quoted.index + 2, character, line.slice(quoted.index + 2), stageInSentence(line), false);
}

function sentAt(r: Reader, line: string, start: number, character: number): Found | undefined {
  const m = COMMAND.exec(line.slice(start));
  if (m === null || character < start || character >= start + m[0].length) return undefined;
  const entry = r.catalogue.byId(`command:${m[1]!.split(' ')[0]!.toUpperCase()}`);
  return entry === undefined ? undefined : { card: entryCard(entry, r.c.language), start, end: start + m[0].length };
}

function receivedAt(
  r: Reader,
  store: TextStore,
  line: string,
  n: number,
  start: number,
  character: number,
): Found | undefined {
  if (character < start) return undefined;
  const { text, isFirst, stage } = wholeReply(store, n);
  const word = /^250[ -]([A-Za-z0-9=-]{1,64})/.exec(line.slice(start));
  if (word !== null && stage === 'ehlo' && !isFirst && character >= start + 4) {
    const end = line.replace(TIME, '').length;
    if (character < end) return { card: keywordCard(r, word[1]!), start: start + 4, end };
  }
  return replyAt(r, line, start, character, text, stage, text.length > line.length - start);
}

function replyAt(
  r: Reader,
  line: string,
  start: number,
  character: number,
  text: string,
  stage: string | undefined,
  several: boolean,
): Found | undefined {
  const m = REPLY.exec(line.slice(start));
  const stop = line.replace(TIME, '').length;
  if (character >= stop) return undefined;
  const enhanced = m?.[2] === undefined ? -1 : start + 4;
  const onEnhanced = enhanced >= 0 && character >= enhanced && character < enhanced + m![2]!.length;
  const card = replyCard(r, {
    text,
    stage,
    who: r.h.saidInTranscript(replyWords(r, stage)),
    own: false,
    several,
    first: onEnhanced ? 'enhanced' : 'code',
  });
  if (onEnhanced) return { card, start: enhanced, end: enhanced + m![2]!.length };
  const code = m === null ? start : start + 3;
  return character < code ? { card, start, end: code } : { card, start: code, end: stop };
}

/** The reply that a received line is part of, its lines joined, and the stage that it answers. */
function wholeReply(store: TextStore, n: number): { text: string; isFirst: boolean; stage: string | undefined } {
  const lines: string[] = [];
  let first = n;
  for (; first >= Math.max(0, n - MAX_BACK); first--) {
    const part = receivedText(store, first);
    if (part === undefined) break;
    // `250-` announces another line: where the one before does not, the reply begins here.
    if (first < n && !/^[2-5]\d\d-/.test(part)) break;
    lines.unshift(part);
  }
  for (let i = n; i < n + MAX_BACK && /^[2-5]\d\d-/.test(lines.at(-1) ?? ''); i++) {
    const part = receivedText(store, i + 1);
    if (part === undefined) break;
    lines.push(part);
  }
  return { text: lines.join(' '), isFirst: first + 1 === n, stage: stageBefore(store, first) };
}

function receivedText(store: TextStore, n: number): string | undefined {
  const line = n < 0 ? undefined : lineAt(store, n);
  const m = line === undefined ? null : (RECEIVED.exec(line) ?? INDENTED.exec(line));
  return m === null ? undefined : line!.slice(m[0].length).replace(TIME, '');
}

const STAGES: Readonly<Record<string, string>> = {
  EHLO: 'ehlo',
  HELO: 'ehlo',
  STARTTLS: 'starttls',
  AUTH: 'auth',
  MAIL: 'mail',
  RCPT: 'rcpt',
  DATA: 'data',
  QUIT: 'quit',
};

/** The stage of the last command above; the greeting where a connection comes first. */
function stageBefore(store: TextStore, n: number): string | undefined {
  for (let i = n; i >= Math.max(0, n - MAX_BACK); i--) {
    const line = lineAt(store, i) ?? '';
    const sent = SENT.exec(line);
    if (sent !== null) {
      const command = COMMAND.exec(line.slice(sent[0].length));
      return command === null ? undefined : STAGES[command[1]!.split(' ')[0]!.toUpperCase()];
    }
    if (RECEIVED.test(line) || line.startsWith('# ')) return undefined;
    if (/ port \d|ポート ?\d/.test(line)) return 'greeting';
  }
  return undefined;
}

/** The stage that a verdict names: `refuses us at RCPT TO: 550 …`. */
function stageInSentence(line: string): string | undefined {
  const word = /\b(EHLO|HELO|STARTTLS|AUTH|MAIL|RCPT|DATA|QUIT)\b/.exec(line)?.[1];
  return word === undefined ? undefined : STAGES[word];
}

function errorAt(r: Reader, line: string, character: number): Found | undefined {
  for (const m of line.matchAll(SYMBOL)) {
    const end = m.index + m[0].length;
    if (character < m.index || character >= end) continue;
    const entry = r.catalogue.find(m[0]).find(isError);
    if (entry !== undefined) return { card: entryCard(entry, r.c.language, m[0]), start: m.index, end };
  }
  for (const m of line.matchAll(NUMBER)) {
    const end = m.index + m[0].length;
    const start = end - m[1]!.length;
    if (character >= start && character < end) return { card: errorCard(r, m[1]!), start, end };
  }
  return undefined;
}

const isError = (entry: Entry): boolean =>
  entry.catalogue === 'errno' || entry.catalogue === 'winsock' || entry.catalogue === 'windows';

function lineAt(store: TextStore, n: number): string | undefined {
  const bytes = store.lineBytes(n);
  return bytes === undefined ? undefined : pieceText(bytes, 0, Math.min(bytes.length, MAX_LINE));
}
