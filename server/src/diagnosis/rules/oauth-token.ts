import type { CauseRule } from '../finding.ts';

/** The OAuth helper told an error and no AUTH followed. */
export const oauthToken: CauseRule = {
  slug: 'oauth-token',
  matches: d => (d.decisive ?? d.tries.at(-1))?.attempt.tokenFailed !== undefined,
};
