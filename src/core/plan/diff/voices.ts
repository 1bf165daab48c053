import { toMs } from '../../values/duration.ts';
import type { WeeklyHours, Freeze } from '../../values/hours.ts';
import { strictness } from '../../values/metric.ts';
import type { Gate, Phase } from '../phase.ts';
import type { Plan } from '../plan.ts';
import {
  actionInWords,
  approvalInWords,
  durationInWords,
  freezeInWords,
  gateInWords,
  hoursInWords,
  monitorOf,
  numberInWords,
  percentInWords,
  ruleInWords,
  shareInWords,
} from '../report/words.ts';
import type { Approval } from '../safety.ts';
import type { Trigger } from '../watch.ts';

/** What a difference does to the caution of a plan; neutral also where that cannot be told. */
export type Effect = 'stricter' | 'looser' | 'neutral';
export type Said = { readonly words: string; readonly effect: Effect };

/** The two plans, for what a changed value belongs to. */
export type Plans = { readonly before: Plan; readonly after: Plan };

/** Puts one changed value into words; it is given both values, the rows on the way to it, and both plans. */
export type Voice = (before: unknown, after: unknown, keys: readonly string[], plans: Plans) => Said;

const opposite = (effect: Effect): Effect =>
  effect === 'stricter' ? 'looser' : effect === 'looser' ? 'stricter' : 'neutral';

/** The effect of more, given by how much more; less has the opposite one. */
const ofMore = (more: Effect, by: number): Effect => (by > 0 ? more : by < 0 ? opposite(more) : 'neutral');

type Scale = { readonly inWords: (value: never) => string; readonly size: (value: never) => number };
const TIME: Scale = { inWords: durationInWords, size: toMs };
const SHARE: Scale = { inWords: percentInWords, size: Number };
const COUNT: Scale = { inWords: numberInWords, size: Number };

/** A value on a scale, either of which may be missing. */
const scaled =
  (subject: (key: string, plans: Plans) => string, scale: Scale, more: Effect): Voice =>
  (before, after, [key = ''], plans) => {
    const words = (value: unknown): string => (value === undefined ? 'nothing' : scale.inWords(value as never));
    const size = (value: unknown): number => (value === undefined ? 0 : scale.size(value as never));
    return {
      words: `${subject(key, plans)} ${words(after)} instead of ${words(before)}`,
      effect: ofMore(more, size(after) - size(before)),
    };
  };

/** A row that came or went. */
const listed =
  <T>(describe: (row: T, key: string, plans: Plans) => string, added: Effect): Voice =>
  (before, after, keys, plans) => {
    const [row, verb] = after === undefined ? [before, 'removed'] : [after, 'added'];
    const effect = after === undefined ? opposite(added) : added;
    return { words: `${describe(row as T, keys.at(-1) ?? '', plans)} was ${verb}`, effect };
  };

const phaseName = (id: string, { before, after }: Plans): string =>
  [...after.phases, ...before.phases].find((phase) => phase.id === id)?.name ?? id;
const phase =
  (verb: string) =>
  (id: string, plans: Plans): string =>
    `phase ${phaseName(id, plans)} ${verb}`;
const text =
  (subject: string) =>
  (key: string): string =>
    subject.replace('*', key);

const measuredBy = (id: string, { before, after }: Plans) => {
  const trigger = [...after.triggers, ...before.triggers].find((one) => one.id === id);
  return monitorOf(trigger?.monitor ?? id, [...after.monitors, ...before.monitors]);
};

const ACTS: Record<Trigger['action'], string> = {
  notify: 'tells people',
  hold: 'holds',
  pause: 'pauses',
  rollback: 'rolls back',
};

const triggerRule: Voice = (before, after, [id = ''], plans) => {
  const [was, is] = [before as Trigger['rule'], after as Trigger['rule']];
  const measured = measuredBy(id, plans);
  const action = plans.after.triggers.find((trigger) => trigger.id === id)?.action ?? 'notify';
  return {
    words: `trigger ${id} now ${ACTS[action]} ${ruleInWords(is, measured)} instead of ${ruleInWords(was, measured)}`,
    effect: was.is === is.is ? ofMore(moreOf(is, measured.good), limitOf(is) - limitOf(was)) : 'neutral',
  };
};

const limitOf = (rule: Trigger['rule']): number => (rule.is === 'regression' ? rule.tolerate : rule.value);

/** A limit that is further out on the bad side is looser. */
const moreOf = (rule: Trigger['rule'], good: 'up' | 'down'): Effect => {
  if (rule.is === 'below') return 'stricter';
  if (rule.is === 'above' || rule.is === 'regression') return 'looser';
  return good === 'up' ? 'stricter' : 'looser';
};

const triggerAction: Voice = (before, after, [id = '']) => {
  const [was, is] = [before as Trigger['action'], after as Trigger['action']];
  return {
    words: `trigger ${id} now ${ACTS[is]} instead of: ${actionInWords(was)}`,
    effect: ofMore('stricter', strictness(is) - strictness(was)),
  };
};

const triggerSilence: Voice = (before, after, [id = '']) => {
  const [was, is] = [before as Trigger['noData'], after as Trigger['noData']];
  const words = ({ after, action }: Trigger['noData']) => `${actionInWords(action)} after ${durationInWords(after)}`;
  const byAction = ofMore('stricter', strictness(is.action) - strictness(was.action));
  const byTime = ofMore('looser', toMs(is.after) - toMs(was.after));
  return {
    words: `when trigger ${id} hears nothing: ${words(is)} instead of ${words(was)}`,
    effect: byAction === 'neutral' || byTime === 'neutral' || byAction === byTime ? both(byAction, byTime) : 'neutral',
  };
};

