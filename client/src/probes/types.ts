/**
 * What the probes return: plain data, ready for JSON. Names are public (docs/reference.md).
 * Every string that came from a peer (reply texts, names, certificate fields) has been made safe to print before it gets here.
 */
import type { Verdict } from './verdicts.ts';

export type Language = 'en' | 'ja';

/** A text that a user reads, in both languages. */
export interface BothLanguages {
  readonly en: string;
  readonly ja: string;
}

export type Family = 4 | 6;

/**
 * What an SMTP server said. `code` is null when no line began with a code. `text` holds the lines without their code, joined by LF,
 * the enhanced code still in place, so that the dialogue can be shown as it was.
 */
export interface Reply {
  readonly code: number | null;
  /** RFC 3463 status of the first line that has one, e.g. `5.7.1`. */
  readonly enhanced: string | null;
  readonly text: string;
  readonly origin: 'remote' | 'epost';
}

// ---------------------------------------------------------------- DNS

export interface HostAddress {
  readonly address: string;
  readonly family: Family;
  /** Who told it: the operating system (as E-Post asks), or, where that knows none, the DNS server. */
  readonly source: 'system' | 'dns';
}

/** What is wrong or remarkable about one exchanger, the gravest if there are several. */
export type MxProblem =
  | 'bad-name' // not a host name at all
  | 'null-among-others' // "." beside other exchangers (RFC 7505 forbids it)
  | 'no-address' // dangling: neither the system nor the DNS server knows an address
  | 'address-unknown' // neither gave an answer, so that nothing is known
  | 'not-resolved-by-system' // the DNS server knows addresses, the operating system does not
  | 'address-literal' // an IP address where a host name belongs (RFC 1035 §3.3.9)
  | 'alias' // a CNAME (RFC 5321 §5.1 and RFC 2181 §10.3 forbid it)
  | 'private-address' // every address lies in a network that is not routed on the Internet
  | 'implicit'; // no MX record: the domain's own address is used (RFC 5321 §5.1)

export interface MxHost {
  /** 0 to 65535; lower is tried first. */
  readonly preference: number;
  readonly exchange: string;
  /** Seconds; null for an implicit MX. */
  readonly ttl: number | null;
  readonly addresses: readonly HostAddress[];
  readonly problem: MxProblem | null;
}

/** Why a DNS server gave no usable answer. */
export type DnsFailure = 'timeout' | 'port-closed' | 'unreachable' | 'blocked-locally' | 'malformed' | 'cancelled';

export interface MxAnswer {
  /** As asked: `192.0.2.53`, `192.0.2.53:5353`, `[2001:db8::53]:53`. */
  readonly server: string;
  readonly transport: 'udp' | 'tcp';
  /** `NOERROR`, `NXDOMAIN`, `SERVFAIL`, …; null when no answer came. */
  readonly rcode: string | null;
  readonly authoritative: boolean;
  /** The list is incomplete: the UDP answer was cut and TCP did not work, or more than 50 exchangers came. */
  readonly truncated: boolean;
  readonly timeMs: number;
  readonly failure: DnsFailure | null;
  readonly verdict: Verdict;
  /** The name at the end of the CNAME chain, if the domain itself is an alias. */
  readonly aliasOf: string | null;
  readonly mx: readonly MxHost[];
}

export type MxDifference =
  /** The servers do not agree on the result (`server` and `other` name one pair). */
  | {
      readonly kind: 'servers-disagree';
      readonly server: string;
      readonly other: string;
      readonly verdicts: readonly Verdict[];
    }
  /** The servers list different exchangers. */
  | {
      readonly kind: 'mx-differ';
      readonly server: string;
      readonly other: string;
      readonly onlyServer: readonly string[];
      readonly onlyOther: readonly string[];
    }
  /** The DNS server and the operating system give different addresses for a host. */
  | {
      readonly kind: 'addresses-differ';
      readonly server: string;
      readonly host: string;
      readonly dns: readonly string[];
      readonly system: readonly string[];
    };

export interface MxResult {
  readonly ok: boolean;
  readonly verdict: Verdict;
  /** In ASCII (punycode), lower case, without the final dot. */
  readonly domain: string;
  /** As the user wrote it, where that differs from `domain` (IDN); else null. */
  readonly unicodeDomain: string | null;
  readonly answers: readonly MxAnswer[];
  readonly differences: readonly MxDifference[];
}

