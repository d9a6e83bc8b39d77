import type { Diagnostic, Range } from 'vscode-languageserver-types';
import type { Failure, Spot } from '../deliveries/attempt.ts';
import { type Delivery, failureOf } from '../deliveries/delivery.ts';
import type { Finding } from '../diagnosis/finding.ts';
import { messages } from '../l10n/messages.ts';
import type { FeatureContext } from './context.ts';
import type { LogDocument } from './document.ts';
import { plainText } from './markdown.ts';
import { shownText } from './masking.ts';
import { Ranges } from './navigation/ranges.ts';
import type { ShownSeverity } from './settings.ts';

export const SOURCE = 'Senderlog';
/** More findings of one file are counted, not shown. */
const MAX_SHOWN = 1000;
/** Lines that are named as further evidence of one finding. */
const MAX_RELATED = 10;
/** An answer that fails to come within this time did so at once: nobody waited for it, in ms. */
const AT_ONCE = 2000;

const SEVERITIES = { error: 1, warning: 2, information: 3, hint: 4 } as const;

/** One diagnostic a finding, at its decisive line. */
export function diagnostics(document: LogDocument, c: FeatureContext): Diagnostic[] {
  // A story, or another view of a log: its findings are reported where the lines stand.
  if (document.uri.startsWith('senderlog:')) return [];
  const shown: { finding: Finding; severity: 1 | 2 | 3 | 4 }[] = [];
  for (const finding of document.findings(c.diagnosis)) {
    const severity: ShownSeverity = c.settings.severity.get(finding.rule) ?? finding.severity;
    if (severity !== 'off' && finding.evidence.length > 0) shown.push({ finding, severity: SEVERITIES[severity] });
  }
  if (shown.length > MAX_SHOWN) shown.sort((a, b) => a.severity - b.severity);
  const made = shown.slice(0, MAX_SHOWN).map(one => diagnostic(document, one.finding, one.severity, c));
  return shown.length <= MAX_SHOWN ? made : [notice(shown.length - MAX_SHOWN, c), ...made];
}

/** Of what is not shown, one notice says how much it is. */
const notice = (more: number, c: FeatureContext): Diagnostic => ({
  severity: SEVERITIES.information,
  source: SOURCE,
  code: 'too-many',
  message: messages(c.language).tooMany(more),
  range: { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } },
});

function diagnostic(document: LogDocument, f: Finding, severity: 1 | 2 | 3 | 4, c: FeatureContext): Diagnostic {
  const { message, relations } = toldOf(f, c);
  const made: Diagnostic = {
    range: rangeOf(document, f.evidence[0]!),
    severity,
    source: SOURCE,
    code: f.rule,
    codeDescription: { href: `senderlog:/explain/${f.rule}.md?${f.rule}` },
    message,
  };
  if (relations.length > 0) {
    made.relatedInformation = relations.map((relation, i) => ({
      message: relation,
      location: { uri: document.uri, range: rangeOf(document, f.evidence[1 + i]!) },
    }));
  }
  return made;
}

/** What is said of a finding; where its lines stand may change, its words do not. */
interface Told {
  readonly message: string;
  /** What each further line has to do with it, in the order of the evidence. */
  readonly relations: readonly string[];
}

const remembered = new WeakMap<FeatureContext, WeakMap<Finding, Told>>();

function toldOf(f: Finding, c: FeatureContext): Told {
  let known = remembered.get(c);
  if (known === undefined) {
    known = new WeakMap();
    remembered.set(c, known);
  }
  let told = known.get(f);
  if (told === undefined) {
    told = {
      message: [headline(f, c), ...details(f, c), ...advice(f, c)].join('\n'),
      relations: f.evidence.slice(1, 1 + MAX_RELATED).map(at => relation(f, at, c)),
    };
    known.set(f, told);
  }
  return told;
}

/** What happened, to whom, where. */
function headline(f: Finding, c: FeatureContext): string {
  const m = messages(c.language);
  const title = c.catalogue().byId(`epost:cause-${f.rule}`)?.title[c.language] ?? f.rule;
  const single = f.deliveries.length === 1 ? f.deliveries[0]! : undefined;
  if (f.base === null) return m.incident(title, clean(f.host, c), f.deliveries.length);
  const failure = single === undefined ? undefined : (failureOf(single) ?? failureIn(single));
  if (failure !== undefined) return m.diagnostic(title, clean(f.host, c), m.stage[failure.stage] ?? failure.stage);
  const recipient = single?.recipient ?? null;
  return recipient === null ? title : m.failDiagnostic(title, clean(recipient, c));
}

const failureIn = (d: Delivery): Failure | undefined => d.tries.find(t => t.failure !== undefined)?.failure;

/** The reply, how long it took to come or to fail to come, and what became of it. */
function details(f: Finding, c: FeatureContext): string[] {
  const m = messages(c.language);
  const d = f.deliveries[0];
  if (f.base === null || d === undefined) return [];
  const lines: string[] = [];
  const failure = failureOf(d) ?? failureIn(d);
  const faillog = d.notes.find(n => n.log === 'faillog');
  if (failure !== undefined && failure.text !== '') lines.push(clean(failure.text, c));
  else if (failure === undefined && faillog?.reason) lines.push(clean(faillog.reason, c));
  const waited = failure === undefined ? '' : waitedFor(failure, c);
  if (waited !== '') lines.push(waited);
  if (d.outcome === 'delivered') lines.push(m.deliveredLater);
  if (d.giveUp !== undefined) lines.push(m.gaveUpHere);
  if (d.tries.some(t => t.attempt.uncertain)) lines.push(m.uncertainReply);
  return lines;
}

/** A close at once has other causes than one after minutes of silence (vendor FAQ bsd/05-26). */
function waitedFor(failure: Failure, c: FeatureContext): string {
  if (failure.waited < 0 || (failure.kind !== 'own-reply' && failure.kind !== 'body')) return '';
  const m = messages(c.language);
  if (failure.waited < AT_ONCE) return m.atOnce(failure.waited / 1000);
  const seconds = Math.round(failure.waited / 1000);
  return seconds >= c.settings.receiveTimeout * 0.9 ? m.timedOut(seconds) : m.waited(seconds);
}

/** Who can do something about it, and what. */
function advice(f: Finding, c: FeatureContext): string[] {
  if (f.severity === 'information') return [];
  const m = messages(c.language);
  const action = c.catalogue().byId(`epost:cause-${f.rule}`)?.action?.[c.language];
  const who = f.fixBy.map(one => m.who[one] ?? one).join(m.and);
  return [...(who === '' ? [] : [`${m.fixBy}: ${who}`]), ...(action === undefined ? [] : [`${m.action}: ${action}`])];
}

function relation(f: Finding, at: Spot, c: FeatureContext): string {
  const m = messages(c.language);
  for (const d of f.deliveries) {
    if (d.giveUp?.at === at) return m.gaveUpHere;
    const n = d.tries.findIndex(t => t.failure?.at === at);
    if (n >= 0) return m.failedInAttempt(n + 1, clean(d.tries[n]!.attempt.host, c));
    if (d.tries.some(t => t.attempt.accepted === at)) return m.accepted;
  }
  return m.evidence;
}

const rangeOf = (document: LogDocument, { block, row }: Spot): Range => new Ranges(document.store).record(block, row);

/** Log text for a message, bounded; without local parts where the user wants it so. */
const clean = (text: string, c: FeatureContext): string => {
  const plain = plainText(text.slice(0, 500));
  return shownText(plain, c.settings);
};
