import { isRollout } from '../../../app/executor/find.ts';
import { load, notThere, type Rollout } from '../../../app/executor/journal.ts';
import { failed, ok, type Result } from '../../../core/problem.ts';
import { type Caller, mayIn } from '../caller.ts';
import { refusalOf, SOMEWHERE, type Where } from '../guard.ts';
import type { Asked, Serving } from '../serving.ts';
import type { Row } from './rows.ts';
import type { Said } from './said.ts';

/**
 * The rollout that a request is about, where it is about one that the caller may ask this of. One that somebody may not
 * even look at is not there, as far as they can tell: the words are those for one that never was.
 */
export const allowed = async (
  row: Pick<Row, 'where' | 'right'> & { readonly id?: string },
  c: Asked,
  said: Said,
  serving: Serving,
): Promise<Result<Rollout | undefined>> => {
  if (row.where !== 'rollout') {
    const refused = await refusalOf(c, row.right, environmentFor(row, said), serving);
    return refused ? failed(refused) : ok(undefined);
  }
  const id = row.id ?? c.req.param('rollout') ?? '';
  const rollout = isRollout(id) ? await load(serving.log, id) : failed(notThere(id));
  if (!rollout.ok) return rollout;
  const { environment } = rollout.value.plan.provenance;
  if (!mayIn(c.get('caller'), 'look', environment)) {
    await refusalOf(c, 'look', environment, serving);
    return failed(notThere(id));
  }
  const refused = await refusalOf(c, row.right, environment, serving);
  return refused ? failed(refused) : rollout;
};

const environmentFor = ({ where }: Pick<Row, 'where'>, said: Said): Where => {
  if (where === 'plan') return environmentIn(said);
  return where === 'some' ? SOMEWHERE : '*';
};

/** Where a plan says that it is carried out. One that does not say it is asked for as if it were everywhere. */
const environmentIn = ({ documents }: Said): string => {
  try {
    const plan = JSON.parse(documents.get('given:plan') ?? '{}');
    const { environment } = plan?.provenance ?? {};
    return typeof environment === 'string' ? environment : '*';
  } catch {
    return '*';
  }
};

/** Of the environments that were asked for, those that the caller may look at; undefined: all there are. */
export const theirs = (caller: Caller, asked: unknown): readonly string[] | undefined => {
  const wanted = Array.isArray(asked) ? asked.map(String) : undefined;
  if (mayIn(caller, 'look', '*')) return wanted;
  const own = Object.keys(caller.roles).filter((environment) => mayIn(caller, 'look', environment));
  return wanted ? wanted.filter((environment) => own.includes(environment)) : own;
};
