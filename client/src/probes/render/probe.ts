/** The SMTP dialogue as text, in the form that users of `telnet host smtp` know, the verdict first. */
import { overallProbeVerdict } from '../smtp/probe.ts';
import type { Language, ProbeNote, ProbeResult, ProbeStep, StepFailure, TlsInfo } from '../types.ts';
import { explainExtension } from './extensions.ts';
import { fill } from './fill.ts';
import { certificateProblems, failures, notes, probeSentences, probeTexts } from './probe-texts.ts';
import { firstLine, place, stageNames } from './text.ts';

/** All addresses of one host. With several, each has a sentence of its own above its dialogue. */
export function renderProbe(results: readonly ProbeResult[], lang: Language): string[] {
  const verdict = overallProbeVerdict(results);
  const deciding = results.find(result => result.verdict === verdict);
  if (deciding === undefined) return [];
  const lines = [probeSentence(deciding, lang)];
  for (const result of results) {
    lines.push('');
    if (results.length > 1) lines.push(probeSentence(result, lang));
    lines.push(...renderDialogue(result, lang));
  }
  return lines;
}

/** The verdict on one address in one sentence. */
export function probeSentence(result: ProbeResult, lang: Language): string {
  const where = place(result);
  const decisive = decisiveStep(result);
  const rcpt = result.steps.find(step => step.stage === 'rcpt');
  if (result.verdict === 'works' && rcpt) {
    const mail = result.steps.find(step => step.stage === 'mail');
    return fill(probeTexts.worksWithEnvelope, lang, { where, from: argument(mail), to: argument(rcpt) });
  }
  if (result.verdict === 'protocol-error' && decisive?.stage === 'tls')
    return fill(probeTexts.injectedSentence, lang, { where });
  const text = probeSentences[result.verdict] ?? { en: result.verdict, ja: result.verdict };
  return fill(text, lang, {
    where,
    stage: decisive ? fill(stageNames[decisive.stage], lang) : '',
    reply: decisive ? replyOrFailure(decisive, lang) : '',
    seconds: decisive ? Math.round(decisive.timeMs / 100) / 10 : 0,
    detail: detailOf(result, decisive, lang),
  });
}

/** The step that decided: the failed one, else the one whose reply was refused, else the last before QUIT. */
function decisiveStep(result: ProbeResult): ProbeStep | undefined {
  const talk = result.steps.filter(step => step.stage !== 'quit' && step.stage !== 'rset');
  const injected = talk.find(step => step.notes.some(note => note.note === 'plaintext-before-tls'));
  if (result.verdict === 'protocol-error' && injected && talk.every(step => step.failure === null)) return injected;
  return talk.at(-1);
}

function argument(step: ProbeStep | undefined): string {
  return /<(.*)>$/.exec(step?.sent ?? '')?.[1] ?? '';
}

function replyOrFailure(step: ProbeStep, lang: Language): string {
  const early = step.notes.find(note => note.note === 'early-data');
  if (early) return early.text;
  if (step.failure) {
    const why = describeFailure(step.failure, step.timeMs, lang);
    return step.reply === null || step.failure.kind === 'timeout' ? why : `${why}: ${firstLine(step.reply)}`;
  }
  return step.reply ? firstLine(step.reply) : '';
}

function detailOf(result: ProbeResult, decisive: ProbeStep | undefined, lang: Language): string {
  if (result.verdict === 'certificate-invalid' && result.tls)
    return result.tls.problems
      .map(problem => fill(certificateProblems[problem], lang))
      .join(lang === 'ja' ? '、' : ', ');
  if (decisive?.failure) return describeFailure(decisive.failure, decisive.timeMs, lang);
  return decisive?.reply ? fill(probeTexts.tlsRefused, lang, { reply: firstLine(decisive.reply) }) : '';
}

export function describeFailure(failed: StepFailure, ms: number, lang: Language): string {
  const parts = [fill(failures[failed.kind], lang, { ms })];
  if (failed.code !== null) parts.push(failed.code);
  if (failed.detail !== null) parts.push(failed.detail);
  return parts.join(', ');
}

