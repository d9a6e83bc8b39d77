import { failureOf } from '../../deliveries/delivery.ts';
import type { CauseRule } from '../finding.ts';

/** A forwarded mail keeps its sender, whose SPF does not name this server (vendor FAQ bsd/17-31). */
export const forwardBreaksSpf: CauseRule = {
  slug: 'forward-breaks-spf',
  matches: (d, c) => {
    const f = failureOf(d);
    return (
      f?.origin === 'remote' &&
      /-T\d{3}(?!\d)/.test(d.chain) &&
      c.replyCause(f.text, f.stage) === 'sender-auth-rejected'
    );
  },
};
