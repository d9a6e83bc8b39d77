import type { MailText } from './mail-text.ts';

/** Whose error mail is it? */
export type Writer =
  | { readonly kind: 'none' }
  | { readonly kind: 'epost' }
  /** Another product's; the name is '' where it is not known which. */
  | { readonly kind: 'other'; readonly name: string };

/** What E-Post writes into its error mails (format reference §6.4). */
const EPOST =
  /^(?:> ?)*X-Epost-Queue-ID:|^(?:> ?)*Diagnostic-Code:[ \t]*X-Epost\b|Your message has encountered delivery problems/im;

/** Words that a product puts into its own error mails. */
const PRODUCTS: readonly (readonly [name: string, mark: RegExp])[] = [
  ['Postfix', /This is the mail system at host|^(?:> ?)*X-Postfix-Queue-ID:/im],
  ['Exim', /This message was created automatically by mail delivery software/i],
  ['qmail', /This is the qmail-send program/i],
  ['Microsoft Exchange', /Diagnostic information for administrators|Microsoft Exchange|\.prod\.outlook\.com/i],
  ['Gmail', /mailer-daemon@googlemail\.com|mx\.google\.com/i],
  ['Domino', /Lotus Domino|HCL Domino/i],
  ['sendmail', /The original message was received at|Mail Delivery Subsystem/i],
];

/** How error mails of other products show that they are some. */
const ERROR_MAIL =
  /^(?:> ?)*Final-Recipient:|report-type="?delivery-status|^(?:> ?)*X-Failed-Recipients:|^(?:> ?)*From:.{0,200}(?:mailer-daemon|postmaster)|^(?:> ?)*Subject:[ \t]*(?:Undeliver|Delivery Status Notification|failure notice|Returned mail|Mail delivery failed|配信不能)/im;

export function writerOf({ text }: MailText): Writer {
  if (EPOST.test(text)) return { kind: 'epost' };
  const product = PRODUCTS.find(([, mark]) => mark.test(text));
  if (!ERROR_MAIL.test(text) && product?.[0] !== 'Postfix' && product?.[0] !== 'Exim' && product?.[0] !== 'qmail')
    return { kind: 'none' };
  return { kind: 'other', name: product?.[0] ?? '' };
}