const both = (a: Effect, b: Effect): Effect => (a === 'neutral' ? b : a);

/** A step between two others makes the climb gentler; a last one may lead further up. */
const phaseRow: Voice = (before, after, keys, plans) => {
  const row = (after ?? before) as Phase;
  const [plan, verb, effect] =
    after === undefined ? [plans.before, 'removed', 'looser' as const] : [plans.after, 'added', 'stricter' as const];
  const isLast = plan.phases.at(-1)?.id === keys.at(-1);
  return {
    words: `phase ${row.name} (${shareInWords(row.audience)}) was ${verb}`,
    effect: isLast ? 'neutral' : effect,
  };
};

const gateRow: Voice = (before, after, [id = ''], plans) => {
  const monitors = [...plans.after.monitors, ...plans.before.monitors];
  const words = gateInWords((after ?? before) as Gate, monitors);
  return after === undefined
    ? { words: `phase ${phaseName(id, plans)} no longer waits for: ${words}`, effect: 'looser' }
    : { words: `phase ${phaseName(id, plans)} now waits for: ${words}`, effect: 'stricter' };
};

const approvalRow = listed<Approval>(
  (approval, _, plans) => `approval by ${approvalInWords(approval)} before ${phaseName(approval.before, plans)}`,
  'stricter',
);

/** Without windows every hour is one: the first window closes hours, any other opens some. */
const windowRow: Voice = (before, after, keys, plans) => {
  const some = plans.before.schedule.windows.length > 0 && plans.after.schedule.windows.length > 0;
  return listed<WeeklyHours>((hours) => `window ${hoursInWords(hours)}`, some ? 'looser' : 'stricter')(
    before,
    after,
    keys,
    plans,
  );
};

const truth =
  (whenOn: string, whenOff: string, on: Effect): Voice =>
  (_, after, [key = '']) => ({
    words: (after === true ? whenOn : whenOff).replace('*', key),
    effect: after === true ? on : opposite(on),
  });

/** By path, with a star for the name of a row. Whatever is not here is said in general words. */
export const VOICES: Readonly<Record<string, Voice>> = {
  'phases.*': phaseRow,
  'phases.*.soak': scaled(phase('lasts'), TIME, 'stricter'),
  'phases.*.rollbackWithin': scaled(phase('goes back within'), TIME, 'looser'),
  'phases.*.audience.percent': scaled(phase('reaches'), SHARE, 'looser'),
  'phases.*.gates.*': gateRow,
  'phases.*.watch.*': listed((_, id) => `monitor ${id} of a phase`, 'stricter'),
  'phases.*.audience.allow.*': listed((_, user) => `user ${user} of a phase`, 'looser'),
  'triggers.*': listed<Trigger>(({ id }) => `trigger ${id}`, 'stricter'),
  'triggers.*.rule': triggerRule,
  'triggers.*.action': triggerAction,
  'triggers.*.noData': triggerSilence,
  'triggers.*.window': scaled(text('trigger * now looks at'), TIME, 'neutral'),
  'triggers.*.minSamples': scaled(text('samples that trigger * needs:'), COUNT, 'looser'),
  'monitors.*': listed((_, id) => `monitor ${id}`, 'stricter'),
  'approvals.*': approvalRow,
  'approvals.*.count': scaled(text('approval * needs'), COUNT, 'stricter'),
  'approvals.*.from.*': listed((_, who) => `${who} as one who may approve`, 'looser'),
  'approvals.*.authorMayApprove': truth('the author may now approve *', 'the author may no longer approve *', 'looser'),
  'rollback.deadline': scaled(text('a rollback has'), TIME, 'looser'),
  'rollback.target.percent': scaled(text('a rollback goes to'), SHARE, 'looser'),
  'rollback.data.required': truth('data has to be put right too', 'no data has to be put right any more', 'neutral'),
  'strategy.target': scaled(text('the rollout ends at'), SHARE, 'looser'),
  'schedule.windows.*': windowRow,
  'schedule.freezes.*': listed<Freeze>((freeze) => `freeze ${freezeInWords(freeze)}`, 'stricter'),
  'dependencies.*': listed((_, name) => `dependency on ${name}`, 'stricter'),
  'checklists.before.*': listed((_, id) => `to confirm before: ${id}`, 'stricter'),
  'checklists.during.*': listed((_, id) => `to confirm during: ${id}`, 'stricter'),
  'checklists.after.*': listed((_, id) => `to confirm after: ${id}`, 'stricter'),
  'successCriteria.*': listed((_, said) => `criterion "${said}"`, 'stricter'),
  'flags.*.default': truth('flag * is now on by default', 'flag * is now off by default', 'looser'),
  'flags.*.prerequisites.*': listed((_, key) => `prerequisite flag ${key}`, 'stricter'),
  'experiment.sampleSize': scaled(text('users that the experiment needs:'), COUNT, 'stricter'),
  'experiment.durationDays': scaled(text('days that the experiment runs:'), COUNT, 'stricter'),
  'experiment.alpha': scaled(text('alpha of the experiment:'), COUNT, 'looser'),
  'experiment.power': scaled(text('power of the experiment:'), COUNT, 'stricter'),
};
