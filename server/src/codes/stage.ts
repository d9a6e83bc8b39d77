/**
 * The stage of the SMTP dialogue that a reply answers. The same words mean different things at different stages:
 * "User unknown" to RCPT is an unknown user, after the body it is more likely the recipient's filter.
 * The slugs are those of `deliveries/attempt.ts`, so that a stage is handed over as it is (a test compares them).
 */
export const STAGES = [
  'resolve',
  'connect',
  'greeting',
  'ehlo',
  'starttls',
  'auth',
  'mail',
  'rcpt',
  'data',
  'body',
  'final',
  'quit',
] as const;

export type Stage = (typeof STAGES)[number];

const NAMES: ReadonlyMap<string, Stage> = new Map([
  ...STAGES.map(stage => [stage, stage] as const),
  ['conn', 'connect'],
  ['connection', 'connect'],
  ['banner', 'greeting'],
  ['helo', 'ehlo'],
  ['mail from', 'mail'],
  ['rcpt to', 'rcpt'],
  ['finalreply', 'final'],
  ['final reply', 'final'],
  ['final-reply', 'final'],
  ['end of data', 'final'],
]);

/** Reads a stage as a person or another tool writes it (`rcpt`, `RCPT TO`, `final reply`, `CONN`); undefined if unknown. */
export function parseStage(name: string): Stage | undefined {
  return NAMES.get(name.trim().toLowerCase());
}

const TOLD_BY_TEXT =
  /\b(?:in reply to|remote mail server after|refused to talk to me|while receiving the initial)|\[(?:RCPT_TO|MAIL_FROM|DATA|BODY)\]/i;
const STAGES_IN_TEXT: readonly (readonly [RegExp, Stage])[] = [
  [/refused to talk to me|after initial connection|while receiving the initial server greeting/i, 'greeting'],
  [/in reply to (?:end of DATA|\. )|after end of data|\[BODY\]/i, 'final'],
  [/(?:in reply to|server after) (?:the )?RCPT|\[RCPT_TO\]/i, 'rcpt'],
  [/(?:in reply to|server after) (?:the )?MAIL|\[MAIL_FROM\]/i, 'mail'],
  [/(?:in reply to|server after) (?:the )?DATA|\[DATA\]/i, 'data'],
  [/(?:in reply to|server after) (?:the )?(?:EHLO|HELO)/i, 'ehlo'],
  [/(?:in reply to|server after) (?:the )?STARTTLS/i, 'starttls'],
  [/(?:in reply to|server after) (?:the )?AUTH/i, 'auth'],
];

/** The stage that a relay in between wrote into the text (`(in reply to RCPT TO command)`, `after end of data`). */
export function stageInText(text: string): Stage | undefined {
  if (!TOLD_BY_TEXT.test(text)) return undefined;
  return STAGES_IN_TEXT.find(([words]) => words.test(text))?.[1];
}

/** Whether the receiver had seen the message text when it replied. */
export function isAfterBody(stage: Stage | undefined): boolean {
  return stage === 'data' || stage === 'body' || stage === 'final';
}

/** Whether the receiver knew nothing but our address and host name when it replied. */
export function isBeforeMail(stage: Stage | undefined): boolean {
  return stage === 'connect' || stage === 'greeting' || stage === 'ehlo';
}
