/** How the SMTP terminal shows things. */
import { renderDialogue } from '../render/probe.ts';
import { decodeLine } from '../sanitize.ts';
import { replyClass } from '../smtp/reply.ts';
import type { Language, Reply, TlsInfo } from '../types.ts';

/** Select Graphic Rendition (ECMA-48 §8.3.117). */
const COLORS = { positive: '32', intermediate: '36', temporary: '33', permanent: '31', invalid: '31' } as const;
/** Bytes of one line of the server that are shown. */
const MAX_SHOWN = 1000;

const colored = (text: string, color: string): string => `\x1b[${color}m${text}\x1b[0m`;

/** Our own remarks are set apart from what the server says. */
export function remark(line: string): string {
  if (line.startsWith('-- ')) return colored(line, '90'); // bright black: faint text is too pale on a light ground
  return line.startsWith('!! ') ? colored(line, '33') : line;
}

/** The lines as the server sent them, made safe, in the colour of the reply. */
export function serverLines(lines: readonly Uint8Array[], reply: Reply): string[] {
  const color = COLORS[replyClass(reply.code)];
  return lines.map(line => colored(decodeLine(line.subarray(0, MAX_SHOWN)).text, color));
}

export function splitLines(bytes: Uint8Array): Uint8Array[] {
  const lines: Uint8Array[] = [];
  for (let start = 0; start < bytes.length; ) {
    const found = bytes.indexOf(0x0a, start);
    const end = found < 0 ? bytes.length : found;
    lines.push(bytes.subarray(start, end > start && bytes[end - 1] === 0x0d ? end - 1 : end));
    start = end + 1;
  }
  return lines;
}

/** `334 VXNlcm5hbWU6` asks for "Username:" (RFC 4954 §4: Base64); null where that gives nothing readable. */
export function challengeOf(reply: Reply): string | null {
  const text = reply.text.trim();
  if (!/^[A-Za-z0-9+/]{4,400}={0,2}$/.test(text)) return null;
  const decoded = Buffer.from(text, 'base64').toString('latin1');
  return /^[\x20-\x7e]+$/.test(decoded) ? decoded : null;
}

/** The lines about TLS as the probe's transcript has them. */
export function tlsLines(tls: TlsInfo, host: string, port: number, ms: number, lang: Language): string[] {
  return renderDialogue(
    {
      ok: true,
      verdict: 'works',
      host,
      address: null,
      port,
      localAddress: null,
      steps: [{ stage: 'tls', sent: null, reply: null, timeMs: ms, failure: null, notes: [] }],
      extensions: [],
      tls,
      notes: [],
    },
    lang,
  );
}
