/** Lines of E-Post's `gateway.dat`: `domain,host,port` (vendor FAQ bsd/10-28, bsd/17-55). */

interface GatewayRoute {
  /** Recipient domain, `*.example.jp`, or `*` for all mail. */
  readonly domain: string;
  /** Name or IP address of the relay. */
  readonly host: string;
  /** 1 to 65535. */
  readonly port: number;
}

/** Submission (RFC 6409): what providers open where they block port 25. */
export const RELAY_PORT = 587;

/** A host name; an IPv4 address looks like one. */
const NAME = /^(?=.{1,253}$)[A-Za-z0-9_](?:[A-Za-z0-9_-]{0,62})(?:\.[A-Za-z0-9_](?:[A-Za-z0-9_-]{0,62})){0,126}$/;
const DOMAIN = /^(?:\*|(?:\*\.)?[A-Za-z0-9_.-]{1,253})$/;

/** The line; undefined where a part could not be in one (a comma would begin another field). */
export function gatewayLine({ domain, host, port }: GatewayRoute): string | undefined {
  const route = domain.replace(/^\*\./, '');
  const good = DOMAIN.test(domain) && (route === '*' || NAME.test(route)) && NAME.test(host);
  return good && Number.isInteger(port) && port >= 1 && port <= 65_535 ? `${domain},${host},${port}` : undefined;
}

/** `host` or `host:port` as a person types it; undefined where it is neither. IPv6 is not documented for `gateway.dat`. */
export function readRelay(text: string): { readonly host: string; readonly port: number } | undefined {
  const parts = /^([^:\s]{1,253})(?::(\d{1,5}))?$/.exec(text.trim());
  if (parts === null) return undefined;
  const host = parts[1]!;
  const port = parts[2] === undefined ? RELAY_PORT : Number(parts[2]);
  return gatewayLine({ domain: '*', host, port }) === undefined ? undefined : { host, port };
}
