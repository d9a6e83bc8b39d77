/** Is this process the child that looks up addresses? Apart from its work, so that a start does not load all of the network. */
import { isSea } from 'node:sea';

/** Set for the child when the program is a single executable, which cannot be given a script. */
export const CHILD_VARIABLE = 'SENDERLOG_RESOLVE_HOSTS';

/** To be asked first in the `main` of a single executable: where it is one, `runAsResolver` is its work and nothing else must run. */
export const isResolver = (): boolean => process.env[CHILD_VARIABLE] !== undefined && isSea();
