/** What the route check and the retrace take and return. Names are public (docs/reference.md). */
import type { Stage } from '../../../../server/src/codes/stage.ts';
import type { ResolveHosts } from '../dns/addresses.ts';
import type { ProbeSmtpOptions } from '../smtp/probe.ts';
import type { Family, MxResult, ProbeResult, ProbeTimeouts, Reply } from '../types.ts';
import type { Verdict } from '../verdicts.ts';

export type Confidence = 'high' | 'medium' | 'low';

/** Who can put it right; the words of the engine's findings. */
export type FixBy = 'us' | 'peer' | 'recipient' | 'network';

// ---------------------------------------------------------------- what goes in

/**
 * What the open log says about port 25 as the mail server sees it. Times as the log gives them (RFC 3339, without offset where none is
 * known); they are compared as text, so one log's times belong together.
 */
export interface RouteLogEvidence {
  /** Since when every connection timed out (10060, 60, 110); null when the latest attempts reached somebody. */
  readonly allTimedOutSince: string | null;
  /** How many different destinations were tried in vain in that stretch. */
  readonly destinations: number;
  /** When a destination last answered on the wire; null when none did in this log. */
  readonly lastReachedAt: string | null;
}

export interface RouteOptions {
  /** A mail domain; an address stands for its domain. */
  readonly domain: string;
  /** DNS servers set in E-Post: `IP`, `IP:port`, `[v6]:port`; none = the system's. */
  readonly servers?: readonly string[];
  /** `host` or `host:port`: all mail goes there and no MX is looked up. */
  readonly gateway?: string | undefined;
  /** `host` or `host:port` known to answer on port 25; at most five are used. */
  readonly controlHosts?: readonly string[];
  /** Other receivers of the open log (hosts of `ConnectHost`), latest first; up to three of them serve where no control host is given. */
  readonly logReceivers?: readonly string[];
  readonly logEvidence?: RouteLogEvidence | null;
  /** Addresses or names that are the mail server itself, to tell whether this run is its own; `sourceAddress` counts as well. */
  readonly mailServer?: readonly string[];
  readonly helo?: string | undefined;
  readonly sourceAddress?: string | undefined;
  /** Ask for STARTTLS; default false. */
  readonly starttls?: boolean;
  /** Addresses for MAIL and RCPT, only when the user gave them for this run. DATA is never sent. */
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  readonly timeouts?: Partial<ProbeTimeouts>;
  /** For each DNS question, milliseconds; default 10,000. */
  readonly dnsTimeoutMs?: number;
  /** What asks third parties about ourselves; nothing of it happens unless asked for. */
  readonly sender?: SenderOptions | undefined;
  /** Told before the step it names begins. Must not throw. */
  readonly onProgress?: ((event: RouteProgress) => void) | undefined;
  /** Port of the MX hosts; default 25. */
  readonly port?: number;
  /** Ports of a control host that show that it is reachable at all; default 587 and 443. */
  readonly controlPorts?: readonly number[];
  readonly resolve?: ResolveHosts;
  /** How one host is probed; default: `probeSmtp`. */
  readonly probe?: (options: ProbeSmtpOptions) => Promise<ProbeResult[]>;
}

export type RouteProgress =
  | { readonly event: 'warning'; readonly warning: RouteWarning }
  /** The hosts on the way, in the order of the path, before they are probed. */
  | { readonly event: 'hosts'; readonly hosts: readonly string[] }
  /** The control hosts, before they are asked. */
  | { readonly event: 'controls'; readonly hosts: readonly string[]; readonly source: 'given' | 'log' };

// ---------------------------------------------------------------- the route

/** How E-Post comes to a host: domain reference of the mail server, order of name resolution. */
export type RouteVia =
  | 'gateway'
  | 'mx'
  | 'implicit-mx' // no MX record: the domain's own address (RFC 5321 §5.1)
  | 'own-address'; // the vendor documents it as every second attempt; not seen in current builds

/** One address on the way. */
export interface RouteHost extends ProbeResult {
  readonly via: RouteVia;
  /** Null unless it is an MX host. */
  readonly preference: number | null;
  /** False: documented, not seen in current builds, and so without influence on the verdict. */
  readonly decides: boolean;
  /** The host under whose name this address was probed, where it stands on the path twice; else null. */
  readonly sameAs: string | null;
}

