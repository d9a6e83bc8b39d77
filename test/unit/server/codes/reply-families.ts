/** Near-synonyms among the reason classes: confusing two of a family sends nobody to the wrong person. */
const FAMILIES: readonly (readonly string[])[] = [
  ['userunknown', 'filtered', 'hasmoved', 'suspend'],
  ['mailboxfull'],
  ['mesgtoobig', 'exceedlimit', 'emailtoolarge'],
  [
    'blocked',
    'badreputation',
    'policyviolation',
    'spamdetected',
    'virusdetected',
    'rejected',
    'norelaying',
    'requireptr',
    'greylisting',
  ],
  ['authfailure', 'securityerror', 'failedstarttls'],
  ['speeding', 'toomanyconn', 'ratelimited'],
  ['networkerror', 'systemerror', 'systemfull', 'expired', 'hostunknown', 'mailererror', 'notaccept'],
];
const NUMBERS = new Map(FAMILIES.flatMap((family, i) => family.map(name => [name, i] as const)));

/** The family of a reason class; all others (form of the message or of the dialogue, unknown) are one family. */
export function familyOf(reasonClass: string): number {
  return NUMBERS.get(reasonClass) ?? FAMILIES.length;
}
