import { ascii, decimal, find, findByte, is } from './bytes.ts';
import { CODE_MAX, Flag, Kind } from './record.ts';

/**
 * The events of a senderlog line, after its stamp and id have been taken off (format reference §2.2, §2.3).
 * The functions answer with a kind and leave what else they learnt in {@link found}: no object a line.
 */
export const found = {
  /** Offset of the payload. */
  payload: 0,
  /** Reply code, error number, counter or command. */
  code: 0,
  flags: 0,
  /** Where the record ends, when that is known before the line's end is looked for; else -1. */
  stop: -1,
  /** Where that search may begin, when it is known to lie behind the payload; else 0. */
  tail: 0,
};

const P = {
  sendMess: ascii('SendMailMess'),
  sendComplete: ascii('SendData complete.'),
  sendError: ascii('SendData (socket error code='),
  sendErrorOld: ascii('SendData error='),
  sendGlobalReturn: ascii('SendGlbalMail:return code='),
  sendGlobalDomain: ascii('SendGlbalMail:domain='),
  sendGlobal: ascii('SendGlbalMail'),
  status: ascii('SendGlobalMailStatus:'),
  setRetryCount: ascii('SetRetry():Try-number:'),
  setRetry: ascii('SetRetry'),
  connect: ascii('ConnectHost('),
  connectSpace: ascii('ConnectHost: winsock '),
  connectFailed: ascii('connect failed.'),
  connectSuccess: ascii('connect success.'),
  connectTls: ascii('ConnectHost():SSL_'),
  connectAny: ascii('ConnectHost:'),
  codeEquals: ascii('code='),
  failed: ascii('failed'),
  tryServer: ascii('GetTryServer'),
  tryEmpty: ascii('()'),
  tryAge: ascii('(ltime('),
  tryEqual: ascii('=('),
  tryIndex: ascii('i='),
  smtpServer: ascii('GetSMTPServer'),
  rcpAnswer: ascii('GetRCPFile:rcp.mAnswer('),
  rcpFile: ascii('GetRCPFile'),
  getaddrinfo: ascii('getaddrinfo:'),
  cutting: ascii('AfterCutting('),
  writeFail: ascii(') write fail'),
  bounceRcpt: ascii('ReturnMail Start:RCPT To='),
  bounceDomain: ascii('ReturnMail Start:domain:'),
  bounceDone: ascii('ReturnMail Completed.'),
  bounceAny: ascii('ReturnMail'),
  retryRule: ascii('bRetryRule='),
  retryDomain: ascii('RetryDomain:'),
  increment: ascii('Inc_MRI_TryCount'),
  mxQuery: ascii('queryMXRecode:'),
  inMx: ascii(' IN MX '),
  errCode: ascii('nErrCode:['),
  arrow: ascii(')->['),
  nameServers: ascii(') LocalNameServers'),
  findNs: ascii('start findNameServers'),
  chosen: ascii('SMTPServer=['),
  notFound: ascii('not found '),
  errorQuery: ascii('error queryMXRecode'),
  illegal: ascii('illegal domain'),
  mxCash: ascii('MXCashList'),
  stlsList: ascii('STLSFailList='),
  statusFail: ascii('status=Fail'),
  outlog: ascii('outlog()'),
  outlocallog: ascii('outlocallog()'),
  faillog: ascii('faillog()'),
  setRcp: ascii('SetRCPFile'),
  returnAddress: ascii('GetReturnAddress'),
  scramble: ascii('Scramble'),
  findFirst: ascii('_findfirst()'),
  beginThread: ascii('_beginthread()'),
  oauth: ascii('AUTH2'),
} as const;

/** The number behind `code=` (or `error=`) from `at`, clipped to 16 bits. */
function errorNumber(b: Uint8Array, at: number, end: number): void {
  found.payload = at;
  const n = decimal(b, at, end);
  found.code = n < 0 ? 0 : Math.min(n, CODE_MAX);
}

/** An event of a line that has an id (or a placeholder); `at` is its first byte. */
export function idEvent(b: Uint8Array, at: number, end: number): Kind {
  found.payload = at;
  found.code = 0;
  found.flags = 0;
  switch (b[at]) {
    case 0x43: // C
      return connectEvent(b, at, end);
    case 0x53: // S
      return sendEvent(b, at, end);
    case 0x47: // G
      return getEvent(b, at, end);
    case 0x52: // R
      return bounceEvent(b, at, end);
    case 0x41: // A
      if (!is(b, at, end, P.cutting)) return Kind.Unknown;
      if (find(b, at, Math.min(end, at + 40), P.writeFail) >= 0) found.flags = Flag.Negative;
      found.payload = at + P.cutting.length;
      found.code = Math.max(0, decimal(b, found.payload, end, 5));
      return Kind.AfterCutting;
    default:
      return traceEvent(b, at, end);
  }
}

