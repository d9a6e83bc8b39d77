/**
 * Where the stage of the dialogue decides what a reply means. Applied after the words and codes; a rule speaks up only
 * for replies that say nothing more particular themselves.
 */
import { isAfterBody, isBeforeMail, type Stage } from './stage.ts';

interface Told {
  readonly text: string;
  readonly code: string | null;
  readonly enhanced: string | null;
  /** Whether the words are shared by many servers, or no pattern knew them. */
  readonly generic: boolean;
  readonly class: string;
  readonly basis: 'wording' | 'enhanced' | 'basic' | 'none';
}

interface Refinement {
  readonly class: string;
  readonly cause: string | null;
}

/** Codes, addresses, queue ids, punctuation and what a relay in between added: what is left over are the words of the reply. */
const NO_WORDS =
  /\(in reply to [a-z ]{1,40}\)|^[2-5]\d\d[ -]|[245]\.\d{1,3}\.\d{1,3}|<[^<>]*>|[^\s@]{1,64}@[^\s@]{1,255}|[^A-Za-z' ]+/gi;
/** More words than this and a reply is telling enough by itself. */
const FEW_WORDS = 5;
const NO_SUCH_USER =
  /\b(?:unknown user|user (?:is )?(?:unknown|not found)|no such user|unknown recipient|invalid recipient)\b/i;
/** Classes that a bare "denied" can come out as. */
const DENIED: ReadonlySet<string> = new Set(['blocked', 'rejected', 'policyviolation']);
const BARE_ACCESS_DENIED = /\b(?:access )?(?:is )?denied\b/i;
/** Classes of a verdict on the recipient. */
const OF_RECIPIENT: ReadonlySet<string> = new Set(['userunknown', 'filtered', 'suspend', 'hasmoved']);
/** Classes of a verdict on the text of the message. */
const CONTENT: ReadonlySet<string> = new Set(['spamdetected', 'virusdetected', 'contenterror']);
/** Whose gateway refuses the recipient's unwanted mail after the body with the words for an unknown user. */
const FILTERS_LIKE_UNKNOWN = /@(?:docomo\.ne\.jp|ezweb\.ne\.jp|au\.com|uqmobile\.jp)\b/i;

/** The class that the stage makes of what words and codes told; undefined when it changes nothing. */
export function refineByStage(told: Told, stage: Stage | undefined): Refinement | undefined {
  if (stage === undefined) return undefined;
  const refined = told.basis === 'wording' ? byWording(told, stage) : byCode(told, stage);
  return refined && refined.class !== told.class ? refined : undefined;
}

function byWording(told: Told, stage: Stage): Refinement | undefined {
  if (told.class === 'userunknown' && isAfterBody(stage)) {
    // An explicit X.1.1 is no slip of the tongue: some gateways learn only after the body that the user is unknown.
    if (told.enhanced?.slice(1).startsWith('.1.')) return undefined;
    const filters = FILTERS_LIKE_UNKNOWN.test(told.text);
    if (filters || (NO_SUCH_USER.test(told.text) && isShort(told.text))) return { class: 'filtered', cause: null };
  }
  if (!told.generic) return undefined;
  const ofRecipient = OF_RECIPIENT.has(told.class);
  // No recipient was named yet: the words are about the sender, or about our host.
  if ((ofRecipient || told.class === 'hostunknown') && stage === 'mail') return { class: 'rejected', cause: null };
  if (DENIED.has(told.class) && BARE_ACCESS_DENIED.test(told.text) && isShort(told.text))
    return accessDenied(told, stage);
  if (CONTENT.has(told.class) && (isBeforeMail(stage) || stage === 'mail' || stage === 'rcpt')) {
    // Nobody has seen the content yet: it is our host that counts as a source of spam.
    return { class: 'blocked', cause: 'ip-blocklisted' };
  }
  const ofHost = ofRecipient || told.class === 'policyviolation' || told.class === 'rejected';
  if (ofHost && isBeforeMail(stage)) return { class: 'blocked', cause: null };
  return undefined;
}

/** "Access denied" and nothing else: only the stage tells whom it means. */
function accessDenied(told: Told, stage: Stage): Refinement | undefined {
  if (isBeforeMail(stage)) return { class: 'blocked', cause: 'ip-blocklisted' };
  if (told.class !== 'blocked') return undefined;
  if (stage === 'mail' || stage === 'rcpt') return { class: 'rejected', cause: null };
  return isAfterBody(stage) ? { class: 'filtered', cause: null } : undefined;
}

/** No words at all: the code says how, the stage says what. */
function byCode(told: Told, stage: Stage): Refinement | undefined {
  const permanent = told.code?.startsWith('5') ?? false;
  const address = told.class === 'userunknown';
  const vague = address || told.class === 'policyviolation' || told.class === 'onhold';
  // Greylisting looks at sender and recipient, and none was named yet.
  if (isBeforeMail(stage) && told.class === 'greylisting' && told.basis === 'enhanced')
    return { class: 'blocked', cause: null };
  if (isBeforeMail(stage)) return permanent && vague ? { class: 'blocked', cause: null } : undefined;
  if (stage === 'mail') {
    if (told.class === 'mailboxfull') return { class: 'mesgtoobig', cause: 'size-exceeded' };
    return permanent && vague ? { class: 'rejected', cause: null } : undefined;
  }
  // A 550 after the body is no verdict on the recipient, whom the receiver had accepted.
  if (isAfterBody(stage) && address && told.basis === 'basic') return { class: 'policyviolation', cause: null };
  return undefined;
}

function isShort(text: string): boolean {
  const words = text.replace(NO_WORDS, ' ').split(' ');
  return words.filter(word => word !== '').length <= FEW_WORDS;
}
