import { z } from 'zod';
import { rolesFrom } from '../../core/access/grant.ts';
import { drawn, type TokenEvent } from '../../core/access/token.ts';
import { failed, ok, problem, type Result } from '../../core/problem.ts';
import { DAY, parseDuration, WrittenDuration } from '../../core/values/duration.ts';
import { plainLine } from '../../core/values/quote.ts';
import { KnownAs } from '../../core/values/names.ts';
import { Line } from '../../core/values/text.ts';
import type { EventLog } from '../../ports/event-log.ts';
import { byField, db, reasonField } from '../executor/fields.ts';
import { withLog } from '../executor/open.ts';
import { actorOf } from '../executor/people.ts';
import { policyFile, words } from '../fields.ts';
import { operation, type Outcome, outcome, type Ports } from '../operation.ts';
import { loadPolicy } from '../policy-file.ts';
import { rowOf, TokenRow } from './fields.ts';
import { tokenLedger } from './tokens.ts';

const MOST_DAYS = 366;

const Input = z.strictObject({
  name: Line.meta(
    words('the person or program that it stands for; one person has one name, however many tokens', {
      positional: true,
      value: 'NAME',
    }),
  ),
  grant: z
    .array(z.string().min(1).max(120))
    .min(1)
    .max(50)
    .meta(
      words(
        'client, viewer, operator, approver or admin; with @ENVIRONMENT for one environment alone; may be repeated',
        {
          value: 'ROLE',
        },
      ),
    ),
  team: z
    .array(Line)
    .max(50)
    .optional()
    .meta(words('a role or team, as approvals name it; may be repeated', { value: 'TEAM' })),
  knownAs: KnownAs.optional().meta(
    words(
      'another name or address of theirs, as git and hosts write it: they approve no change of it; may be repeated',
      {
        value: 'NAME',
      },
    ),
  ),
  expires: WrittenDuration.default('90d').meta(
    words(`after how long it opens nothing any more; at most ${MOST_DAYS}d`, { value: 'TIME' }),
  ),
  reason: reasonField.optional(),
  by: byField,
  policy: policyFile,
  db,
});
type Input = z.infer<typeof Input>;

const Issued = z.strictObject({ schemaVersion: z.literal(1), token: z.string(), ...TokenRow.shape });
export type Issued = z.infer<typeof Issued>;

export const accessIssue = operation({
  name: 'access issue',
  summary: 'Issues a token for the service: who it stands for, what they may do, until when. It is shown once.',
  effect: 'acts',
  examples: [
    { command: 'rampart access issue ada --grant admin', what: 'for everything' },
    {
      command: 'rampart access issue omar --grant viewer --grant operator@staging --team payments',
      what: 'looks everywhere, acts in staging',
    },
  ],
  input: Input,
  output: Issued,
  run: (input, ports) => withLog(ports, input.db, (log) => issued(input, log, ports)),
});

const issued = async (input: Input, log: EventLog, ports: Ports): Promise<Result<Outcome<Issued>>> => {
  const policy = await loadPolicy(ports, input.policy);
  if (!policy.ok) return policy;
  const roles = rolesFrom(input.grant, Object.keys(policy.value.policy.environments));
  const lastsMs = parseDuration(input.expires) ?? 0;
  const lasts = lastsMs > 0 && lastsMs <= MOST_DAYS * DAY ? ok(lastsMs) : failed(odd(input.expires));
  const name = input.name.trim() === '' ? failed(unnamed()) : ok(plainLine(input.name.trim()));
  if (!name.ok || !roles.ok || !lasts.ok)
    return failed(...[name, roles, lasts].flatMap((part) => (part.ok ? [] : part.problems)));
  const { id, digest, text } = drawn(ports.unguessable);
  const atMs = ports.clock.nowMs();
  const event: TokenEvent = {
    schemaVersion: 1,
    type: 'token-issued',
    atMs,
    by: await actorOf({ by: input.by }, ports),
    reason: plainLine(input.reason ?? 'no reason given'),
    token: id,
    digest,
    name: name.value,
    roles: roles.value,
    teams: (input.team ?? []).map(plainLine),
    ...(input.knownAs ? { knownAs: input.knownAs.map(plainLine) } : {}),
    expiresAtMs: atMs + lasts.value,
  };
  const written = await tokenLedger(log, ports.clock).add(({ state }) =>
    state.has(id) ? failed(again()) : ok([event]),
  );
  const token = written.ok ? written.value.state.get(id) : undefined;
  if (!written.ok || !token) return written.ok ? failed(again()) : written;
  return ok(outcome<Issued>({ schemaVersion: 1, token: text, ...rowOf(token, atMs) }));
};

const unnamed = () =>
  problem({
    kind: 'usage',
    code: 'no-name',
    path: 'name',
    message: 'a token stands for somebody, and this names nobody',
    hint: 'name the person or program: rampart access issue ada --grant viewer',
  });

const odd = (expires: string) =>
  problem({
    kind: 'usage',
    code: 'odd-expiry',
    path: 'expires',
    message: `a token lasts some time, and at most ${MOST_DAYS} days; this says ${expires}`,
    hint: 'issue the next one before this one ends',
  });

const again = () =>
  problem({
    kind: 'internal',
    code: 'token-drawn-twice',
    message: 'chance gave a token that there is already',
    hint: 'nothing was issued; look at where this machine takes chance from',
  });