function connectEvent(b: Uint8Array, at: number, end: number): Kind {
  if (is(b, at, end, P.connect) && b[at + P.connect.length] !== 0x29) {
    found.payload = at + P.connect.length;
    return Kind.ConnectHost;
  }
  if (is(b, at, end, P.connectSpace)) {
    const p = at + P.connectSpace.length;
    if (is(b, p, end, P.connectFailed)) {
      const code = find(b, p, Math.min(end, p + 60), P.codeEquals);
      if (code >= 0) errorNumber(b, code + P.codeEquals.length, end);
      return Kind.ConnectFailed;
    }
    return is(b, p, end, P.connectSuccess) ? Kind.ConnectSuccess : Kind.ConnectLocalError;
  }
  if (is(b, at, end, P.connectTls)) {
    return find(b, at, Math.min(end, at + 60), P.failed) >= 0 ? Kind.TlsFailed : Kind.TlsConnectTrace;
  }
  if (is(b, at, end, P.connectAny)) {
    found.payload = at + P.connectAny.length;
    return Kind.ConnectTrace;
  }
  return Kind.Unknown;
}

/** `S…` events; `SendMailMess:` itself is read by the lexer, since a reply may follow as a write of its own. */
function sendEvent(b: Uint8Array, at: number, end: number): Kind {
  if (is(b, at, end, P.sendComplete)) return Kind.DataComplete;
  if (is(b, at, end, P.sendError)) {
    errorNumber(b, at + P.sendError.length, end);
    return Kind.DataError;
  }
  if (is(b, at, end, P.sendErrorOld)) {
    errorNumber(b, at + P.sendErrorOld.length, end);
    return Kind.DataError;
  }
  if (is(b, at, end, P.sendGlobalReturn)) {
    errorNumber(b, at + P.sendGlobalReturn.length, end);
    return Kind.SendResult;
  }
  if (is(b, at, end, P.sendGlobal)) {
    if (is(b, at, end, P.sendGlobalDomain)) found.payload = at + P.sendGlobalDomain.length;
    return Kind.SendStart;
  }
  if (is(b, at, end, P.sendMess)) return Kind.SendStart;
  if (is(b, at, end, P.status)) {
    found.payload = at + P.status.length;
    return Kind.RetryDecision;
  }
  if (is(b, at, end, P.setRetryCount)) {
    errorNumber(b, Math.min(end, at + P.setRetryCount.length + 1), end);
    return Kind.SetRetry;
  }
  if (is(b, at, end, P.setRetry)) return Kind.RetryTrace;
  if (is(b, at, end, P.setRcp) || is(b, at, end, P.scramble)) return Kind.Queue;
  if (find(b, at, Math.min(end, at + 20), P.stlsList) >= 0) return stlsEvent(b, at, end);
  if (find(b, at, Math.min(end, at + 16), P.mxCash) >= 0) return Kind.MxCache;
  return traceEvent(b, at, end);
}

function stlsEvent(b: Uint8Array, at: number, end: number): Kind {
  if (find(b, at, end, P.statusFail) >= 0) found.flags = Flag.Negative;
  const open = findByte(b, at, end, 0x5b);
  if (open >= 0) found.payload = open + 1;
  return Kind.TlsMemory;
}

function getEvent(b: Uint8Array, at: number, end: number): Kind {
  if (is(b, at, end, P.tryServer)) return tryEvent(b, at, end);
  if (is(b, at, end, P.smtpServer)) {
    found.payload = at + P.smtpServer.length;
    return Kind.Route;
  }
  if (is(b, at, end, P.rcpAnswer)) {
    found.payload = at + P.rcpAnswer.length;
    return Kind.Answer;
  }
  if (is(b, at, end, P.rcpFile) || is(b, at, end, P.returnAddress)) return Kind.Queue;
  if (find(b, at, Math.min(end, at + 20), P.stlsList) >= 0) return stlsEvent(b, at, end);
  return Kind.Unknown;
}

/** `GetTryServer…` in its four forms. */
function tryEvent(b: Uint8Array, at: number, end: number): Kind {
  let p = at + P.tryServer.length;
  if (p < end && b[p] === 0x28) {
    // `GetTryServer(): <path> not found`
    found.flags = Flag.Negative;
    return Kind.TryFirst;
  }
  p++;
  if (is(b, p, end, P.tryEmpty)) return Kind.TryCheck;
  if (is(b, p, end, P.tryAge)) {
    const k = find(b, p, Math.min(end, p + 90), P.tryEqual);
    if (k < 0) return Kind.Unknown;
    const n = decimal(b, k + 2, end);
    found.code = n < 0 ? 0 : Math.min(n, CODE_MAX);
    return Kind.TryAge;
  }
  if (is(b, p, end, P.tryIndex)) {
    const n = decimal(b, p + 2, end);
    found.code = n < 0 ? 0 : Math.min(n, CODE_MAX);
    return Kind.TryIndex;
  }
  return Kind.Unknown;
}

