import type { CodeAction, CodeActionContext, Diagnostic, Range } from 'vscode-languageserver-types';
import type { Attempt, Failure } from '../../deliveries/attempt.ts';
import { MAX_REPLY } from '../../deliveries/texts.ts';
import { actionTexts } from '../../l10n/actions.ts';
import { pieceText } from '../../logs/bytes.ts';
import { failFields } from '../../logs/fields.ts';
import { Kind } from '../../logs/record.ts';
import { findAttempt } from '../attempt-at.ts';
import type { FeatureContext } from '../context.ts';
import type { LogDocument } from '../document.ts';
import { plainText } from '../markdown.ts';
import { DEFAULT_TIMEOUT, raisedTimeout, type TimeoutValue } from './reg-file.ts';

const QUICK_FIX = 'quickfix';
const SOURCE = 'Senderlog';
/** Part of the time-out that a wait has to come to, to be taken for it. */
const NEARLY = 0.98;
/** Characters of a reply that a title quotes. */
const MAX_QUOTED = 80;
/** Queue entries that are looked through for a socket error that tells the edition. */
const MAX_SEEN = 2000;

/** What can be done at a place of a log, apart from the diagnostics there. */
interface Here {
  readonly uri: string;
  readonly range: Range;
  readonly attempt: Attempt | undefined;
  readonly domain: string;
  readonly host: string;
  /** What the catalogue is to explain: a reply or a number; '' for nothing. */
  readonly query: string;
  /** A record with an id stands there. */
  readonly message: boolean;
}

/** Quick fixes for our diagnostics at a range, then what helps with the record there. */
export function codeActions(
  document: LogDocument,
  params: { readonly range: Range; readonly context: CodeActionContext },
  c: FeatureContext,
): CodeAction[] {
  const { only, diagnostics } = params.context;
  if (only !== undefined && !only.some(kind => kind === QUICK_FIX || kind === '')) return [];
  const own = new Map<string, Diagnostic>();
  for (const d of diagnostics) if (d.source === SOURCE && typeof d.code === 'string') own.set(d.code, d);
  const here = placeOf(document, params.range);
  const actions: CodeAction[] = [];
  for (const [rule, diagnostic] of own) actions.push(...fixes(document, rule, diagnostic, here, c));
  actions.push(...helpers(here, [...own.values()], c));
  for (const [rule, diagnostic] of own) {
    // Notices of ours, such as `too-many`, are no rules.
    if (c.catalogue().byId(`epost:cause-${rule}`) === undefined) continue;
    actions.push(action(actionTexts(c.language).ignore(rule), 'senderlog.ignoreRule', { rule }, [diagnostic]));
  }
  return actions;
}

function action(
  title: string,
  command: string,
  argument: object,
  diagnostics: Diagnostic[],
  preferred = false,
): CodeAction {
  return {
    title,
    kind: QUICK_FIX,
    command: { title, command, arguments: [argument] },
    ...(diagnostics.length > 0 && { diagnostics }),
    ...(preferred && { isPreferred: true }),
  };
}

/** What removes the cause, or goes round it. */
function fixes(
  document: LogDocument,
  rule: string,
  diagnostic: Diagnostic,
  here: Here,
  c: FeatureContext,
): CodeAction[] {
  const t = actionTexts(c.language);
  if (rule === 'port-25-blocked') {
    return [action(t.gateway, 'senderlog.copyGatewayLine', { domain: '*' }, [diagnostic])];
  }
  const limit = limitOf(rule, here.attempt, c);
  if (limit === undefined) return [];
  const { value, seconds } = limit;
  if (isUnix(document, c)) {
    // The vendor's pages for that edition tell the default, but name no file (bsd/19-22).
    return [action(t.unixTimeout(value), 'senderlog.explainCode', { query: value }, [diagnostic])];
  }
  const raised = raisedTimeout(seconds);
  return [
    action(t.raise(value, raised), 'senderlog.saveRegFile', { value, seconds: raised }, [diagnostic]),
    action(t.remove(value), 'senderlog.saveRegFile', { value, seconds: null }, [diagnostic]),
  ];
}

