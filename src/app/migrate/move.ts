import { failed, ok, problem, type Problem, type Result } from '../../core/problem.ts';
import { plain } from '../../core/values/quote.ts';
import type { LogPlace, PlaceStanding } from '../../ports/log-place.ts';
import { bring, type Brought, differences, type Tell } from './bring.ts';

export type Moved = Brought & {
  /** It had been moved before, to its end. */
  readonly before: boolean;
  /** How long neither place took anything; absent where that began in an earlier try. */
  readonly shutMs?: number;
};

type Move = {
  readonly from: LogPlace;
  readonly to: LogPlace;
  readonly nowMs: () => number;
  readonly tell: Tell;
};

/** Rollouts go on at the old place while most is brought over; it is shut when so little is left, or after so many times. */
const LITTLE = 20;
const TIMES = 10;
const OPEN: PlaceStanding = { is: 'open' };

/**
 * The new place is shut, filled, and opened last; the old one is shut just before. So at no moment do both take
 * anything, whatever breaks off between two lines: each is a state that the next try finds and goes on from.
 */
export const move = async (given: Move): Promise<Result<Moved>> => {
  const standings = await standingsOf(given);
  if (!standings.ok) return standings;
  const { from, to } = standings.value;
  const strange = await unfit(given, from, to);
  if (strange) return failed(strange);
  if (from.is === 'moved' && to.is === 'open') return ok({ before: true, logs: 0, events: 0 });
  if (from.is === 'moved') return finished(given, { logs: 0, events: 0 });
  const shut = to.is === 'open' ? await given.to.stand(filledFrom(given), OPEN) : ok(undefined);
  if (!shut.ok) return shut;
  const brought = await whileItLives(given);
  return brought.ok ? cutOver(given, brought.value) : brought;
};

const filledFrom = ({ from }: Move): PlaceStanding => ({ is: 'filling', other: from.at });
const movedTo = ({ to }: Move): PlaceStanding => ({ is: 'moved', other: to.at });

const whileItLives = async ({ from, to, tell }: Move): Promise<Result<Brought>> => {
  let all: Brought = { logs: 0, events: 0 };
  for (let nth = 0; nth < TIMES; nth += 1) {
    const brought = await bring(from.log, to.log, tell);
    if (!brought.ok) return brought;
    all = sum(all, brought.value);
    if (brought.value.events <= LITTLE) break;
  }
  return ok(all);
};

const cutOver = async (given: Move, before: Brought): Promise<Result<Moved>> => {
  const shutAtMs = given.nowMs();
  const fenced = await given.from.stand(movedTo(given), OPEN);
  if (!fenced.ok) return fenced;
  const done = await finished(given, before);
  return done.ok ? ok({ ...done.value, shutMs: Math.max(0, given.nowMs() - shutAtMs) }) : done;
};

/** Nobody writes at either place any more. */
const finished = async (given: Move, before: Brought): Promise<Result<Moved>> => {
  const { from, to, tell } = given;
  const last = await bring(from.log, to.log, tell);
  const unlike = last.ok ? await differences(from.log, to.log) : last;
  const opened = !unlike.ok || unlike.value.length > 0 ? unlike : await to.stand(OPEN, filledFrom(given));
  const problems = opened.ok ? (unlike.ok ? unlike.value : []) : opened.problems;
  if (problems.length > 0 || !last.ok) return failed(betweenTheTwo(given), ...problems);
  return ok({ ...sum(before, last.value), before: false });
};

const sum = (a: Brought, b: Brought): Brought => ({ logs: b.logs, events: a.events + b.events });

type Standings = { readonly from: PlaceStanding; readonly to: PlaceStanding };

const standingsOf = async ({ from, to }: Move): Promise<Result<Standings>> => {
  const [old, now] = [await from.standing(), await to.standing()];
  if (!old.ok) return old;
  if (!now.ok) return now;
  return ok({ from: old.value, to: now.value });
};

/** Why these two places are not the two ends of one move. */
const unfit = async (given: Move, from: PlaceStanding, to: PlaceStanding): Promise<Problem | undefined> => {
  const { from: old, to: now } = given;
  if (old.at === now.at) return about(now.at, 'this is the place where the logs are', 'name another one with --to');
  if (from.is === 'filling') return about(old.at, `it is itself being filled from ${plain(from.other, 200)}`, REPEAT);
  if (from.is === 'moved' && from.other !== now.at)
    return about(
      old.at,
      `its logs have moved to ${plain(from.other, 200)}`,
      'name that place with --to, as it is written here',
    );
  if (to.is === 'moved') return about(now.at, `its own logs have moved to ${plain(to.other, 200)}`, EMPTY);
  if (to.is === 'filling' && to.other !== old.at)
    return about(
      now.at,
      `it is being filled from ${plain(to.other, 200)}`,
      'name that place with --from, or an empty database with --to',
    );
  if (from.is === 'moved' || to.is === 'filling') return undefined;
  const there = await now.log.ids('');
  if (!there.ok) return there.problems[0];
  return there.value.length > 0
    ? about(now.at, `there are ${there.value.length} logs at the new place already`, EMPTY)
    : undefined;
};

const REPEAT = 'finish that move first: repeat it';
const EMPTY = 'move to an empty database: two logs are not made one';

const about = (path: string, message: string, hint: string): Problem =>
  problem({ kind: 'refused', code: 'migrate-places', path, message, hint });

const betweenTheTwo = ({ from, to }: Move): Problem =>
  problem({
    kind: 'unreachable',
    code: 'migrate-between',
    path: to.at,
    message: `${plain(from.at, 200)} is shut, and the new place is not open yet: no rollout goes on until it is`,
    hint: 'put right what is said here, and repeat the same command: it goes on from here',
  });