function bounceEvent(b: Uint8Array, at: number, end: number): Kind {
  if (is(b, at, end, P.retryDomain)) return Kind.RetryTrace;
  if (is(b, at, end, P.bounceRcpt)) {
    found.payload = at + P.bounceRcpt.length;
    return Kind.BounceStart;
  }
  if (is(b, at, end, P.bounceDomain)) {
    found.payload = at + P.bounceDomain.length;
    return Kind.BounceRoute;
  }
  if (is(b, at, end, P.bounceDone)) return Kind.BounceDone;
  return is(b, at, end, P.bounceAny) ? Kind.BounceTrace : Kind.Unknown;
}

/** Events of the long output that are told by their first letters. */
function traceEvent(b: Uint8Array, at: number, end: number): Kind {
  switch (b[at]) {
    case 0x62: // b
      return is(b, at, end, P.retryRule) ? Kind.RetryTrace : Kind.Unknown;
    case 0x49: // I
      if (!is(b, at, end, P.increment)) return Kind.Unknown;
      found.code = Math.max(0, trailingNumber(b, at, end));
      return Kind.RetryTrace;
    case 0x67: // g
      return is(b, at, end, P.getaddrinfo) ? Kind.ConnectTrace : Kind.Unknown;
    case 0x6e: // n
      return is(b, at, end, P.errCode) ? Kind.MxChosen : Kind.Unknown;
    case 0x71: // q
      if (!is(b, at, end, P.mxQuery)) return Kind.Unknown;
      found.payload = at + P.mxQuery.length;
      return find(b, at, end, P.inMx) >= 0 ? Kind.MxFound : Kind.MxQuery;
    case 0x28: // (
      return find(b, at, end, P.arrow) >= 0 || find(b, at, end, P.nameServers) >= 0 ? Kind.MxQuery : Kind.Unknown;
    case 0x6f: // o
      return is(b, at, end, P.outlog) || is(b, at, end, P.outlocallog) ? Kind.LogWrite : Kind.Unknown;
    case 0x66: // f
      return is(b, at, end, P.faillog) ? Kind.LogWrite : Kind.Unknown;
    case 0x5f: // _
      return is(b, at, end, P.findFirst) ? Kind.Queue : Kind.Unknown;
    case 0x73: // s
      return find(b, at, Math.min(end, at + 30), P.beginThread) >= 0 ? Kind.Thread : Kind.Unknown;
    case 0x7b: // {, JSON: the answer of the OAuth helper
      return Kind.OAuth;
    default:
      return find(b, at, Math.min(end, at + 200), P.oauth) >= 0 ? Kind.OAuth : Kind.Unknown;
  }
}

/** The last decimal of the event, or -1. */
function trailingNumber(b: Uint8Array, at: number, end: number): number {
  let i = end;
  while (i > at && (b[i - 1]! < 48 || b[i - 1]! > 57)) i--;
  let start = i;
  while (start > at && b[start - 1]! >= 48 && b[start - 1]! <= 57) start--;
  return decimal(b, start, i);
}

/** An event of a line `[id] [domain] …`; `at` is the first byte behind the domain. */
export function domainEvent(b: Uint8Array, at: number, end: number): Kind {
  found.code = 0;
  found.flags = 0;
  switch (b[at]) {
    case 0x47: // G
      if (is(b, at, end, P.tryServer)) return tryEvent(b, at, end);
      return find(b, at, Math.min(end, at + 14), P.mxCash) >= 0 ? mxCacheEvent(b, at, end) : Kind.Unknown;
    case 0x53: // S
      if (is(b, at, end, P.chosen)) return Kind.MxChosen;
      return find(b, at, Math.min(end, at + 14), P.mxCash) >= 0 ? mxCacheEvent(b, at, end) : Kind.Unknown;
    case 0x44: // D
      return find(b, at, Math.min(end, at + 14), P.mxCash) >= 0 ? Kind.MxCache : Kind.Unknown;
    case 0x73: // s
      return is(b, at, end, P.findNs) ? Kind.MxQuery : Kind.Unknown;
    case 0x71: // q
      return is(b, at, end, P.mxQuery) ? Kind.MxQuery : Kind.Unknown;
    case 0x6e: // n
      return is(b, at, end, P.notFound) ? Kind.MxNotFound : Kind.Unknown;
    case 0x65: // e
      return is(b, at, end, P.errorQuery) ? Kind.MxNotFound : Kind.Unknown;
    case 0x69: // i
      return is(b, at, end, P.illegal) ? Kind.IllegalDomain : Kind.Unknown;
    default:
      return Kind.Unknown;
  }
}

function mxCacheEvent(b: Uint8Array, at: number, end: number): Kind {
  if (find(b, at, end, P.statusFail) >= 0) found.flags = Flag.Negative;
  return Kind.MxCache;
}

/** An event of a line of `[id]:…`. */
export function colonEvent(b: Uint8Array, at: number, end: number): Kind {
  found.payload = at;
  found.code = 0;
  found.flags = 0;
  return find(b, at, Math.min(end, at + 40), P.setRcp) >= 0 || is(b, at, end, P.returnAddress)
    ? Kind.Queue
    : Kind.Unknown;
}
