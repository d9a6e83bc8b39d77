/** The lines of an SMTP server → a reply (RFC 5321 §4.2), with what is irregular about them. */
import { decodeLine } from '../sanitize.ts';
import type { ProbeNote, Reply } from '../types.ts';

interface ParsedReply {
  readonly reply: Reply;
  readonly notes: readonly ProbeNote[];
}

/** `more`: the reply goes on; `last`: this line ends it; `none`: no code where one belongs. */
export function lineKind(line: Uint8Array): 'more' | 'last' | 'none' {
  for (let i = 0; i < 3; i++) if (!((line[i] ?? 0) >= 0x30 && (line[i] ?? 0) <= 0x39)) return 'none';
  if (line.length === 3 || line[3] === 0x20) return 'last';
  return line[3] === 0x2d ? 'more' : 'none';
}

/** Put the complete lines (without line ends) together. The code is that of the last line that has one. */
export function parseReply(lines: readonly Uint8Array[]): ParsedReply {
  let code: number | null = null;
  let enhanced: string | null = null;
  const notes: ProbeNote[] = [];
  const noted = new Set<ProbeNote['note']>();
  const note = (entry: ProbeNote): void => {
    if (!noted.has(entry.note)) notes.push(entry);
    noted.add(entry.note);
  };
  const texts = lines.map(line => {
    const { text, charset } = decodeLine(line);
    if (charset === 'shift_jis') note({ note: 'shift-jis' });
    if (charset === 'unknown') note({ note: 'undecodable' });
    if (lineKind(line) === 'none') {
      note({ note: 'line-without-code', text });
      return text;
    }
    const own = Number(text.slice(0, 3));
    if (code !== null && code !== own) note({ note: 'mixed-codes' });
    code = own;
    const rest = text.slice(4);
    enhanced ??= /^([245]\.\d{1,3}\.\d{1,3})(?:\s|$)/.exec(rest)?.[1] ?? null;
    return rest;
  });
  return { reply: { code, enhanced, text: texts.join('\n'), origin: 'remote' }, notes };
}

type ReplyClass = 'positive' | 'intermediate' | 'temporary' | 'permanent' | 'invalid';

/** The meaning of the first digit (RFC 5321 §4.2.1); 1xx and everything beyond 5xx do not exist in SMTP. */
export function replyClass(code: number | null): ReplyClass {
  switch (code === null ? 0 : Math.floor(code / 100)) {
    case 2:
      return 'positive';
    case 3:
      return 'intermediate';
    case 4:
      return 'temporary';
    case 5:
      return 'permanent';
    default:
      return 'invalid';
  }
}
