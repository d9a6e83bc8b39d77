import {
  add,
  all,
  and,
  block,
  type Code,
  call,
  eq,
  geU,
  gtU,
  leave,
  leaveIf,
  load8,
  load16,
  load32,
  local,
  loop,
  ltU,
  mul,
  ne,
  not,
  type Operand,
  or,
  shl,
  store32,
  sub,
  type Variable,
  when,
} from '../text/assembler.ts';
import { CODE_MAX, Command, Flag, Kind } from './record.ts';
import { ROW, ROWS_AT, Slot } from './usual-layout.ts';
import { Call, CR, isDigit, LF, oneOf, stands, step } from './usual-parts.ts';

/** Variables from the `first` on. */
const variables = (first: number): Eleven =>
  Array.from({ length: 11 }, (_, i) => local(first + i)) as unknown as Eleven;
type Eleven = [V, V, V, V, V, V, V, V, V, V, V];
type V = Variable;
/** The locals of {@link linesBody}, its parameters apart. */
export const LINES_LOCALS = 20;

const OWN = ' Requested action aborted: error in processing. (code=';
const NEGATIVE_BIT = Math.log2(Flag.Negative);
const DATA_FAILED = 'dData (socket error code=';
const BOUNCE_RCPT = 'ReturnMail Start:RCPT To=';
const BOUNCE_DOMAIN = 'ReturnMail Start:domain:';
const FAILED = ' winsock connect failed. (socket error code=';

/**
 * `lines(end, ascii)`: reads lines from where the state says until one that is not usual. `ascii`: no byte of the page is
 * above 0x7F. `room` is where the state and the rows lie; `capacity` the count of rows.
 */
