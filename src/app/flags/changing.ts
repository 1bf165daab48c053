import type { z } from 'zod';
import { reachesMore, sameFlag } from '../../core/flags/compare.ts';
import { type FlagState, reachesNobody } from '../../core/flags/flag-state.ts';
import { failed, ok, type Problem, type Result } from '../../core/problem.ts';
import { type Canary, canaryOf } from '../../core/rollout/canary.ts';
import type { FlagEvent } from '../../core/rollout/flag-events.ts';
import type { Actor } from '../../core/rollout/words.ts';
import { plainLine } from '../../core/values/quote.ts';
import { DEFAULT_ENVIRONMENT } from '../../core/policy/names.ts';
import type { EventLog } from '../../ports/event-log.ts';
import { withLog } from '../executor/open.ts';
import { inTime } from '../executor/deadline.ts';
import { actorOf, refusedConsent } from '../executor/people.ts';
import { saidOf } from '../executor/world.ts';
import { type Operation, type Outcome, outcome, type Ports } from '../operation.ts';
import type { ChangeInput } from './fields.ts';
import { type FlagLog, loadFlagLog, note } from './log.ts';
import { FlagStanding, flagStandingOf } from './standing.ts';
import { heldByRollout, missingFlag, notSo, raisesEdited, tooMany, unknownEnvironment } from './refusals.ts';
import { holderOf, late, openWhere, readFlag, type Where } from './where.ts';

/** What somebody wants of a flag: another state, another canary, or both. Nothing said of one: it stays. */
export type Wish = { readonly asked: string; readonly flag?: FlagState; readonly canary?: Canary };

type Changed<I extends z.ZodObject> = {
  readonly name: string;
  readonly summary: string;
  readonly examples: Operation['examples'];
  readonly input: I;
  readonly wish: (input: z.infer<I>, flag: FlagState, canary: Canary) => Wish;
};

/**
 * One flag, set by hand. Written down first, then told, then read back. Refused where a rollout has the flag in hand:
 * it would take this for somebody's meddling, and rightly.
 */
export const changing = <I extends z.ZodObject>(given: Changed<I>): Operation<I, FlagStanding> => ({
  name: given.name,
  summary: given.summary,
  effect: 'acts',
  examples: given.examples,
  input: given.input,
  output: FlagStanding,
  run: (input, ports) => {
    const asked = input as unknown as ChangeInput;
    return withLog(ports, asked.db, (log) =>
      changed(asked, { log, ports, wishFor: (flag, canary) => given.wish(input, flag, canary) }),
    );
  },
});

type Asked = {
  readonly log: EventLog;
  readonly ports: Ports;
  readonly wishFor: (flag: FlagState, canary: Canary) => Wish;
};

const changed = async (input: ChangeInput, asked: Asked): Promise<Result<Outcome<FlagStanding>>> => {
  const where = await openWhere(input, asked.ports);
  if (!where.ok) return where;
  const seen = await look(input, where.value, asked);
  if (!seen.ok) return seen;
  const { known, before, wish } = seen.value;
  const refused = await refusedBy(input, seen.value, asked.ports);
  if (refused) return failed(refused, ...seen.warnings);
  const said = { by: await actorOf(input, asked.ports), reason: plainLine(input.reason ?? 'no reason given') };
  const telling: Telling = { ...asked, known, before, wish, where: where.value, said };
  const events = eventsOf(telling);
  const noted = events.length > 0 ? await note(asked.log, known, events) : ok(known);
  const done = noted.ok ? await carriedOut({ ...telling, known: noted.value }) : noted;
  if (!done.ok) return done;
  const standing = flagStandingOf({ key: input.flag, ...done.value }, where.value, events.length > 0);
  return ok(outcome(standing, { warnings: seen.warnings }));
};

type Seen = {
  readonly where: Where;
  readonly known: FlagLog;
  readonly before: FlagState | undefined;
  readonly wish: Wish;
  /** Somebody shaped the flag by hand, and a write replaces what they made. */
  readonly edited: boolean;
};

