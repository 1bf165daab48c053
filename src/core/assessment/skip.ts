import { asks } from '../policy/team-rule.ts';
import type { Signal } from '../signals/signal.ts';
import type { TeamHit } from '../signals/team-rules.ts';
import type { Level } from '../values/level.ts';

const QUIET =
  /^(?:behaviour\.(?:log|small|corner|setting|unused)|dependency\.|infra\.(?:knob|script|base-image|template)|interface\.copy|guard\.crash-guard|contract\.option-added|money\.|security\.|data\.cache)/;

/** Whether a staged rollout is not due: nothing shipped is left, or only what nobody would notice. */
export const skip = (
  level: Level,
  signals: readonly Signal[],
  team: readonly TeamHit[],
): { yes: boolean; why: string } => {
  if (level !== 'low' || team.some(({ rule }) => asks(rule))) return { yes: false, why: '' };
  if (signals.length === 0) return { yes: true, why: 'Nothing that ships changes.' };
  if (signals.some((signal) => !QUIET.test(signal.id))) return { yes: false, why: '' };
  return { yes: true, why: 'Only texts, logs, settings, small updates of libraries or isolated fixes change.' };
};