export function linesBody(room: number, capacity: number): Code {
  const [end, ascii, at, start, c, p, w, mark, next, line, lineStart] = variables(0);
  const [reply, out, limit, stamp, id, kind, code, flags, payload, from, state] = variables(11);
  const leaveUnless = (condition: Operand): Code => leaveIf('unusual', not(condition));
  const is = (what: Kind, ...more: readonly Code[]): Code => all(kind.set(what), ...more, leave('read'));
  const more = when(and(ne(code, 0), eq(load8(payload, 3), '-')), flags.set(or(flags, Flag.More << 8)));
  const kept = (slot: number, v: Variable): Code => v.set(load32(room, slot * 4));
  const keep = (slot: number, v: Operand): Code => store32(room, slot * 4, v);

  /** The decimal at `p` becomes the code; one of more digits than the lexer looks at is not usual. */
  const decimal = all(
    c.set(p),
    loop(
      'digit',
      when(
        isDigit(p),
        code.set(add(mul(code, 10), sub(load8(p), '0'))),
        leaveIf('unusual', gtU(code, CODE_MAX)),
        step(p),
        leave('digit'),
      ),
    ),
    leaveIf('unusual', gtU(sub(p, c), 15)),
  );

  const continuation = all(
    leaveUnless(reply),
    payload.set(at),
    from.set(add(at, 1)),
    code.set(call(Call.ReplyCode, at)),
    more,
    state.set(1),
    is(Kind.Continuation),
  );
  /** `451 Requested action aborted: error in processing. (code=10054/ffffffff)`, from behind its code: what E-Post itself wrote. */
  const own = all(
    leaveUnless(and(eq(p, add(at, 18)), eq(load32(at, 14), ' 451'))),
    payload.set(add(at, 15)),
    from.set(payload),
    step(p, OWN.length),
    decimal,
    flags.set(or(flags, Flag.Own << 8, shl(eq(load16(p), '/f'), NEGATIVE_BIT + 8))),
    is(Kind.Self451),
  );
  /** `144:get_reply():size=47:token=220 …` */
  const rawChunk = all(
    p.set(call(Call.Digits, add(at, 15))),
    leaveIf('unusual', gtU(p, add(at, 27))),
    when(stands(p, 0, OWN), own),
    leaveUnless(stands(p, 0, ':get_reply():size=')),
    step(p, 18),
    c.set(load8(p)),
    when(eq(c, '-'), flags.set(or(flags, Flag.Negative << 8)), step(p)),
    leaveUnless(isDigit(p)),
    w.set(add(p, 1)),
    p.set(call(Call.Digits, p)),
    leaveUnless(stands(p, 0, ':token=')),
    payload.set(add(p, 7)),
    from.set(payload),
    when(or(eq(c, '-'), and(eq(c, '0'), eq(p, w))), is(Kind.GetReplyEnd)),
    code.set(call(Call.ReplyCode, payload)),
    more,
    state.set(1),
    is(Kind.GetReply),
  );
  const replyLine = all(
    leaveIf('unusual', eq(call(Call.Stamp, payload), -1)),
    step(payload, 15),
    code.set(call(Call.ReplyCode, payload)),
    leaveUnless(code),
    // Replies that E-Post itself may have written.
    w.set(load32(payload, 4)),
    leaveIf('unusual', and(eq(code, 451), oneOf(w, 'Requ', 'sock'))),
    leaveIf('unusual', and(eq(code, 551), eq(w, 'erro'))),
    flags.set(or(flags, Flag.Stubbed << 8)),
    more,
    state.set(1),
    from.set(payload),
    is(Kind.Reply),
  );
  const command = (text: string, which: Command): Code => when(eq(w, text), code.set(which));
  /** ` SendMailMess:` */
  const dialogue = all(
    payload.set(add(p, 14)),
    when(eq(load8(payload), '['), replyLine),
    w.set(load32(payload)),
    c.set(load8(payload, 4)),
    from.set(payload),
    kind.set(Kind.Command),
    when(
      eq(c, ' '),
      command('MAIL', Command.Mail),
      command('RCPT', Command.Rcpt),
      command('EHLO', Command.Ehlo),
      command('HELO', Command.Helo),
      leaveIf('read', code),
      leave('unusual'),
    ),
    // STARTTLS and nothing else
    when(
      and(stands(payload, 0, 'STARTTLS'), oneOf(load8(payload, 8), CR, LF)),
      code.set(Command.StartTls),
      leave('read'),
    ),
    leaveUnless(oneOf(c, CR, LF)),
    command('DATA', Command.Data),
    command('QUIT', Command.Quit),
    command('RSET', Command.Rset),
    leaveIf('read', code),
    leave('unusual'),
  );
  /** A text at `offset` behind `p` that ends in the number of an error. */
  const numbered = (offset: number, text: string, what: Kind): Code =>
    all(
      leaveUnless(stands(p, offset, text)),
      step(p, offset + text.length),
      payload.set(p),
      from.set(p),
      decimal,
      is(what),
    );
  /** ` SendData complete.` and ` SendData (socket error code=10054)` */
  const data = all(
    payload.set(add(p, 1)),
    from.set(payload),
    when(stands(p, 4, 'dData complete.'), is(Kind.DataComplete)),
    numbered(4, DATA_FAILED, Kind.DataError),
  );
  /** ` ConnectHost: winsock connect failed. (socket error code=10061)`, from its first colon. */
  const connectFailed = numbered(13, FAILED, Kind.ConnectFailed);
  /** `ltime(13440019440)-otime(13439961926))/240=(479)`, from behind its first parenthesis. */
  const tryAge = all(
    w.set(p),
    p.set(call(Call.Digits, p)),
    leaveUnless(stands(p, 0, ')-otime(')),
    p.set(call(Call.Digits, add(p, 8))),
    leaveUnless(and(eq(load16(p), '))'), eq(load8(p, 2), '/'))),
    p.set(call(Call.Digits, add(p, 3))),
    leaveUnless(eq(load16(p), '=(')),
    // What stands further behind is not looked for.
    leaveIf('unusual', geU(sub(p, w), 70)),
    step(p, 2),
    from.set(p),
    decimal,
    is(Kind.TryAge),
  );
  const bounced = (text: string, what: Kind, ahead: number): Code =>
    when(stands(p, 0, text), payload.set(add(p, ahead)), from.set(payload), is(what));
  /** ` [001]:ReturnMail …`, from its closing bracket. */
  const bounce = all(
    w.set(p),
    p.set(payload),
    decimal,
    leaveUnless(and(eq(p, w), ltU(sub(p, payload), 6))),
    step(p, 2),
    bounced(BOUNCE_RCPT, Kind.BounceStart, BOUNCE_RCPT.length),
    bounced(BOUNCE_DOMAIN, Kind.BounceRoute, BOUNCE_DOMAIN.length),
    bounced('ReturnMail Completed.', Kind.BounceDone, 0),
    leave('unusual'),
  );
  /** ` AfterCutting(1) write success.` */
  const cutting = all(
    leaveUnless(stands(p, 4, 'erCutting(')),
    step(p, 14),
    payload.set(p),
    from.set(p),
    decimal,
    leaveUnless(and(ltU(sub(p, payload), 6), stands(p, 0, ') write success.'))),
    is(Kind.AfterCutting),
  );
  /** ` [domain] GetTryServer:(`, whose `]` is the first mark behind the id that a blank or colon follows. */
  const domainLine = all(
    payload.set(add(p, 2)),
    loop(
      'close',
      step(mark, 4),
      p.set(load32(mark)),
      c.set(load8(p)),
      leaveIf('close', eq(c, '[')),
      leaveUnless(eq(c, ']')),
      c.set(load8(p, 1)),
      leaveIf('close', not(oneOf(c, ' ', ':'))),
    ),
    when(eq(load8(p, 1), ':'), bounce),
    leaveUnless(stands(p, 1, ' GetTryServer:(')),
    from.set(add(p, 17)),
    when(eq(load8(p, 16), ')'), is(Kind.TryCheck)),
    leaveUnless(stands(p, 16, 'ltime(')),
    step(p, 22),
    tryAge,
  );
  const idLine = all(
    leaveUnless(eq(load8(at, 16), 'B')),
    leaveIf('unusual', gtU(add(at, 27), end)),
    // The id's bracket is the first mark that it can be.
    loop('mark', when(ltU(load32(mark), add(at, 27)), step(mark, 4), leave('mark'))),
    p.set(load32(mark)),
    leaveUnless(eq(load8(p), ']')),
    id.set(call(Call.Id, add(at, 16), sub(p, add(at, 16)))),
    leaveUnless(id),
    step(p),
    w.set(load32(p)),
    when(eq(w, ' Sen'), when(stands(p, 4, 'dMailMess:'), dialogue), data),
    when(eq(and(w, 0xffff), ' ['), domainLine),
    when(eq(w, ' Aft'), cutting),
    leaveUnless(stands(p, 0, ' ConnectHost')),
    when(eq(load8(p, 12), ':'), connectFailed),
    leaveUnless(and(eq(load8(p, 12), '('), ne(load8(p, 13), ')'))),
    payload.set(add(p, 13)),
    from.set(payload),
    is(Kind.ConnectHost),
  );
  /** The end of the record: the line's, unless what may be another's stamp stands before it. */
  const recordEnd = all(
    loop('mark', when(ltU(load32(mark), from), step(mark, 4), leave('mark'))),
    loop('close', p.set(load32(mark)), c.set(load8(p)), when(eq(c, ']'), step(mark, 4), leave('close'))),
    leaveUnless(eq(c, LF)),
    leaveIf('unusual', geU(p, end)),
    w.set(p),
    loop('cr', when(eq(load8(sub(w, 1)), CR), w.set(sub(w, 1)), leave('cr'))),
    when(not(ascii), flags.set(or(flags, shl(call(Call.High, start, w), 8)))),
  );
  const write = all(
    store32(out, 0, or(kind, flags, shl(code, 16))),
    store32(out, 4, stamp),
    store32(out, 8, id),
    store32(out, 12, or(start, shl(sub(w, start), 16))),
    store32(out, 16, or(payload, shl(line, 16))),
    step(out, ROW),
  );
  return all(
    kept(Slot.At, at),
    kept(Slot.LineStart, lineStart),
    kept(Slot.Lines, line),
    kept(Slot.Reply, reply),
    kept(Slot.Mark, next),
    out.set(room + ROWS_AT),
    limit.set(room + ROWS_AT + capacity * ROW),
    block(
      'unusual',
      loop(
        'line',
        leaveIf('unusual', or(geU(at, end), geU(out, limit))),
        c.set(load8(at)),
        when(eq(c, LF), step(line), step(at), lineStart.set(at), leave('line')),
        when(eq(c, CR), step(at), leave('line')),
        start.set(at),
        mark.set(next),
        flags.set(mul(ne(at, lineStart), Flag.Glued << 8)),
        code.set(0),
        stamp.set(-1),
        id.set(0),
        state.set(0),
        block(
          'read',
          when(ne(c, '['), continuation),
          stamp.set(call(Call.Stamp, at)),
          leaveIf('unusual', eq(stamp, -1)),
          when(isDigit(add(at, 15)), rawChunk),
          when(eq(load8(at, 15), '['), idLine),
          leaveUnless(stands(at, 15, 'SendMailMess():SSL_CTX_')),
          payload.set(add(at, 15)),
          from.set(payload),
          is(Kind.TlsTrace),
        ),
        recordEnd,
        write,
        next.set(mark),
        at.set(p),
        reply.set(state),
        leave('line'),
      ),
    ),
    keep(Slot.At, at),
    keep(Slot.LineStart, lineStart),
    keep(Slot.Lines, line),
    keep(Slot.Reply, reply),
    keep(Slot.Mark, next),
    keep(Slot.Rows, out),
  );
}
