import { describe } from 'node:test';
import { specifyFile } from './notation.ts';

describe('lexer of the senderlog', () => {
  describe('physical layout', () => specifyFile('senderlog', 'senderlog-layout.spec', ['windows', 'unix', 'editor', 'old', 'pasted']));
});
