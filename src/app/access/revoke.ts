import { z } from 'zod';
import { TokenId } from '../../core/access/token.ts';
import { failed, ok, problem } from '../../core/problem.ts';
import { plainLine } from '../../core/values/quote.ts';
import { byField, db, reasonField } from '../executor/fields.ts';
import { withLog } from '../executor/open.ts';
import { actorOf } from '../executor/people.ts';
import { words } from '../fields.ts';
import { operation, outcome } from '../operation.ts';
import { rowOf, TokenRow } from './fields.ts';
import { tokenLedger } from './tokens.ts';

const Revoked = z.strictObject({ schemaVersion: z.literal(1), ...TokenRow.shape });
export type Revoked = z.infer<typeof Revoked>;

export const accessRevoke = operation({
  name: 'access revoke',
  summary: 'Revokes a token of the service: a second later it opens nothing, anywhere, nor do sessions begun with it.',
  effect: 'acts',
  examples: [
    { command: 'rampart access revoke kqzmwtrbpa --reason "left the team"', what: 'the id is in access list' },
  ],
  input: z.strictObject({
    token: TokenId.meta(words('the id of the token', { positional: true, value: 'ID' })),
    reason: reasonField.optional(),
    by: byField,
    db,
  }),
  output: Revoked,
  run: ({ token: id, reason = 'no reason given', by, db: file }, ports) =>
    withLog(ports, file, async (log) => {
      const atMs = ports.clock.nowMs();
      const about = { atMs, by: await actorOf({ by }, ports), reason: plainLine(reason), token: id };
      const written = await tokenLedger(log, ports.clock).add(({ state }) => {
        const token = state.get(id);
        if (!token) return failed(noSuchToken(id));
        return ok(token.revokedAtMs === undefined ? [{ schemaVersion: 1, type: 'token-revoked', ...about }] : []);
      });
      const token = written.ok ? written.value.state.get(id) : undefined;
      if (!written.ok || !token) return written.ok ? failed(noSuchToken(id)) : written;
      return ok(outcome<Revoked>({ schemaVersion: 1, ...rowOf(token, atMs) }));
    }),
});

const noSuchToken = (id: string) =>
  problem({
    kind: 'usage',
    code: 'no-such-token',
    path: id,
    message: 'there is no token by this id',
    hint: 'rampart access list --all shows those there are',
  });
