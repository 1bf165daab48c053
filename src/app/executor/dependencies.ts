import { type FlagState, exposure } from '../../core/flags/flag-state.ts';
import type { Plan } from '../../core/plan/plan.ts';
import type { Tick } from '../../core/rollout/input.ts';
import { HARDLY } from '../../core/values/percent.ts';
import { quoted } from '../../core/values/quote.ts';
import type { Found } from './card.ts';

/** The flags that a plan rests on and that are not its own. */
export const neededFlags = ({ flags, dependencies }: Plan): readonly string[] => {
  const own = new Set(flags.map(({ key }) => key));
  const named = dependencies.filter(({ kind }) => kind === 'flag').map(({ name }) => name);
  return [...new Set([...flags.flatMap(({ prerequisites }) => prerequisites), ...named])].filter(
    (key) => !own.has(key),
  );
};

export const neededPlans = ({ dependencies }: Plan): readonly string[] =>
  dependencies.filter(({ kind }) => kind === 'plan').map(({ name }) => name);

/** Whether what the plan rests on is there. Tools and services are nobody's here to ask: the checklist is for them. */
export const dependenciesOf = (
  plan: Plan,
  flags: readonly FlagState[],
  rollouts: readonly Found[],
): Tick['dependencies'] => {
  const missing = [
    ...neededFlags(plan).flatMap((key) => (isFullyOn(flags, key) ? [] : [`the flag ${quoted(key)} is not fully on`])),
    ...neededPlans(plan).flatMap((name) =>
      isDone(rollouts, name) ? [] : [`the plan ${quoted(name)} is not completed`],
    ),
  ];
  return missing.length === 0
    ? { met: true, why: 'what it rests on is there' }
    : { met: false, why: missing.slice(0, 5).join('; ') };
};

const isFullyOn = (flags: readonly FlagState[], key: string): boolean =>
  flags.some((flag) => flag.key === key && exposure(flag) > 100 - HARDLY);

const isDone = (rollouts: readonly Found[], name: string): boolean =>
  rollouts.some(({ summary }) => (summary.plan === name || summary.feature === name) && summary.status === 'completed');
