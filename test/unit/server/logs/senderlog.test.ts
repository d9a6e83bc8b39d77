import { describe } from 'node:test';
import { type Mode, specifyFile } from './notation.ts';

const MODES: readonly Mode[] = ['windows', 'unix', 'editor', 'old', 'pasted'];

describe('lexer of the senderlog', () => {
  describe('physical layout', () => specifyFile('senderlog', 'senderlog-layout.spec', MODES));
  describe('shapes of a line', () => specifyFile('senderlog', 'senderlog-rows.spec', MODES));
});
