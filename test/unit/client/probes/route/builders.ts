/** Results of probes as data, for the tests of what is made of them. */
import type { ResolveHosts } from '../../../../../client/src/probes/dns/addresses.ts';
import { familyOf } from '../../../../../client/src/probes/route/judge.ts';
import type { RouteControl, RouteHost, RouteResult } from '../../../../../client/src/probes/route/types.ts';
import type { ProbeStep, Reply } from '../../../../../client/src/probes/types.ts';
import { isOk, type Verdict } from '../../../../../client/src/probes/verdicts.ts';

/** An operating system that knows these hosts only. */
export function systemKnows(hosts: Readonly<Record<string, readonly string[]>>): ResolveHosts {
  return async names =>
    new Map(
      names.map(name => {
        const own = /^[\d.]+$|:/.test(name) ? [name] : (hosts[name] ?? []);
        return [
          name,
          {
            addresses: own.map(address => ({ address, family: familyOf(address) })),
            failure: own.length > 0 ? null : 'not-found',
            code: own.length > 0 ? null : 'ENOTFOUND',
          },
        ];
      }),
    );
}

export function step(part: Partial<ProbeStep>): ProbeStep {
  return { stage: 'ehlo', sent: null, reply: null, timeMs: 5, failure: null, notes: [], ...part };
}

export function reply(code: number, text: string, enhanced: string | null = null): Reply {
  return { code, enhanced, text: enhanced === null ? text : `${enhanced} ${text}`, origin: 'remote' };
}

export function host(verdict: Verdict, part: Partial<RouteHost> = {}): RouteHost {
  const connected = !verdict.startsWith('connect-') && verdict !== 'blocked-locally';
  return {
    ok: isOk(verdict),
    verdict,
    host: 'mx.example.jp',
    address: '203.0.113.1',
    port: 25,
    localAddress: connected ? '192.0.2.9:50000' : null,
    steps: [],
    extensions: [],
    tls: null,
    notes: [],
    via: 'mx',
    preference: 10,
    decides: true,
    sameAs: null,
    ...part,
  };
}

export function control(verdict: Verdict, part: Partial<RouteControl> = {}): RouteControl {
  return {
    host: 'mx.other.example',
    source: 'given',
    address: '198.51.100.1',
    family: 4,
    port: 25,
    verdict,
    answers: isOk(verdict),
    otherPort: null,
    timeMs: 20,
    ...part,
  };
}

export function route(part: Partial<RouteResult> = {}): RouteResult {
  return {
    ok: true,
    verdict: 'works',
    confidence: 'high',
    domain: 'example.jp',
    unicodeDomain: null,
    at: '2026-11-02T03:04:05.000Z',
    port: 25,
    hosts: [],
    order: [],
    families: [],
    controls: [],
    needs: [],
    fixBy: [],
    warnings: [],
    logEvidence: null,
    dns: null,
    sender: null,
    runFrom: { machine: 'pc1', addresses: ['192.0.2.9'], isMailServer: null },
    timeMs: 120,
    ...part,
  };
}
