import { type Listed, LOG_PASSWORD } from '../../ports/event-log.ts';
import { readCards } from '../executor/card.ts';
import { withLogThere } from '../executor/open.ts';
import { LIVE } from '../../core/rollout/table.ts';
import { load } from '../executor/journal.ts';
import type { Places } from '../../core/program/planned.ts';
import type { Plan } from '../../core/plan/plan.ts';
import { ok } from '../../core/problem.ts';
import { isAddress } from '../../ports/place.ts';
import type { Ports } from '../operation.ts';
import { fails, shown, type Thing, works } from './thing.ts';

/** A rollout that is under way: what it is about, and where its log says the things are that it needs. */
export type UnderWay = { readonly id: string; readonly plan: Plan; readonly places: Places };

export type LogLook = { readonly thing: Thing; readonly rollouts: readonly UnderWay[] };

/** Opens the log that is there, and makes none: looking leaves no traces. */
export const lookAtLog = async (file: string, ports: Ports): Promise<LogLook> => {
  const secrets = [
    { name: LOG_PASSWORD, needed: false, set: isAddress(file) && (await ports.hasSecret(LOG_PASSWORD)) },
  ];
  const named = isAddress(file)
    ? ({ what: 'log', name: 'postgres', place: shown(file), secrets } as const)
    : ({ what: 'log', name: 'sqlite', place: file } as const);
  const read = await withLogThere(ports, file, async (log) => {
    const listed = await log.list();
    if (!listed.ok) return listed;
    const loaded = await Promise.all(liveIn(listed.value).map((id) => load(log, id)));
    const broken = loaded.find((one) => !one.ok);
    if (broken && !broken.ok) return broken;
    return ok({ all: readCards(listed.value).length, live: loaded.flatMap((one) => (one.ok ? [one.value] : [])) });
  });
  if (!read.ok) return { thing: fails(named, read.problems), rollouts: [] };
  if (!read.value)
    return { thing: { ...named, state: 'absent', says: 'none yet; the first apply makes it' }, rollouts: [] };
  const { all, live } = read.value;
  return { thing: works(named, `${all} rollouts, ${live.length} under way`), rollouts: live };
};

const liveIn = (listed: readonly Listed[]): readonly string[] =>
  readCards(listed)
    .filter(({ summary }) => LIVE.includes(summary.status))
    .map(({ id }) => id);
