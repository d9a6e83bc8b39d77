import { failureOf } from '../../deliveries/delivery.ts';
import type { CauseRule } from '../finding.ts';

/** Suffixes of a forwarded mail: as it came, or without its attachments (format reference §4); `-T000x` is a list's notice. */
const FORWARDED = /-(?:T\d{3}|C\d{8})(?!\d)/;

/** A forwarded mail keeps its sender, whose SPF does not name this server (vendor FAQ bsd/17-31). */
export const forwardBreaksSpf: CauseRule = {
  slug: 'forward-breaks-spf',
  matches: (d, c) => {
    const f = failureOf(d);
    return (
      f?.origin === 'remote' && FORWARDED.test(d.chain) && c.replyCause(f.text, f.stage) === 'sender-auth-rejected'
    );
  },
};
