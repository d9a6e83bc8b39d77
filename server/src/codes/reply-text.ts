/**
 * A reply as the patterns see it: the lines joined with a blank, the repeated codes of continuation lines taken out,
 * at most {@link MAX_REPLY_LENGTH} characters, and the two codes that it carries.
 */

/** What the patterns see of a reply, in UTF-16 code units. */
export const MAX_REPLY_LENGTH = 2048;

/** How much of a hostile reply is looked at before it is joined and cut. */
const MAX_RAW_LENGTH = 4 * MAX_REPLY_LENGTH;

interface ReplyText {
  /** What the patterns are matched against. */
  readonly text: string;
  /** The same with what a relay in between wrote around it (`host … said: …`, `(in reply to RCPT TO command)`). */
  readonly whole: string;
  /** Three digits, 200 to 599; null when there is none. */
  readonly code: string | null;
  /** `class.subject.detail` (RFC 3463 §2); null when there is none. */
  readonly enhanced: string | null;
}

/** An enhanced code right after the basic one: `550 5.1.1`, `550-5.7.1`, `550 #5.1.0`, `550 [5.7.1]`. */
const AT_START = /^([2-5]\d\d)[ -]+(?:[#[(]{0,3}([245]\.\d{1,3}\.\d{1,3})(?![.\d]))?/;
/** A basic code after other words: `smtp; 550 …`, `host mx said: 550-…`, `(550 …`. */
const CODE_INSIDE = /(?:[:;>(\]"']|said|->) {0,2}([245][0-5]\d)[ -]+(?:[#[(]{0,3}([245]\.\d{1,3}\.\d{1,3})(?![.\d]))?/;
/** What relays and error mails write before the reply that they quote: `smtp; `, `host mx[192.0.2.1] said: `, `SMTP error from …: `. */
const QUOTED_AFTER =
  /^(?:(?:smtp|x-postfix) ?; {0,2})?(?:(?:.{0,300}? said|SMTP error from remote mail ?(?:server|er) after .{0,400}?): {0,2}(?=[245]\d\d[ -]))?/i;
const QUOTED_BEFORE = / ?\(in reply to [a-z ]{1,40} command\){1,2}\.?$/i;
/** Unlike an address. */
const STARTS_WITH_CODE = /^[2-5]\d\d(?![\d.])/;
/** Only a code: `550`. */
const CODE_ALONE = /^[2-5]\d\d$/;
/** Looks like an enhanced code; whether it is one, its surroundings tell. */
const ENHANCED = /[245]\.[0-7]\.\d{1,3}/g;
const BEFORE_ENHANCED = /(?:^|[#([<]|[:;,>\])] {0,2}(?:code |status )?)$/;
const AFTER_ENHANCED = /^(?:$|[\s)\]>:;,]|\.(?!\d)|-(?!\d))/;

// biome-ignore lint/complexity/useRegexLiterals: a literal with control characters is hard to read
const CONTROL = new RegExp('[\\u0000-\\u0020\\u007f-\\u00a0]+', 'g');
const NEEDS_JOINING = /[\0-\x1f\x7f-\xa0]| {2}/;

/** Prepares any text, one line or several; never fails. */
export function readReply(reply: string): ReplyText {
  let text = reply.length > MAX_RAW_LENGTH ? reply.slice(0, MAX_RAW_LENGTH) : reply;
  if (NEEDS_JOINING.test(text)) text = text.replace(CONTROL, ' ');
  if (text.startsWith(' ') || text.endsWith(' ')) text = text.trim();
  // Some servers and tools write no blanks at all: `522_mailbox_full`.
  if (text.includes('_') && !text.includes(' ', 4)) text = text.replaceAll('_', ' ');
  const whole = text.length > MAX_REPLY_LENGTH ? text.slice(0, MAX_REPLY_LENGTH) : text;
  if (!STARTS_WITH_CODE.test(text)) text = text.replace(QUOTED_AFTER, '');
  if (whole.includes('(in reply to ')) text = text.replace(QUOTED_BEFORE, '');
  const start = AT_START.exec(text) ?? undefined;
  if (start !== undefined && text.charCodeAt(3) === 0x2d) text = withoutRepeatedCodes(text, start[1]!);
  if (text.length > MAX_REPLY_LENGTH) text = text.slice(0, MAX_REPLY_LENGTH);
  if (start === undefined && CODE_ALONE.test(text)) return { text, whole, code: text, enhanced: null };
  const codes = start ?? CODE_INSIDE.exec(text) ?? undefined;
  const code = codes?.[1] ?? null;
  return { text, whole, code, enhanced: codes?.[2] ?? enhancedInside(text, code) };
}

/** Takes `550-`, `550 ` and a repeated enhanced code out of the middle: they stood at the starts of further lines. */
function withoutRepeatedCodes(text: string, code: string): string {
  const mark = ` ${code}`;
  if (!text.includes(mark, 3)) return text;
  const parts = text.split(mark);
  let joined = parts[0]!;
  for (let i = 1; i < parts.length; i++) {
    const part = parts[i]!;
    const next = part.charCodeAt(0);
    // Not the code but a number that begins with it.
    if (next !== 0x2d && next !== 0x20 && part !== '') joined += mark + part;
    else joined += ` ${part.slice(1).replace(/^\s*[245]\.\d{1,3}\.\d{1,3}(?: |$)/, '')}`;
  }
  return joined.replaceAll('  ', ' ').trimEnd();
}

/**
 * An enhanced code that does not follow the basic one. It is marked (`(#5.1.1)`, `[5.7.1]`, `#4.4.2`) or follows a
 * separator, so that a version (`Exim 4.9.6`), an address (`5.1.1.9`) or a part of a host name is not taken for one.
 */
function enhancedInside(text: string, code: string | null): string | null {
  ENHANCED.lastIndex = 0;
  for (let m = ENHANCED.exec(text); m !== null; m = ENHANCED.exec(text)) {
    // Its class agrees with the reply's, otherwise it is something else (RFC 2034 §4).
    if (code !== null && m[0][0] !== code[0]) continue;
    const end = m.index + m[0].length;
    if (!BEFORE_ENHANCED.test(text.slice(Math.max(0, m.index - 10), m.index))) continue;
    if (AFTER_ENHANCED.test(text.slice(end, end + 2))) return m[0];
  }
  return null;
}
