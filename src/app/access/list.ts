import { z } from 'zod';
import { ok } from '../../core/problem.ts';
import { db } from '../executor/fields.ts';
import { lookIntoExisting } from '../executor/open.ts';
import { words } from '../fields.ts';
import { operation, outcome } from '../operation.ts';
import { rowOf, TokenRow } from './fields.ts';
import { tokenLedger } from './tokens.ts';

const Listed = z.strictObject({ schemaVersion: z.literal(1), tokens: z.array(TokenRow) });
export type TokensListed = z.infer<typeof Listed>;

export const accessList = operation({
  name: 'access list',
  summary:
    'Lists the tokens of the service: for whom, what they open, until when. The tokens themselves are kept nowhere.',
  effect: 'reads',
  examples: [{ command: 'rampart access list', what: 'those that open something; --all shows the others too' }],
  input: z.strictObject({
    all: z.boolean().optional().meta(words('also those that were revoked or have expired')),
    db,
  }),
  output: Listed,
  run: ({ all, db: file }, ports) =>
    lookIntoExisting(ports, file, async (log) => {
      const known = await tokenLedger(log, ports.clock).now();
      if (!known.ok) return known;
      const rows = [...known.value.state.values()].map((token) => rowOf(token, ports.clock.nowMs()));
      const tokens = rows.filter(({ standing }) => all || standing === 'live');
      return ok(outcome<TokensListed>({ schemaVersion: 1, tokens: tokens.toSorted(byName) }));
    }),
});

const byName = (a: TokenRow, b: TokenRow): number =>
  a.name === b.name ? a.issuedAtMs - b.issuedAtMs : a.name < b.name ? -1 : 1;
