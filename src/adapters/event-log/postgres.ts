import { failed, ok, type Problem, type Result } from '../../core/problem.ts';
import type { Context } from '../../ports/adapter.ts';
import type { EventLog, Head } from '../../ports/event-log.ts';
import { serverAt } from '../postgres-address.ts';
import type { LogPlace } from '../../ports/log-place.ts';
import { type Ask, type Patience, pooled } from '../postgres-pool.ts';
import { withoutSecrets } from '../secrets.ts';
import { MIGRATIONS } from './postgres-layout.ts';
import { placeOf, unusable } from './postgres-open.ts';
import { type Doing, isInTheWay, isUnknown, serverProblem } from './postgres-problems.ts';
import { type Appending, type Statements, statementsWith } from './postgres-statements.ts';
import { logProblems } from './problems.ts';
import { DamagedLog, notBehind, wholeFrom } from './reading.ts';

type How = {
  readonly secret: Context['secret'];
  /** Whether the log is made where there is none; who only looks leaves no traces. */
  readonly make?: boolean;
  readonly patience?: Patience;
};

const PATIENCE: Patience = { connectMs: 8000, lockMs: 5000, answerMs: 10_000 };
const TRIES = 5;

/** A schema of its own in a database on a server: any number of processes on any number of machines. */
export const postgresEventLog = async (place: string, how: How): Promise<Result<EventLog>> => {
  const opened = await openServer(place, how, false);
  return opened.ok ? ok(opened.value.log) : opened;
};

/** The same place, for whoever moves what is in it. */
export const postgresPlace = async (place: string, how: How): Promise<Result<LogPlace>> => {
  const opened = await openServer(place, how, true);
  if (!opened.ok) return opened;
  const { at, ask, attempt, log } = opened.value;
  return ok({
    at,
    log,
    standing: () => attempt('', 'read', async () => ok((await placeOf(ask))?.standing ?? { is: 'open' })),
    stand: (now, before) =>
      attempt('', 'write', async () => {
        const words = [now, before].flatMap((one) => [one.is, one.is === 'open' ? null : one.other]);
        const [said] = await ask('select * from rampart.stand($1, $2, $3, $4)', words);
        return said?.['done'] === 't' ? ok(undefined) : failed(logProblems.standing(at, String(said?.['stood'])));
      }),
  });
};

type Opened = { readonly at: string; readonly ask: Ask; readonly attempt: Attempt; readonly log: EventLog };

const openServer = async (place: string, how: How, past: boolean): Promise<Result<Opened>> => {
  const server = await serverAt(place, how.secret);
  if (!server.ok) return server;
  const { at, password } = server.value;
  const { ask, release } = pooled(server.value, how.patience ?? PATIENCE);
  const attempt = attemptOn({ ask, at, hide: withoutSecrets(password === undefined ? [] : [password]) });
  const opened = await attempt('', 'open', async () => {
    const problem = await unusable(ask, at, { make: how.make ?? true, past });
    return problem ? failed(problem) : ok(undefined);
  });
  if (opened.ok) return ok({ at, ask, attempt, log: logOn(statementsWith(ask, past), attempt, release) });
  await release();
  return opened;
};

const logOn = (say: Statements, attempt: Attempt, close: () => Promise<void>): EventLog => ({
  append: (id, expectedVersion, entries, card) =>
    attempt(id, 'write', () => append(say, { id, expectedVersion, entries, card })),
  read: (id, fromVersion) =>
    attempt(id, 'read', async () => {
      if (!isText(id)) return ok(await say.none());
      const { head, entries } = await say.entries(id, Math.max(1, fromVersion));
      return ok(wholeFrom(fromVersion, entries, head));
    }),
  list: (dueByMs) => attempt('', 'read', async () => ok(await (dueByMs === undefined ? say.all() : say.due(dueByMs)))),
  brief: (piece) => attempt('', 'read', async () => ok(await say.brief(piece))),
  card: (id) => attempt(id, 'read', async () => ok(isText(id) ? await say.card(id) : (await say.none())[0])),
  ids: (beginning) =>
    attempt('', 'read', async () => ok(isText(beginning) ? await say.ids(beginning) : await say.none())),
  keepSnapshot: (id, snapshot) => attempt(id, 'write', async () => ok(await say.keep(id, snapshot))),
  latestSnapshot: (id) =>
    attempt(id, 'read', async () => {
      if (!isText(id)) return ok((await say.none())[0]);
      const { snapshot, end } = await say.snapshot(id);
      return ok(notBehind(snapshot, end));
    }),
  close,
});

const append = async (say: Statements, appending: Appending): Promise<Result<Head>> => {
  const { id, version, hash, moved } = await say.append(appending);
  if (!moved) return ok({ version, hash });
  const { card, expectedVersion } = appending;
  const decidedAt = id === appending.id ? expectedVersion : card.unmoved?.find((base) => base.id === id)?.version;
  return failed(logProblems.movedOn(id, decidedAt ?? expectedVersion, version));
};

/** The database takes no zero in a text, so nothing there has one in its name. It is asked all the same whether it is there. */
const isText = (id: string): boolean => !id.includes('\0');

type Place = { readonly ask: Ask; readonly at: string; readonly hide: (text: string) => string };
type Attempt = <T>(id: string, doing: Doing, act: () => Promise<Result<T>>) => Promise<Result<T>>;

/** What was undone by the database because somebody was in the way is said again, so often and no more. */
const attemptOn = ({ ask, at, hide }: Place): Attempt => {
  const attempt = async <T>(
    id: string,
    doing: Doing,
    act: () => Promise<Result<T>>,
    left: number,
  ): Promise<Result<T>> => {
    try {
      return await act();
    } catch (error) {
      if (isInTheWay(error) && left > 1) return attempt(id, doing, act, left - 1);
      const where = id === '' ? at : `${at}: ${id}`;
      if (error instanceof DamagedLog) return failed(logProblems.damaged(where, error.message));
      const changed = isUnknown(error) ? await changedLayout(ask, at) : undefined;
      const found = changed ?? serverProblem(at, error, doing);
      return failed({ ...found, message: hide(found.message) });
    }
  };
  return (id, doing, act) => attempt(id, doing, act, TRIES);
};

/** A newer program may have moved the layout on while this one was running. */
const changedLayout = async (ask: Ask, at: string): Promise<Problem | undefined> => {
  try {
    const found = await placeOf(ask);
    if (!found) return logProblems.damaged(at, 'the schema rampart is gone');
    return found.layout > MIGRATIONS.length ? logProblems.newer(at, found.layout, MIGRATIONS.length) : undefined;
  } catch {
    return undefined;
  }
};
