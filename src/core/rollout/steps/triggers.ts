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
  const { fired, silences, lasting } = turn.state;
  return recordAll(turn, [
    ...fired.flatMap(({ trigger }): Happening[] =>
      acting.has(trigger) ? [] : [{ type: 'trigger-quieted', trigger, why: 'it does not act in this phase' }],
    ),
    ...silences.flatMap(({ trigger }): Happening[] => (acting.has(trigger) ? [] : [{ type: 'data-found', trigger }])),
    ...lasting.flatMap(({ trigger }): Happening[] => (acting.has(trigger) ? [] : [{ type: 'verdict-ended', trigger }])),
  ]);
};

const newsOf = (turn: Turn, trigger: Trigger, judgement: Judgement): readonly Happening[] => {
  const { id, action } = trigger;
  const { fired, silences } = turn.state;
  const { verdict } = judgement;
  const why = plainLine(judgement.why);
  const unheard = verdict === 'no-data' || verdict === 'error';
  const heard: Happening[] =
    !unheard && silences.some((one) => one.trigger === id) ? [{ type: 'data-found', trigger: id }] : [];
  const isFired = (does: Fired['action']): boolean => fired.some((one) => one.trigger === id && one.action === does);
  const lasting = lastingNews(turn, trigger, { verdict, why });
  if (judgement.unequal && !isFired('pause'))
    return [...heard, ...lasting, { type: 'trigger-fired', trigger: id, action: 'pause', why }];
  switch (verdict) {
    case 'fail': {
      const does = judgement.alone && action === 'rollback' ? 'pause' : action;
      const acts = !isFired(does) && hasLasted(turn, trigger, 'fail');
      return [
        ...heard,
        ...lasting,
        ...(acts ? [{ type: 'trigger-fired', trigger: id, action: does, why } as const] : []),
      ];
    }
    case 'pass': {
      const quieted = fired.some((one) => one.trigger === id);
      return [...heard, ...lasting, ...(quieted ? [{ type: 'trigger-quieted', trigger: id, why } as const] : [])];
    }
    case 'inconclusive':
      return [...heard, ...lasting];
    case 'no-data':
    case 'error':
      return [...lasting, ...silent(turn, trigger, { verdict, why })];
  }
};

type Said = { readonly verdict: Judgement['verdict']; readonly why: string };

/** Only what the plan asks to last is written down as it begins and ends. What lasts too long has its answer, once. */
const lastingNews = (
  { state, nowMs }: Turn,
  { id, verdicts }: Trigger,
  { verdict, why }: Said,
): readonly Happening[] => {
  const known = state.lasting.find(({ trigger }) => trigger === id);
  const counts = (verdict === 'fail' || verdict === 'inconclusive') && verdicts?.[verdict] !== undefined;
  if (!counts) return known ? [{ type: 'verdict-ended', trigger: id }] : [];
  if (known?.verdict !== verdict) return [{ type: 'verdict-began', trigger: id, verdict, why }];
  const answer = verdicts?.inconclusive;
  const lastedMs = nowMs - known.sinceMs;
  if (verdict === 'fail' || known.acted !== undefined || !answer || lastedMs < toMs(answer.after)) return [];
  const what = plainLine(`nothing could be told for ${humanDuration(lastedMs)}: ${why}`);
  return [{ type: 'verdict-lasted', trigger: id, action: answer.action, why: what }];
};

/** A verdict that needs not last has lasted long enough as it is given. */
const hasLasted = ({ state, nowMs }: Turn, { id, verdicts }: Trigger, verdict: 'fail'): boolean => {
  const afterMs = toMs(verdicts?.[verdict]?.after ?? '');
  const known = state.lasting.find((one) => one.trigger === id && one.verdict === verdict);
  return afterMs === 0 || (known !== undefined && nowMs - known.sinceMs >= afterMs);
};

type Unheard = { readonly verdict: 'no-data' | 'error'; readonly why: string };

const silent = ({ state, nowMs }: Turn, trigger: Trigger, { verdict, why }: Unheard): readonly Happening[] => {
  const { id, noData, verdicts } = trigger;
  const silence = state.silences.find((one) => one.trigger === id);
  if (!silence) return [{ type: 'data-lost', trigger: id, verdict, why }];
  const answer = (verdict === 'error' ? verdicts?.error : undefined) ?? noData;
  const lastedMs = nowMs - silence.sinceMs;
  if (silence.acted !== undefined || lastedMs < toMs(answer.after)) return [];
  const what = plainLine(`nothing was heard for ${humanDuration(lastedMs)}: ${why}`);
  return [{ type: 'silence-passed', trigger: id, action: answer.action, why: what }];
};

type Cause = {
  readonly action: Fired['action'];
  readonly trigger: string;
  readonly why: string;
  readonly cause: PauseCause;
};

const CAUSES: { readonly [Type in Happening['type']]?: PauseCause } = {
  'trigger-fired': 'trigger',
  'silence-passed': 'no-data',
  'verdict-lasted': 'inconclusive',
};

const act = (turn: Turn, happenings: readonly Happening[]): Turn => {
  const causes = happenings.flatMap((happening): Cause[] => {
    const cause = CAUSES[happening.type];
    if (!cause || !('action' in happening) || !('trigger' in happening) || happening.trigger === undefined) return [];
    const { action, trigger, why } = happening;
    return [{ action, trigger, why: plainLine(`${trigger}: ${why}`), cause }];
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
