/** `senderlog explain QUERY…`: what a code or a reply means. */
import { parseStage, type Stage } from '../../../server/src/codes/stage.ts';
import {
  type Engine,
  type ExplainedEntry,
  type Explanation,
  explainQuery,
} from '../../../server/src/diagnosis/explain.ts';
import { sanitize } from '../probes/sanitize.ts';
import type { Language } from '../probes/types.ts';
import { usageError } from './arguments.ts';
import type { Command, ExitCode, Invocation } from './command.ts';
import { loadCatalogue, loadClassifier } from './engine.ts';
import { decoder, linesOf } from './lines.ts';
import { explainTexts, fill, notes, optionTexts, texts } from './texts.ts';

interface Query {
  readonly text: string;
  readonly stage: Stage | undefined;
}

export const explain: Command = {
  operands: 'QUERY…',
  options: [
    { name: 'stdin', help: optionTexts.stdin },
    { name: 'stage', value: 'NAME', help: optionTexts.stage },
  ],
  notes: [notes.explain],
  async run(invocation) {
    const { operands, options } = invocation;
    const stage = stageOf(options.value('stage'));
    const fromStdin = options.has('stdin');
    if (operands.length === 0 && !fromStdin) usageError(texts.missingOperand, { name: 'QUERY' });
    const engine = createEngine();
    let unknown = 0;
    const answer = async ({ text, stage }: Query): Promise<void> => {
      const explanation = explainQuery(text, stage, invocation.lang, engine);
      if (explanation.entries.length === 0 && explanation.query !== '') unknown++;
      await print(explanation, invocation);
    };
    for (const text of operands) await answer({ text, stage });
    const outcome = fromStdin ? await answerAll(invocation, stage, answer) : 0;
    return outcome !== 0 ? outcome : unknown > 0 ? 1 : 0;
  },
};

function createEngine(): Engine {
  let catalogue: ReturnType<typeof loadCatalogue> | undefined;
  let classifier: ReturnType<typeof loadClassifier> | undefined;
  return {
    catalogue: () => (catalogue ??= loadCatalogue()),
    classifier: () => (classifier ??= loadClassifier()),
  };
}

function stageOf(name: string | undefined): Stage | undefined {
  if (name === undefined) return undefined;
  return parseStage(name) ?? usageError(texts.unknownStage, { value: name });
}

/** One query a line; what stands behind its last TAB is the stage, if it is one. An empty line keeps its place. */
async function answerAll(
  { stdin, common, output, signal }: Invocation,
  stage: Stage | undefined,
  answer: (query: Query) => Promise<void>,
): Promise<ExitCode> {
  const decode = decoder(common.encoding);
  for await (const bytes of linesOf(stdin(), signal)) {
    if (output.closed) break;
    const line = decode(bytes);
    const tab = line.lastIndexOf('\t');
    const named = tab < 0 ? undefined : parseStage(line.slice(tab + 1));
    const rest = named !== undefined || line.slice(tab + 1).trim() === '' ? line.slice(0, Math.max(tab, 0)) : line;
    await answer({ text: tab < 0 ? line : rest, stage: named ?? stage });
  }
  return signal.aborted ? 1 : 0;
}

async function print(explanation: Explanation, { common, output, lang }: Invocation): Promise<void> {
  if (common.format === 'json') return output.json(explanation);
  const { query, entries, classification } = explanation;
  const lines = [output.paint(sanitize(query), 'bold')];
  if (query !== '' && entries.length === 0) lines.push(`  ${fill(explainTexts.nothing, lang)}`);
  if (classification !== undefined) lines.push(`  ${classificationLine(classification, lang)}`);
  for (const entry of entries) lines.push(...entryLines(entry, lang));
  await output.lines([...lines, '']);
}

function classificationLine(told: NonNullable<Explanation['classification']>, lang: Language): string {
  const known = [
    told.provider === null ? null : fill(explainTexts.provider, lang, { provider: sanitize(told.provider) }),
    fill(explainTexts.class, lang, { class: told.class }),
    told.cause === null ? null : fill(explainTexts.cause, lang, { cause: told.cause }),
  ];
  return known.filter(part => part !== null).join(lang === 'ja' ? '、' : ', ');
}

function entryLines(entry: ExplainedEntry, lang: Language): string[] {
  const lines = [`  ${entry.title}  [${entry.id}]`, `    ${entry.meaning}`];
  if (entry.action !== null) lines.push(`    ${fill(explainTexts.action, lang, { action: entry.action })}`);
  lines.push(`    ${fill(explainTexts.source, lang, { source: entry.source.join(', ') })}`);
  return lines;
}