const look = async (input: ChangeInput, where: Where, { log, ports, wishFor }: Asked): Promise<Result<Seen>> => {
  const [read, known, holder] = [
    await readFlag(where, input.flag, ports.clock),
    await loadFlagLog(log, input.flag),
    await holderOf(log, input.flag, where),
  ];
  if (!read.ok || !known.ok || !holder.ok)
    return failed(...[read, known, holder].flatMap((part) => (part.ok ? [] : part.problems)));
  if (holder.value) return failed(heldByRollout(input.flag, holder.value));
  const before = read.value;
  if (!before && !input.create) return failed(missingFlag(input.flag, where));
  const canary = canaryOf(known.value.events, where, before);
  const edited = read.warnings.some(({ code }) => code === 'flag-edited');
  const wanted = wishFor(before ?? fresh(input.flag), canary);
  return ok({ where, known: known.value, before, wish: wanted, edited }, read.warnings);
};

const fresh = (key: string): FlagState => ({
  key,
  enabled: false,
  percent: 0,
  rings: [],
  allow: [],
  place: { is: 'everywhere' },
});

const refusedBy = async (
  { flag: key, environment = DEFAULT_ENVIRONMENT, yes }: ChangeInput,
  { where: { policy }, before, wish: { flag, canary, asked }, edited }: Seen,
  ports: Ports,
): Promise<Problem | undefined> => {
  if (!Object.hasOwn(policy.environments, environment))
    return unknownEnvironment(environment, Object.keys(policy.environments));
  if ((canary?.users.length ?? 0) > MOST_USERS) return tooMany(key, MOST_USERS);
  if (!flag) return undefined;
  const raises = before ? reachesMore(flag, before) : !reachesNobody(flag);
  if (!raises) return undefined;
  if (edited) return raisesEdited(key);
  return refusedConsent(
    { environment },
    yes,
    `"${asked}" gives ${key} to more people in ${environment}. Go on?`,
    ports,
  );
};

/** What a flag state can hold. */
const MOST_USERS = 10_000;

type Telling = Asked & {
  readonly known: FlagLog;
  readonly before: FlagState | undefined;
  readonly wish: Wish;
  readonly where: Where;
  readonly said: { readonly by: Actor; readonly reason: string };
};

/** Only what changes anything: asking twice for the same leaves one trace. */
const eventsOf = ({ known, before, wish: wished, where, said, ports }: Telling): readonly FlagEvent[] => {
  const { backend, place } = where;
  const about = { schemaVersion: 1 as const, atMs: ports.clock.nowMs(), ...said, backend, place };
  const { flag, canary, asked } = wished;
  const was = canaryOf(known.events, where, before);
  const moves = canary && (canary.on !== was.on || canary.users.join('\n') !== was.users.join('\n'));
  return [
    ...(moves ? [{ ...about, type: 'canary-set' as const, on: canary.on, users: [...canary.users] }] : []),
    ...(flag && !(before && sameFlag(flag, before))
      ? [
          {
            ...about,
            type: 'flag-told' as const,
            asked: plainLine(asked),
            ...(before ? { before } : {}),
            wanted: withoutRevision(flag),
          },
        ]
      : []),
  ];
};

/** Of what it was made from: what is wanted has none. */
const withoutRevision = ({ revision: _, ...flag }: FlagState): FlagState => flag;

type Done = { readonly flag: FlagState | undefined; readonly events: readonly FlagEvent[] };

/** Told, and believed only when it is read back. Whatever comes of it stands in the log as well. */
const carriedOut = async ({ known, before, wish: { flag }, where, log, ports }: Telling): Promise<Result<Done>> => {
  if (!flag || known.events.at(-1)?.type !== 'flag-told') return ok({ flag: before, events: known.events });
  const { backend, place } = where;
  const about = () => ({ schemaVersion: 1 as const, atMs: ports.clock.nowMs(), backend, place });
  const writing = where.flags.write(withoutRevision(flag), before?.revision);
  const write = await inTime(ports.clock, writing, (said) => failed(late(flag.key, said)));
  const read = write.ok ? await readFlag(where, flag.key, ports.clock) : write;
  if (!read.ok) {
    const kept = await note(log, known, [{ ...about(), type: 'flag-not-told', why: plainLine(saidOf(read.problems)) }]);
    return failed(...read.problems, ...(kept.ok ? [] : kept.problems));
  }
  if (!read.value) return failed(notSo(flag.key, 'it is not there'));
  const noted = await note(log, known, [{ ...about(), type: 'flag-read-back', holds: read.value }]);
  if (!noted.ok) return noted;
  return sameFlag(flag, read.value)
    ? ok({ flag: read.value, events: noted.value.events })
    : failed(notSo(flag.key, 'it holds something else'));
};