/** One address of one control host. */
export interface RouteControl {
  readonly host: string;
  readonly source: 'given' | 'log';
  readonly address: string | null;
  readonly family: Family | null;
  readonly port: number;
  /** Of the conversation on `port`; `connect-timeout` = silent. */
  readonly verdict: Verdict;
  /** The connection on `port` came about: nothing between here and there blocks the port. */
  readonly answers: boolean;
  /** The other port that showed that the host is reachable; null: none did, or none was tried. */
  readonly otherPort: number | null;
  readonly timeMs: number;
}

/** What would decide an open question. */
export type RouteNeed =
  | 'control-hosts' // name hosts that are known to answer on port 25
  | 'more-controls' // the controls at hand were too few, or could not be resolved
  | 'other-port' // nothing answered on any port: the network may be down as a whole
  | 'dns' // DNS did not answer either
  | 'run-on-mail-server'; // repeat it on the mail server

export interface RouteFamily {
  readonly family: Family;
  /** `works` when one deciding address of the family does. */
  readonly verdict: Verdict;
  readonly confidence: Confidence;
  readonly needs: readonly RouteNeed[];
  /** Where another port answered, `host:port`, while port 25 was silent; null when none did or none was tried. */
  readonly otherPortAt: string | null;
}

export type RouteWarning =
  /** Run from the mail server's own address without a HELO name that fits; what it risks is the server's reputation. */
  | { readonly warning: 'helo-does-not-fit'; readonly helo: string | null; readonly address: string }
  /** The first host in the order does not work, a later one does: mail is late. */
  | { readonly warning: 'first-host-fails'; readonly host: string; readonly verdict: Verdict }
  /** More hosts or addresses than are probed in one run. */
  | { readonly warning: 'not-all-probed'; readonly skipped: readonly string[] };

export interface RouteRunFrom {
  readonly machine: string;
  /** The local addresses that were really used, without ports; where nothing connected, those the system would use. */
  readonly addresses: readonly string[];
  /** Null: not known. A result from another machine is not the mail server's. */
  readonly isMailServer: boolean | null;
}

/** Plain data, ready for JSON; the shape of `senderlog route`. */
export interface RouteResult {
  readonly ok: boolean;
  readonly verdict: Verdict;
  readonly confidence: Confidence;
  /** In ASCII. */
  readonly domain: string;
  readonly unicodeDomain: string | null;
  /** RFC 3339, UTC. */
  readonly at: string;
  readonly port: number;
  /** One entry an address, in the order of the path; a host without address has one entry. */
  readonly hosts: readonly RouteHost[];
  /** The hosts of the first attempts of a mail in E-Post's order (a, a, b, b, …). */
  readonly order: readonly string[];
  readonly families: readonly RouteFamily[];
  readonly controls: readonly RouteControl[];
  /** Empty unless the verdict is `undecided`. */
  readonly needs: readonly RouteNeed[];
  readonly fixBy: readonly FixBy[];
  readonly warnings: readonly RouteWarning[];
  /** What the log said, as handed in. */
  readonly logEvidence: RouteLogEvidence | null;
  /** The MX look-up; null with a gateway. */
  readonly dns: MxResult | null;
  readonly sender: SenderResult | null;
  readonly runFrom: RouteRunFrom;
  readonly timeMs: number;
}

// ---------------------------------------------------------------- the sender side

export interface SenderOptions {
  /** Our public address as receivers see it; default: the local address used, which behind NAT is not it. */
  readonly address?: string | undefined;
  /** The sender's mail domain, for SPF and DMARC. */
  readonly domain?: string | undefined;
  /** Each off unless true. */
  readonly ptr?: boolean;
  readonly spf?: boolean;
  readonly dmarc?: boolean;
  /** DNSBL zones to ask for the address, e.g. `zen.spamhaus.org`; none by default. */
  readonly dnsbl?: readonly string[];
  readonly servers?: readonly string[];
  readonly timeoutMs?: number;
}

/** Why a part of the sender side says nothing. */
export type SenderObstacle = 'private-address' | 'no-address' | 'no-domain' | 'dns-failed' | 'cancelled';

