import type { Plan } from '../plan/plan.ts';
import { failed, ok, problem, type Problem, type Result } from '../problem.ts';
import { canonicalJson } from '../values/digest.ts';
import { decide } from './decide.ts';
import type { Event } from './events.ts';
import { fold } from './evolve.ts';
import type { State } from './state.ts';

export type Replayed = { readonly state: State; readonly turns: number };

/** Decides every turn of a log again from what was known then. The same program must come to the same bytes. */
export const replay = (plan: Plan, state: State, log: readonly Event[]): Result<Replayed> => {
  let now = state;
  const turns = turnsOf(log);
  for (const { at, events } of turns) {
    const unlike = difference(plan, now, { at, events });
    if (unlike) return failed(unlike);
    const next = fold(now, events);
    if (!next.ok) return next;
    now = next.value;
  }
  return ok({ state: now, turns: turns.length });
};

type Taken = { readonly at: number; readonly events: readonly Event[] };

const turnsOf = (log: readonly Event[]): readonly Taken[] => {
  const starts = log.flatMap(({ type }, at) => (type === 'turn-taken' || at === 0 ? [at] : []));
  return starts.map((at, nth) => ({ at, events: log.slice(at, starts[nth + 1]) }));
};

const difference = (plan: Plan, state: State, { at, events }: Taken): Problem | undefined => {
  const [first] = events;
  if (first?.type !== 'turn-taken') return unlike(at, 0, 'the turn does not say what was known');
  const decided = decide(plan, state, first.input);
  if (!decided.ok) return unlike(at, 0, `the command would be refused: ${decided.problems[0]?.message ?? ''}`);
  const [now, then] = [decided.value, events].map((list) => list.map(canonicalJson));
  const nth = Array.from({ length: Math.max(now?.length ?? 0, then?.length ?? 0) }).findIndex(
    (_, index) => now?.[index] !== then?.[index],
  );
  if (nth < 0) return undefined;
  return unlike(at + nth, byteOf(then?.[nth] ?? '', now?.[nth] ?? ''), 'another event is decided now');
};

/** Where two texts part. */
const byteOf = (a: string, b: string): number => {
  let at = 0;
  while (at < a.length && a[at] === b[at]) at += 1;
  return at;
};

const unlike = (at: number, byte: number, what: string): Problem =>
  problem({
    kind: 'invalid',
    code: 'replay-differs',
    path: `events[${at}]`,
    message: `event ${at + 1} is not what comes of its inputs: ${what} (first difference at byte ${byte})`,
    hint: 'either the log was changed, or another version of the program wrote it',
  });
