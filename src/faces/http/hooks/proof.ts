import { failed, ok, problem, type Problem, type Result } from '../../../core/problem.ts';
import { MINUTE, SECOND } from '../../../core/values/duration.ts';
import type { Signature } from '../../../ports/signature.ts';

/** How far apart two clocks may be. What is older may be somebody else's copy. */
const WINDOW_MS = 5 * MINUTE;

type Known = { readonly signature: Signature; readonly nowMs: number };

/** The id of what was said, where it was said just now by whoever knows the secret: as Standard Webhooks has it. */
export const proofOf = (
  headers: Readonly<Record<string, string>>,
  body: string,
  { signature, nowMs }: Known,
): Result<string> => {
  const { 'webhook-id': id = '', 'webhook-timestamp': timestamp = '', 'webhook-signature': given = '' } = headers;
  if (!/^[\x21-\x7e]{1,255}$/.test(id) || !/^\d{1,12}$/.test(timestamp) || given === '')
    return failed(notSigned('it has no webhook-id, webhook-timestamp and webhook-signature'));
  if (!signature.isOf({ id, timestamp, body }, given)) return failed(notSigned('its signature is not of this secret'));
  if (Math.abs(nowMs - Number(timestamp) * SECOND) > WINDOW_MS)
    return failed(notSigned('it was signed more than five minutes from now'));
  return ok(id);
};

const notSigned = (message: string): Problem =>
  problem({
    kind: 'refused',
    code: 'not-signed',
    path: 'webhook-signature',
    message,
    hint: 'v1, and the HMAC-SHA256 of ID.TIMESTAMP.BODY in base64, with the secret that both sides know',
  });