/** The dialogue alone, without the verdict. */
export function renderDialogue(result: ProbeResult, lang: Language): string[] {
  const lines = result.notes.map(note => renderNote(note, lang));
  for (const step of result.steps) lines.push(...renderStep(step, result, lang));
  return lines;
}

function renderStep(step: ProbeStep, result: ProbeResult, lang: Language): string[] {
  const { host, address, port, localAddress } = result;
  const values = { host, address: address ?? '', port, local: localAddress ?? '', ms: step.timeMs };
  const lines: string[] = [];
  if (step.sent !== null) lines.push(`-> ${step.sent}`);
  if (step.reply !== null) lines.push(...renderReply(step, step.timeMs));
  if (step.failure !== null) {
    const why = describeFailure(step.failure, step.timeMs, lang);
    const text = step.stage === 'connect' ? probeTexts.connectFailed : probeTexts.failed;
    lines.push(fill(text, lang, { ...values, why, stage: fill(stageNames[step.stage], lang) }));
  } else if (step.stage === 'resolve') lines.push(fill(probeTexts.resolved, lang, values));
  else if (step.stage === 'connect') lines.push(fill(probeTexts.connected, lang, values));
  else if (step.stage === 'tls' && result.tls) lines.push(...renderTls(result.tls, host, step.timeMs, lang));
  for (const note of step.notes) lines.push(renderNote(note, lang));
  if (step.stage === 'ehlo' && step === lastEhlo(result))
    for (const extension of result.extensions) {
      const explained = explainExtension(extension, lang);
      if (explained !== null) lines.push(`--   ${explained}`);
    }
  return lines;
}

function lastEhlo(result: ProbeResult): ProbeStep | undefined {
  return result.steps.filter(step => step.stage === 'ehlo').at(-1);
}

/** The lines as the server sent them; the time stands behind the last. */
function renderReply(step: ProbeStep, ms: number): string[] {
  const { code = null, text = '' } = step.reply ?? {};
  const lines = text.split('\n');
  const last = lines.length - 1;
  const withoutCode = new Set(step.notes.flatMap(note => (note.note === 'line-without-code' ? [note.text] : [])));
  return lines.map((line, index) => {
    const whole = code === null || withoutCode.has(line) ? line : `${code}${index < last ? '-' : ' '}${line}`;
    const shown = whole.length > 1000 ? `${whole.slice(0, 1000)}…` : whole;
    return index === last && step.failure === null ? `<- ${shown.trimEnd()} (${ms} ms)` : `<- ${shown}`;
  });
}

function renderTls(tls: TlsInfo, host: string, ms: number, lang: Language): string[] {
  const lines = [fill(probeTexts.tls, lang, { version: tls.version, cipher: tls.cipher, ms })];
  const leaf = tls.certificates[0];
  if (leaf) {
    lines.push(
      fill(probeTexts.subject, lang, { subject: leaf.subject }),
      fill(probeTexts.altNames, lang, { names: leaf.altNames.slice(0, 20).join(', ') }),
      fill(probeTexts.issuer, lang, { issuer: leaf.issuer }),
      fill(probeTexts.validity, lang, { from: leaf.validFrom ?? '?', to: leaf.validTo ?? '?' }),
    );
    lines.push(
      tls.chainValid
        ? fill(probeTexts.chainGood, lang)
        : fill(probeTexts.chainBad, lang, { error: tls.chainError ?? '?' }),
    );
    const match = { true: probeTexts.hostGood, false: probeTexts.hostBad, null: probeTexts.hostUnchecked };
    lines.push(fill(match[`${tls.hostMatches}`], lang, { host }));
  }
  if (tls.problems.length > 0) {
    const problems = tls.problems.map(problem => fill(certificateProblems[problem], lang));
    lines.push(fill(probeTexts.problems, lang, { problems: problems.join(lang === 'ja' ? '、' : ', ') }));
  }
  return lines;
}

function renderNote(note: ProbeNote, lang: Language): string {
  const { note: key, ...values } = note;
  return `!! ${fill(notes[key], lang, values)}`;
}
