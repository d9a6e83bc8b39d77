/** The probes: what editor commands and terminal commands use. Plain Node, no `vscode`. */
export { type ResolveHosts, resolveHosts, runAsResolver } from './dns/addresses.ts';
export { DEFAULT_DNS_TIMEOUT_MS, type LookupMxOptions, lookupMx } from './dns/mx.ts';
export { ProbeInputError, toDnsServer, toDomainName, toEnvelopeAddress, toHostAndPort } from './input.ts';
export { renderMx } from './render/mx.ts';
export { renderProbe } from './render/probe.ts';
export { renderRetrace } from './render/retrace.ts';
export { renderRoute, renderRouteProgress } from './render/route.ts';
export { retrace } from './route/retrace.ts';
export { checkRoute } from './route/route.ts';
export { parseSavedRoute } from './route/saved.ts';
export { checkSender } from './route/sender.ts';
export type * from './route/types.ts';
export { decodeLine, sanitize } from './sanitize.ts';
export { DEFAULT_TIMEOUTS, overallProbeVerdict, type ProbeSmtpOptions, probeSmtp } from './smtp/probe.ts';
export type * from './types.ts';
export { isOk, VERDICTS, type Verdict } from './verdicts.ts';
