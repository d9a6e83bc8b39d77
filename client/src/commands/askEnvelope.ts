import { l10n, window } from 'vscode';
import { ProbeInputError, toEnvelopeAddress } from '../probes/index.ts';
import { language } from './settings.ts';

export interface Envelope {
  readonly from: string;
  readonly to: string;
}

/**
 * Asks for the addresses of MAIL FROM and RCPT TO, and once more before they go on the wire; each time anew, nothing is remembered.
 * @param domain whose MX hosts will be told them
 */
export async function askEnvelope(domain: string, proposed: Envelope): Promise<Envelope | undefined> {
  const title = l10n.t('MAIL FROM and RCPT TO, without a mail');
  const from = await window.showInputBox({
    title,
    prompt: l10n.t('Sender; empty for the sender of error mails'),
    value: proposed.from,
    validateInput,
  });
  if (from === undefined) return undefined;
  const to = await window.showInputBox({ title, prompt: l10n.t('Recipient'), value: proposed.to, validateInput });
  if (to === undefined || to.trim() === '') return undefined;
  const envelope = { from: toEnvelopeAddress(from), to: toEnvelopeAddress(to) };
  const question = l10n.t(
    'Say MAIL FROM:<{0}> and RCPT TO:<{1}> to the MX hosts of {2}?',
    envelope.from,
    envelope.to,
    domain,
  );
  const detail = l10n.t('No mail is sent: the session ends before DATA. The receiver may count the attempt.');
  const say = l10n.t('Say It');
  return (await window.showWarningMessage(question, { modal: true, detail }, say)) === say ? envelope : undefined;
}

function validateInput(text: string): string | undefined {
  try {
    toEnvelopeAddress(text);
    return undefined;
  } catch (error) {
    if (!(error instanceof ProbeInputError)) throw error;
    return error.text[language()];
  }
}