// ---------------------------------------------------------------- SMTP

export type ProbeStage =
  | 'resolve'
  | 'connect'
  | 'greeting'
  | 'ehlo'
  | 'helo'
  | 'starttls'
  | 'tls'
  | 'mail'
  | 'rcpt'
  | 'rset'
  | 'quit';

/** How a step failed without a reply. */
export interface StepFailure {
  readonly kind:
    | 'timeout'
    | 'refused'
    | 'reset'
    | 'closed'
    | 'unreachable'
    | 'blocked-locally'
    | 'too-long'
    | 'no-reply-code'
    | 'tls'
    | 'not-resolved'
    | 'cancelled'
    | 'other';
  /** The system's or library's name for it, e.g. `ECONNREFUSED`; null when it is our own finding. */
  readonly code: string | null;
  /** What there is to add, e.g. the TLS library's message; safe to print. */
  readonly detail: string | null;
}

/** Something worth knowing that does not decide the verdict by itself. */
export type ProbeNote =
  | { readonly note: 'late-greeting'; readonly ms: number }
  | { readonly note: 'early-data'; readonly text: string }
  | { readonly note: 'plaintext-before-tls'; readonly text: string }
  | { readonly note: 'helo-fallback' }
  | { readonly note: 'line-without-code'; readonly text: string }
  | { readonly note: 'mixed-codes' }
  | { readonly note: 'no-line-end' }
  | { readonly note: 'shift-jis' }
  | { readonly note: 'undecodable' }
  | { readonly note: 'source-not-applied'; readonly address: string }
  | { readonly note: 'address-from-dns' }
  | { readonly note: 'old-tls' };

export interface ProbeStep {
  readonly stage: ProbeStage;
  /** The command without its line end; null where nothing is sent. */
  readonly sent: string | null;
  readonly reply: Reply | null;
  /** Milliseconds from the command (or the begin of waiting) to the last line of the reply, or to the failure. */
  readonly timeMs: number;
  readonly failure: StepFailure | null;
  readonly notes: readonly ProbeNote[];
}

export interface Certificate {
  readonly subject: string;
  readonly altNames: readonly string[];
  readonly issuer: string;
  /** RFC 3339, UTC. */
  readonly validFrom: string | null;
  readonly validTo: string | null;
  readonly fingerprint256: string;
}

export type CertificateProblem =
  | 'expired'
  | 'not-yet-valid'
  | 'self-signed'
  | 'untrusted-issuer'
  | 'incomplete-chain'
  | 'revoked'
  | 'chain-invalid'
  | 'host-mismatch'
  | 'no-certificate';

export interface TlsInfo {
  readonly mode: 'starttls' | 'implicit';
  /** `TLSv1.3`, … */
  readonly version: string;
  readonly cipher: string;
  /** The server's own first, then its issuers as sent; at most 10. */
  readonly certificates: readonly Certificate[];
  readonly chainValid: boolean;
  /** OpenSSL's word for what is wrong with the chain, e.g. `CERT_HAS_EXPIRED`. */
  readonly chainError: string | null;
  /** Null when the host was given as an address and the certificate names none. */
  readonly hostMatches: boolean | null;
  readonly problems: readonly CertificateProblem[];
}

/** One conversation with one address. */
export interface ProbeResult {
  readonly ok: boolean;
  readonly verdict: Verdict;
  readonly host: string;
  /** Null when the host could not be resolved. */
  readonly address: string | null;
  readonly port: number;
  /** The address and port of ours that were used; null when no connection came about. */
  readonly localAddress: string | null;
  readonly steps: readonly ProbeStep[];
  /** EHLO keywords with their parameters as the server sent them last, upper case keyword first; safe to print. */
  readonly extensions: readonly string[];
  readonly tls: TlsInfo | null;
  readonly notes: readonly ProbeNote[];
}

/** Limits of each step, milliseconds. */
export interface ProbeTimeouts {
  readonly connectMs: number;
  readonly greetingMs: number;
  /** For every reply after the greeting, and for the TLS handshake. */
  readonly replyMs: number;
}
