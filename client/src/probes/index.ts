/** The probes: what editor commands and terminal commands use. Plain Node, no `vscode`. */
export { type ResolveHosts, resolveHosts, runAsResolver } from './dns/addresses.ts';
export { DEFAULT_DNS_TIMEOUT_MS, type LookupMxOptions, lookupMx } from './dns/mx.ts';
export { ProbeInputError, toDnsServer, toDomainName, toHostAndPort } from './input.ts';
export { renderMx } from './render/mx.ts';
export { renderProbe } from './render/probe.ts';
export { decodeLine, sanitize } from './sanitize.ts';
export { DEFAULT_TIMEOUTS, overallProbeVerdict, type ProbeSmtpOptions, probeSmtp } from './smtp/probe.ts';
export type * from './types.ts';
export { isOk, VERDICTS, type Verdict } from './verdicts.ts';
