/** The probes: what editor commands and terminal commands use. Plain Node, no `vscode`. */
export { runAsResolver } from './dns/addresses.ts';
export { lookupMx } from './dns/mx.ts';
export { toEnvelopeAddress, toHostAndPort } from './input.ts';
export { ProbeInputError } from './input-error.ts';
export { renderMx } from './render/mx.ts';
export { renderProbe } from './render/probe.ts';
export { renderRetrace } from './render/retrace.ts';
export { renderRoute, renderRouteProgress } from './render/route.ts';
export { retrace } from './route/retrace.ts';
export { checkRoute } from './route/route.ts';
export { parseSavedRoute } from './route/saved.ts';
export type * from './route/types.ts';
export { sanitize } from './sanitize.ts';
export { overallProbeVerdict, probeSmtp } from './smtp/probe.ts';
export type * from './types.ts';
export { isOk } from './verdicts.ts';
