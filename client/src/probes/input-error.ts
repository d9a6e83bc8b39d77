import type { BothLanguages } from './types.ts';

/** Wrong usage: the terminal ends with exit code 2, the editor shows the text. */
export class ProbeInputError extends Error {
  readonly text: BothLanguages;
  constructor(text: BothLanguages) {
    super(text.en);
    this.name = 'ProbeInputError';
    this.text = text;
  }
}