export interface PtrResult {
  readonly address: string;
  readonly names: readonly string[];
  /** The names that lead back to the address. */
  readonly confirmed: readonly string[];
  readonly obstacle: SenderObstacle | null;
}

/** RFC 7208 §2.6. */
export type SpfOutcome = 'pass' | 'fail' | 'softfail' | 'neutral' | 'none' | 'temperror' | 'permerror';

export interface SpfResult {
  readonly domain: string;
  readonly record: string | null;
  /** For `address`; null when only the record could be looked at. */
  readonly outcome: SpfOutcome | null;
  /** The term that decided, e.g. `ip4:192.0.2.0/24`; null where none did. */
  readonly match: string | null;
  /** Terms that cost DNS look-ups over the whole tree; RFC 7208 §4.6.4 allows 10. */
  readonly lookups: number;
  /** Look-ups without an answer; RFC 7208 §4.6.4 allows 2. */
  readonly voidLookups: number;
  readonly problem: SpfProblem | null;
  readonly obstacle: SenderObstacle | null;
}

export type SpfProblem =
  | 'too-many-lookups'
  | 'too-many-void-lookups'
  | 'several-records'
  | 'syntax'
  | 'include-without-record'
  | 'loop';

export interface DmarcResult {
  readonly domain: string;
  /** Where the record was found; null if nowhere. */
  readonly foundAt: string | null;
  readonly record: string | null;
  readonly policy: 'none' | 'quarantine' | 'reject' | null;
  readonly obstacle: SenderObstacle | null;
}

export interface DnsblResult {
  readonly zone: string;
  /** `refused`: the list does not answer this resolver (127.255.255.x), which is no listing. `unusable`: not an answer of a DNSBL. */
  readonly outcome: 'listed' | 'not-listed' | 'refused' | 'unusable' | 'no-answer';
  readonly codes: readonly string[];
  /** The list's own words (TXT); safe to print. */
  readonly reason: string | null;
}

export interface SenderResult {
  readonly address: string | null;
  readonly domain: string | null;
  readonly ptr: PtrResult | null;
  readonly spf: SpfResult | null;
  readonly dmarc: DmarcResult | null;
  readonly dnsbl: readonly DnsblResult[];
}

// ---------------------------------------------------------------- retrace

/** The stages of the log's attempts (engine vocabulary). */
export type RecordedStage = Stage;

/** What the log says about one attempt. */
export interface RecordedAttempt {
  readonly domain: string;
  /** As in `ConnectHost(host)`; null when it came to none. */
  readonly host: string | null;
  /** Where it failed, or the last stage reached. */
  readonly stage: RecordedStage;
  readonly reply: Reply | null;
  /** Number of `socket error code=N`, or the first of E-Post's `code=a/b`; null if there is none. */
  readonly socketError: number | null;
  /** When, as the log gives it; null where it has no date. */
  readonly at: string | null;
  /** Who the engine says can fix it; used where the live check finds the same. */
  readonly fixBy?: readonly FixBy[] | undefined;
}

export interface RetraceOptions extends Omit<RouteOptions, 'domain'> {
  /**
   * A result saved by `senderlog route --format json` on the mail server, taken instead of a live run: its text, or parsed and checked
   * with `parseSavedRoute`.
   */
  readonly saved?: string | RouteResult | undefined;
}

export interface RetraceResult {
  readonly ok: boolean;
  /**
   * `same-as-recorded`, `works-now`, `fails-elsewhere` (at another stage, or with another reply), `undecided` (the live check ends before the
   * recorded stage, or found nothing certain) or `cancelled`.
   */
  readonly verdict: Verdict;
  readonly confidence: Confidence;
  readonly recorded: RecordedAttempt;
  readonly live: RouteResult;
  /** True when `live` was not run here but read from a saved result. */
  readonly fromSaved: boolean;
  /** The address whose conversation is compared; null when the live check came to none. */
  readonly compared: RouteHost | null;
  /** False: the host of the log is not on the path any more; null where the log names none. */
  readonly hostOnPath: boolean | null;
  /** How far the live check went: `rcpt` only with addresses given for it, never `data`. */
  readonly liveStage: RecordedStage;
  /** The live check ends before the recorded stage and cannot repeat what failed there. */
  readonly stopsBefore: boolean;
  readonly fixBy: readonly FixBy[];
}