/** The time-out that ended an attempt, and after how many seconds; undefined where it was none of E-Post's. */
function limitOf(
  rule: string,
  attempt: Attempt | undefined,
  c: FeatureContext,
): { readonly value: TimeoutValue; readonly seconds: number } | undefined {
  const failure = attempt?.failure;
  if (failure === undefined) return undefined;
  const { receiveTimeout, sendTimeout } = c.settings;
  // A limit below the default would be set too low by doubling it.
  const at = (value: TimeoutValue, setting: number) => ({ value, seconds: Math.max(setting, DEFAULT_TIMEOUT) });
  switch (rule) {
    case 'receive-timeout':
      return at('RecvDataTimeout', receiveTimeout);
    case 'silence-or-close-0-0':
      // Closed at once it is no time-out (vendor FAQ bsd/05-26): only the stamps can tell.
      return waitedFor(failure, receiveTimeout) ? at('RecvDataTimeout', receiveTimeout) : undefined;
    case 'reset-in-body':
    case 'abort-in-body':
    case 'cut-after-354':
      return waitedFor(failure, sendTimeout) ? at('SendDataTimeout', sendTimeout) : undefined;
    default:
      return undefined;
  }
}

const waitedFor = (failure: Failure, seconds: number): boolean => failure.waited >= seconds * 1000 * NEARLY;

/** Look, try, ask: the same for every cause. */
function helpers(here: Here, diagnostics: Diagnostic[], c: FeatureContext): CodeAction[] {
  const t = actionTexts(c.language);
  const { uri, attempt, domain, host, query } = here;
  const position = here.range.start;
  const actions: CodeAction[] = [];
  const add = (title: string, command: string, argument: object): void => {
    actions.push(action(title, command, argument, diagnostics));
  };
  if (here.message) add(t.story, 'senderlog.showStory', { uri, position });
  if (query !== '') add(t.explain(shortened(query)), 'senderlog.explainCode', { query });
  if (attempt !== undefined) add(t.retrace, 'senderlog.retrace', { uri, position });
  if (domain !== '') add(t.mx(domain), 'senderlog.lookupMx', { domain });
  if (host !== '') add(t.probe(host), 'senderlog.probeSmtp', { host });
  if (attempt !== undefined || (here.message && domain !== '')) {
    add(t.report, 'senderlog.copyPostmasterReport', { uri, position, language: c.language });
    if (c.language !== 'en') add(t.reportEnglish, 'senderlog.copyPostmasterReport', { uri, position, language: 'en' });
  }
  return actions;
}

function placeOf(document: LogDocument, range: Range): Here {
  const nothing = { uri: document.uri, range, attempt: undefined, domain: '', host: '', query: '', message: false };
  const place = document.store.placeAt(range.start);
  const ref = document.log.recordAt(place.block, place.offset);
  if (ref === undefined) return nothing;
  const { records, text } = ref.block;
  const attempt = findAttempt(document, range.start);
  if (attempt !== undefined) {
    const f = attempt.failure;
    const number = f?.kind === 'connect' || f?.kind === 'body' ? String(f.code || '') : '';
    return {
      ...nothing,
      attempt,
      domain: nameOf(attempt.domain),
      host: nameOf(attempt.host),
      query: f === undefined ? '' : plainText(f.text || number),
      message: true,
    };
  }
  const message = records.id(ref.row) > 0;
  if (records.kind(ref.row) !== Kind.Fail) return { ...nothing, message };
  const fields = failFields(text.bytes, records.payload(ref.row), records.end(ref.row));
  if (fields === undefined) return { ...nothing, message };
  const { recipient, reason } = fields;
  const to = pieceText(text.bytes, recipient.start, Math.min(recipient.end, recipient.start + 1024));
  return {
    ...nothing,
    message,
    domain: nameOf(to.split('@').at(-1) ?? ''),
    query:
      reason === undefined
        ? ''
        : plainText(pieceText(text.bytes, reason.start, Math.min(reason.end, reason.start + MAX_REPLY))),
  };
}

/** A host or domain as a command may be given it; '' for log text that is no name. */
const nameOf = (text: string): string =>
  /^[A-Za-z0-9_-]{1,63}(?:\.[A-Za-z0-9_-]{1,63}){0,126}\.?$/.test(text) && text.length < 255 ? text : '';

const shortened = (text: string): string => (text.length > MAX_QUOTED ? `${text.slice(0, MAX_QUOTED)}…` : text);

/** Is it a log of the Linux/BSD edition, by the setting or by its socket errors (format reference §1.6)? */
function isUnix(document: LogDocument, c: FeatureContext): boolean {
  if (c.settings.edition !== 'auto') return c.settings.edition !== 'windows';
  let left = MAX_SEEN;
  for (const entry of document.attempts().entries) {
    for (const { failure: f } of entry?.attempts ?? []) {
      if ((f?.kind === 'connect' || f?.kind === 'body') && f.code > 0) return f.code < 10_000;
    }
    if (entry !== undefined && --left === 0) break;
  }
  return false;
}
