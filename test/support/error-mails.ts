/** Error mails as E-Post makes them (format reference §6.4), for the deliveries of a scenario that failed. */
import type { Delivery } from '../../server/src/deliveries/delivery.ts';

interface ErrorMail {
  readonly form: string;
  readonly text: string;
}

/** The error mail of a failed delivery in the forms in which it reaches an administrator. */
export function errorMailsOf(d: Delivery, sender: string, when: Date): ErrorMail[] {
  const recipient = d.recipient ?? `user@${d.domain}`;
  const reason = d.notes.find(n => n.log === 'faillog')?.reason ?? d.decisive?.failure?.text ?? 'Unable to deliver';
  const date = mailDate(when);
  const queueId = d.queueIds.at(-1) ?? d.base;
  const report = [
    'Reporting-MTA: dns; mail.example.jp',
    `X-Epost-Queue-ID: ${queueId}`,
    `Arrival-Date: ${date}`,
    '',
    `Final-Recipient: rfc822; ${recipient}`,
    'Action: failed',
    'Status: 5.0.0',
    `Diagnostic-Code: ${/^[45]/.test(reason) ? 'smtp' : 'X-Epost'}; ${reason}`,
  ];
  const returned = [
    'Received: from pc (client.example.jp [192.0.2.10]) by mail.example.jp',
    ` with ESMTP id <${d.base}@mail.example.jp>`,
    ` for <${recipient}>; ${date}`,
    `From: Taro <${sender || 'taro@example.jp'}>`,
    `To: ${recipient}`,
    'Subject: test',
    `Message-ID: <20261124040714.1234@pc.example.jp>`,
  ];
  const text = [
    `Your message has encountered delivery problems`,
    'to the following recipients:',
    '',
    `  ${recipient}`,
    '',
    `> ${reason}`,
  ];
  const head = (type: string): string[] => [
    'Return-Path: <>',
    `Date: ${date}`,
    'From: postmaster@mail.example.jp',
    `To: ${sender || 'postmaster@example.jp'}`,
    'Subject: Delivery failure',
    'MIME-Version: 1.0',
    `Content-Type: ${type}`,
  ];
  const multipart = (part: string[], headers: string[]): string =>
    [
      ...head('multipart/report; report-type=delivery-status; boundary="b1"'),
      '',
      '--b1',
      'Content-Type: text/plain',
      '',
      ...text,
      '--b1',
      'Content-Type: message/delivery-status',
      ...headers,
      '',
      ...part,
      '--b1',
      'Content-Type: text/rfc822-headers',
      '',
      ...returned.filter(line => headers.length > 0 || !line.includes(d.base)),
      '--b1--',
      '',
    ].join('\r\n');
  const base64 = Buffer.from(report.join('\r\n'))
    .toString('base64')
    .replace(/(.{76})/g, '$1\r\n');
  return [
    { form: 'saved as .eml', text: multipart(report, ['X-Part: 2']) },
    { form: 'its report in base64', text: multipart([base64], ['Content-Transfer-Encoding: base64']) },
    { form: 'only the returned header', text: [...head('text/plain'), '', ...text, '', ...returned].join('\n') },
    { form: 'forwarded and quoted', text: [...report, '', ...returned].map(line => `> ${line}`).join('\n') },
    { form: 'text without an id', text: [...head('text/plain'), '', ...text].join('\n') },
  ];
}

const DAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** RFC 5322 §3.3, at +0900. @param when its UTC fields are the local ones */
function mailDate(when: Date): string {
  const time = when.toISOString().slice(11, 19);
  const [day, month] = [DAYS[when.getUTCDay()], MONTHS[when.getUTCMonth()]];
  return `${day}, ${when.getUTCDate()} ${month} ${when.getUTCFullYear()} ${time} +0900`;
}
