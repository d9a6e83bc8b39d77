export { SmtpTerminal, type SmtpTerminalOptions } from './terminal.ts';
