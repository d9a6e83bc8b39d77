/**
 * What a reply says in the end: provider, reason class, cause. The wording outranks the enhanced code, the enhanced
 * code outranks the basic one, and the stage of the dialogue decides where the words alone leave it open.
 */
import { fallbackCause } from './cause-fallback.ts';
import { confidenceOf, EPOST, GENERIC } from './confidence.ts';
import { createFirstMatch, type MatchPlan, planFirstMatch } from './first-match.ts';
import { once } from './once.ts';
import { createFallback, type FallbackRow } from './reply-fallback.ts';
import { readReply } from './reply-text.ts';
import { type Stage, stageInText } from './stage.ts';
import { refineByStage } from './stage-rules.ts';
import type { Confidence, ReplyPattern } from './types.ts';

export { EPOST, GENERIC } from './confidence.ts';
export type { FallbackRow } from './reply-fallback.ts';

/** What is known about a reply besides its text. */
interface ReplyContext {
  /** The stage it answers; without it, the class is the one that the words most often mean, unless they name the stage. */
  readonly stage?: Stage | undefined;
}

export interface Classification {
  /** Basic reply code, `550`; null when the text has none. */
  readonly code: string | null;
  /** Enhanced code, `5.1.1`; null when the text has none. */
  readonly enhanced: string | null;
  /** Whose wording it is; null for wordings that many servers share and for replies told by their code alone. */
  readonly provider: string | null;
  /** Reason class; `undefined` (the class of that name) when neither words nor codes tell anything. */
  readonly class: string;
  /** Slug of the failure catalogue, where it follows from the reply. */
  readonly cause: string | null;
  /** The pattern that took the reply; null when only its codes told. */
  readonly patternId: string | null;
  readonly basis: 'wording' | 'enhanced' | 'basic' | 'none';
  /** Whether the stage changed the class that words and codes alone gave. */
  readonly byStage: boolean;
  /** E-Post writes some replies itself; those are never blamed on the peer. */
  readonly origin: 'remote' | 'epost';
  readonly confidence: Confidence;
}

export interface Classifier {
  /** Never fails; at most {@link MAX_REPLY_LENGTH} characters of the reply count. */
  classify(reply: string, context?: ReplyContext): Classification;
  /** The pattern of a {@link Classification.patternId}. */
  pattern(id: string): ReplyPattern | undefined;
}

/** What an answer takes from the pattern that took the reply. */
interface PatternHead extends Pick<ReplyPattern, 'id' | 'provider' | 'reasonClass' | 'cause'> {
  readonly confidence: Confidence;
}

/** What the patterns need and tell, worked out once, in their order: plain data that may be kept as JSON. */
export interface PatternPlan {
  readonly match: MatchPlan;
  readonly heads: readonly PatternHead[];
}

/** @param patterns those of the plan; asked once, when one of them is asked for. */
export function createClassifier(
  { match, heads }: PatternPlan,
  fallback: readonly FallbackRow[],
  patterns: () => readonly ReplyPattern[],
): Classifier {
  const firstMatch = createFirstMatch(match);
  const byCode = createFallback(fallback);
  const byId = once(() => new Map(patterns().map(pattern => [pattern.id, pattern])));

  return {
    pattern: id => byId().get(id),
    classify(reply, context) {
      const { text, whole, code, enhanced } = readReply(reply);
      if (code !== null && code < '400') return nothingWrong(code, enhanced);
      const index = firstMatch.find(text);
      const pattern = index < 0 ? undefined : heads[index]!;
      const told = pattern
        ? { class: pattern.reasonClass, basis: 'wording' as const, cause: pattern.cause ?? null }
        : byCode(code, enhanced);
      const origin = pattern?.provider === EPOST ? 'epost' : 'remote';
      const generic = pattern === undefined || pattern.provider === GENERIC;
      const stage = context?.stage ?? stageInText(whole);
      const refined = origin === 'epost' ? undefined : refineByStage({ text, code, enhanced, generic, ...told }, stage);
      return {
        code,
        enhanced,
        provider: generic ? null : pattern.provider,
        class: refined?.class ?? told.class,
        cause:
          (refined ? refined.cause : told.cause) ??
          fallbackCause({ text, code, enhanced, stage, origin, class: refined?.class ?? told.class }),
        patternId: pattern?.id ?? null,
        basis: told.basis,
        byStage: refined !== undefined,
        origin,
        confidence: pattern ? pattern.confidence : told.basis === 'enhanced' ? 'medium' : 'low',
      };
    },
  };
}

/** The costly half of {@link createClassifier}. @param patterns in order of precedence. */
export function planPatterns(patterns: readonly ReplyPattern[]): PatternPlan {
  return {
    match: planFirstMatch(
      patterns.map(pattern => pattern.pattern),
      patterns.map(pattern => pattern.example),
    ),
    heads: patterns.map(pattern => {
      const { id, provider, reasonClass, cause } = pattern;
      return { id, provider, reasonClass, ...(cause && { cause }), confidence: confidenceOf(pattern) };
    }),
  };
}

/** A reply of class 2 or 3 refuses nothing, whatever its words. */
function nothingWrong(code: string, enhanced: string | null): Classification {
  return {
    code,
    enhanced,
    provider: null,
    class: 'undefined',
    cause: null,
    patternId: null,
    basis: 'none',
    byStage: false,
    origin: 'remote',
    confidence: 'low',
  };
}
