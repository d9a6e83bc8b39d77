/**
 * The stage of the SMTP dialogue that a reply answers. The same words mean different things at different stages:
 * "User unknown" to RCPT is an unknown user, after the body it is more likely the recipient's filter.
 */
export const STAGES = [
  'resolve',
  'connect',
  'greeting',
  'EHLO',
  'STARTTLS',
  'AUTH',
  'MAIL',
  'RCPT',
  'DATA',
  'body',
  'final',
  'QUIT',
] as const;

export type Stage = (typeof STAGES)[number];

const OTHER_NAMES: Readonly<Record<string, Stage>> = {
  conn: 'connect',
  connection: 'connect',
  banner: 'greeting',
  helo: 'EHLO',
  'mail from': 'MAIL',
  'rcpt to': 'RCPT',
  finalreply: 'final',
  'final reply': 'final',
  'final-reply': 'final',
  'end of data': 'final',
};

/** Reads a stage as a person or another tool writes it (`rcpt`, `RCPT TO`, `final reply`, `CONN`); undefined if unknown. */
export function parseStage(name: string): Stage | undefined {
  const key = name.trim().toLowerCase();
  return STAGES.find(stage => stage.toLowerCase() === key) ?? OTHER_NAMES[key];
}

/** Whether the receiver had seen the message text when it replied. */
export function isAfterBody(stage: Stage | undefined): boolean {
  return stage === 'DATA' || stage === 'body' || stage === 'final';
}

/** Whether the receiver knew nothing but our address and host name when it replied. */
export function isBeforeMail(stage: Stage | undefined): boolean {
  return stage === 'connect' || stage === 'greeting' || stage === 'EHLO';
}
