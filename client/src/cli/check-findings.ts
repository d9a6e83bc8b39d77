/** `senderlog check --findings`. */
import type { Delivery } from '../../../server/src/deliveries/delivery.ts';
import type { DiagnosisContext } from '../../../server/src/diagnosis/diagnose.ts';
import type { Invocation } from './command.ts';

export async function reportFindings(
  _deliveries: readonly Delivery[],
  _context: DiagnosisContext,
  _invocation: Invocation,
): Promise<void> {}
