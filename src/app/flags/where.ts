import { DEFAULT_ENVIRONMENT } from '../../core/policy/names.ts';
import type { FlagState } from '../../core/flags/flag-state.ts';
import { failed, ok, problem, type Problem, type Result } from '../../core/problem.ts';
import type { EventLog } from '../../ports/event-log.ts';
import type { FlagBackend } from '../../ports/flag-backend.ts';
import type { Clock } from '../../ports/clock.ts';
import { readCards } from '../executor/card.ts';
import { inTime } from '../executor/deadline.ts';
import { load, type Rollout } from '../executor/journal.ts';
import { openToLook } from '../executor/open.ts';
import { flagsPlace } from '../executor/places.ts';
import { LIVE } from '../../core/rollout/table.ts';
import type { Ports } from '../operation.ts';
import { type EffectivePolicy, loadPolicy } from '../policy-file.ts';
import type { WhereInput } from './fields.ts';

/** A flag system, and where it is. */
export type Where = {
  readonly backend: string;
  readonly place: string;
  readonly flags: FlagBackend;
  readonly policy: EffectivePolicy['policy'];
};

export const openWhere = async (input: WhereInput, ports: Ports): Promise<Result<Where>> => {
  const policy = await loadPolicy(ports, input.policy);
  if (!policy.ok) return policy;
  const backend = input.backend ?? policy.value.policy.backend;
  const place = flagsPlace(input.flags, { backend, environment: input.environment ?? DEFAULT_ENVIRONMENT }, ports);
  const flags = await ports.openFlags(backend, place, () => openToLook(ports, input.db));
  return flags.ok ? ok({ backend, place, flags: flags.value, policy: policy.value.policy }) : flags;
};

/** A flag as it is read, with what the flag system remarks of it. Nothing where it is not there. */
export const readFlag = async (
  { flags }: Pick<Where, 'flags'>,
  key: string,
  clock: Clock,
): Promise<Result<FlagState | undefined>> => {
  const read = await inTime(clock, flags.read([key]), (said) => failed(late(key, said)));
  return read.ok ? ok(read.value[0], read.warnings) : read;
};

/** The rollout that this flag is in the hands of. One flag of that name elsewhere is another flag. */
export const holderOf = async (
  log: EventLog,
  key: string,
  { backend, place }: Pick<Where, 'backend' | 'place'>,
): Promise<Result<Rollout | undefined>> => {
  const listed = await log.list();
  if (!listed.ok) return listed;
  for (const { id, summary } of readCards(listed.value)) {
    if (!summary.flags.includes(key) || !LIVE.includes(summary.status)) continue;
    const rollout = await load(log, id);
    if (!rollout.ok) return rollout;
    const { plan, places, state } = rollout.value;
    if (LIVE.includes(state.status) && places.flags === place && plan.provenance.backend === backend) return rollout;
  }
  return ok(undefined);
};

export const late = (key: string, message: string): Problem =>
  problem({ kind: 'unreachable', code: 'flags-late', path: key, message, hint: 'look at the flag, and try again' });

export const noSuchFlag = (key: string, { place }: Pick<Where, 'place'>, hint: string): Problem =>
  problem({
    kind: 'usage',
    code: 'no-such-flag',
    path: key,
    message: `there is no flag by this name in ${place}`,
    hint,
  });
