import { plainLine } from '../../values/quote.ts';
import type { Judgement } from '../../guards/judgement.ts';
import type { Trigger } from '../../plan/watch.ts';
import { humanDuration, toMs } from '../../values/duration.ts';
import { strictness } from '../../values/metric.ts';
import type { Happening } from '../events.ts';
import { actingTriggers } from '../look.ts';
import type { Fired, State } from '../state.ts';
import { judgedIn, record, recordAll, type Step, type Turn } from '../turn.ts';
import type { PauseCause } from '../words.ts';
import { rollbackOf } from './rollback.ts';

/**
 * Looks at every trigger that can tell something, whatever the rollout is waiting for, and acts on what is new. Of
 * several the strictest is done.
 */
export const noteTriggers: Step = (turn) => {
  const judged = judgedIn(turn);
  const triggers = actingTriggers(turn.plan, turn.state);
  const happenings = triggers.flatMap((trigger) => {
    const judgement = judged.get(trigger.id);
    return judgement ? newsOf(turn, trigger, judgement) : [];
  });
  return act(recordAll(forgotten(turn, triggers), happenings), happenings);
};

/** A trigger that does not act in this phase has no say in it, and keeps nothing waiting. */
const forgotten = (turn: Turn, triggers: readonly Trigger[]): Turn => {
  const acting = new Set(triggers.map(({ id }) => id));
  const { fired, silences } = turn.state;
  return recordAll(turn, [
    ...fired.flatMap(({ trigger }): Happening[] =>
      acting.has(trigger) ? [] : [{ type: 'trigger-quieted', trigger, why: 'it does not act in this phase' }],
    ),
    ...silences.flatMap(({ trigger }): Happening[] => (acting.has(trigger) ? [] : [{ type: 'data-found', trigger }])),
  ]);
};

const newsOf = (turn: Turn, trigger: Trigger, judgement: Judgement): readonly Happening[] => {
  const { id, action } = trigger;
  const { fired, silences } = turn.state;
  const heard: Happening[] = silences.some((one) => one.trigger === id) ? [{ type: 'data-found', trigger: id }] : [];
  const isFired = fired.some((one) => one.trigger === id);
  const why = plainLine(judgement.why);
  switch (judgement.verdict) {
    case 'fail':
      return isFired ? heard : [...heard, { type: 'trigger-fired', trigger: id, action, why }];
    case 'pass':
      return isFired ? [...heard, { type: 'trigger-quieted', trigger: id, why }] : heard;
    case 'inconclusive':
      return heard;
    case 'no-data':
    case 'error':
      return silent(turn, trigger, { verdict: judgement.verdict, why });
  }
};

type Unheard = { readonly verdict: 'no-data' | 'error'; readonly why: string };

const silent = ({ state, nowMs }: Turn, { id, noData }: Trigger, { verdict, why }: Unheard): readonly Happening[] => {
  const silence = state.silences.find(({ trigger }) => trigger === id);
  if (!silence) return [{ type: 'data-lost', trigger: id, verdict, why }];
  const lastedMs = nowMs - silence.sinceMs;
  if (silence.acted !== undefined || lastedMs < toMs(noData.after)) return [];
  const what = plainLine(`nothing was heard for ${humanDuration(lastedMs)}: ${why}`);
  return [{ type: 'silence-passed', trigger: id, action: noData.action, why: what }];
};

type Cause = {
  readonly action: Fired['action'];
  readonly trigger: string;
  readonly why: string;
  readonly cause: PauseCause;
};

const act = (turn: Turn, happenings: readonly Happening[]): Turn => {
  const causes = happenings.flatMap((happening): Cause[] => {
    if (happening.type !== 'trigger-fired' && happening.type !== 'silence-passed') return [];
    const { action, trigger, why, type } = happening;
    return [
      {
        action,
        trigger,
        why: plainLine(`${trigger}: ${why}`),
        cause: type === 'trigger-fired' ? 'trigger' : 'no-data',
      },
    ];
  });
  const [worst] = causes.toSorted((a, b) => strictness(b.action) - strictness(a.action));
  if (worst?.action === 'rollback') return rolledBack(turn, worst);
  return worst?.action === 'pause' ? paused(turn, worst) : turn;
};

const rolledBack = (turn: Turn, { trigger, why, cause }: Cause): Turn => {
  const rollback = rollbackOf(turn, { to: undefined, gradually: false });
  if (rollback) return record(turn, { ...rollback, why, trigger });
  return turn.plan.flags.length === 0 ? paused(turn, { action: 'pause', trigger, why, cause }) : turn;
};

const paused = (turn: Turn, { why, cause }: Cause): Turn =>
  canPause(turn.state) ? record(turn, { type: 'paused', cause, why }) : turn;

const canPause = ({ status }: State): boolean => status === 'running' || status === 'held';
