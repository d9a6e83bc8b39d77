/** Macros in SPF domain names (RFC 7208 §7). */
import { isIPv6 } from 'node:net';
import { nibbles } from './sender-dns.ts';

export interface MacroValues {
  /** `%{d}` */
  readonly domain: string;
  /** The domain of `%{s}` and `%{o}`; the local part is `postmaster`, as for an empty sender (RFC 7208 §4.3). */
  readonly sender: string;
  readonly address: string;
}

export function expandMacros(text: string, values: MacroValues): string {
  return text
    .slice(0, 1000)
    .replace(/%(?:([%_-])|\{([a-z])(\d{0,3})(r?)([.\-+,/_=]*)\})/gi, (whole, plain, letter, digits, reverse, marks) => {
      if (plain !== undefined) return { '%': '%', _: ' ', '-': '%20' }[plain as string] ?? whole;
      return transform(
        macroValue(String(letter).toLowerCase(), values),
        Number(digits || 0),
        reverse !== '',
        marks || '.',
      );
    });
}

function macroValue(letter: string, { domain, sender, address }: MacroValues): string {
  switch (letter) {
    case 's':
      return `postmaster@${sender}`;
    case 'l':
      return 'postmaster';
    case 'o':
      return sender;
    case 'd':
      return domain;
    case 'i':
      return isIPv6(address) ? nibbles(address).join('.') : address;
    case 'v':
      return isIPv6(address) ? 'ip6' : 'in-addr';
    default:
      // `p` and `h` need what is not known here; RFC 7208 §7.3 has this word for it.
      return 'unknown';
  }
}

function transform(value: string, keep: number, reverse: boolean, marks: string): string {
  const parts = [''];
  for (const character of value)
    if (marks.includes(character)) parts.push('');
    else parts[parts.length - 1] += character;
  if (reverse) parts.reverse();
  return (keep > 0 ? parts.slice(-keep) : parts).join('.');
}
