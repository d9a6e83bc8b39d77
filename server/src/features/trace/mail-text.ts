/** A pasted mail taken apart as far as a trace needs it: header fields of all its parts and what their bodies say. */

/** Characters that are looked at: headers and reports stand first, an attachment may follow. */
const MAX_TEXT = 1_000_000;
/** Characters of one encoded part that are decoded. */
const MAX_PART = 200_000;
const MAX_FIELDS = 2000;

interface Field {
  /** In lower case. */
  readonly name: string;
  readonly value: string;
}

export interface MailText {
  /** Of the mail and of the mails and reports in it, in order. */
  readonly fields: readonly Field[];
  /** Everything, encoded parts decoded. */
  readonly text: string;
}

const FIELD = /^(?:> ?)*([A-Za-z][A-Za-z0-9-]{1,60}):[ \t]*(.*)$/;

/** Does the text look like a mail or a piece of one? Two header fields of mail stand in it. */
export function isMail(text: string): boolean {
  const head = text.slice(0, MAX_TEXT);
  return (head.match(KNOWN) ?? []).length >= 2 || /^(?:> ?)*(?:X-Epost-[\w-]{1,40}|Final-Recipient):/im.test(head);
}

const KNOWN =
  /^(?:> ?)*(?:Received|Return-Path|Message-ID|Date|From|To|Subject|MIME-Version|Content-Type|Reporting-MTA|Diagnostic-Code|Status|Action|Final-Recipient|Arrival-Date):/gim;

export function readMail(pasted: string): MailText {
  const text = decoded(pasted.slice(0, MAX_TEXT).replace(/\r\n?/g, '\n'));
  const fields: { name: string; value: string }[] = [];
  let open: { name: string; value: string } | undefined;
  for (const line of text.split('\n')) {
    if (open !== undefined && /^(?:> ?)*[ \t]+\S/.test(line) && open.value.length < 4000) {
      open.value += ` ${line.replace(/^(?:> ?)*/, '').trim()}`;
      continue;
    }
    const match = FIELD.exec(line.slice(0, 4000));
    open = match === null ? undefined : { name: match[1]!.toLowerCase(), value: match[2]!.trim() };
    if (open !== undefined && fields.length < MAX_FIELDS) fields.push(open);
  }
  return { fields, text };
}

/** The text with the bodies of its encoded parts decoded in place; bytes above 0x7F do not matter here. */
function decoded(text: string): string {
  const parts = text.split(/^(?=Content-Transfer-Encoding:)/im);
  return parts
    .map(part => {
      const encoding = /^Content-Transfer-Encoding:[ \t]*(base64|quoted-printable)/i.exec(part)?.[1]?.toLowerCase();
      const gap = part.indexOf('\n\n');
      if (encoding === undefined || gap < 0) return part;
      const boundary = /^--\S/m.exec(part.slice(gap + 2));
      const end = boundary === null ? part.length : gap + 2 + boundary.index;
      const body = part.slice(gap + 2, Math.min(end, gap + 2 + MAX_PART));
      return `${part.slice(0, gap + 2)}${encoding === 'base64' ? base64(body) : quotedPrintable(body)}\n${part.slice(end)}`;
    })
    .join('');
}

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

/** Bytes as Latin-1; what is no base64 is skipped (RFC 2045 §6.8). */
function base64(body: string): string {
  const bytes: string[] = [];
  let bits = 0;
  let held = 0;
  for (const c of body) {
    const six = ALPHABET.indexOf(c);
    if (six < 0) continue;
    held = ((held << 6) | six) & 0xffff;
    bits += 6;
    if (bits < 8) continue;
    bits -= 8;
    bytes.push(String.fromCharCode((held >> bits) & 0xff));
  }
  return bytes.join('').replace(/\r\n?/g, '\n');
}

const quotedPrintable = (body: string): string =>
  body
    .replace(/=\n/g, '')
    .replace(/=([0-9A-Fa-f]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
