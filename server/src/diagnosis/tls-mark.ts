import { type Delivery, failureOf } from '../deliveries/delivery.ts';

/** TLS was begun at connect, and the peer closed before its greeting (format reference §2.3 row 23). */
export function isTlsOnPlainPort(d: Delivery): boolean {
  const f = failureOf(d);
  const attempt = d.decisive?.attempt;
  return (
    f !== undefined && attempt?.tls === 'implicit' && f.stage === 'greeting' && f.kind === 'own-reply' && f.code === 0
  );
}
