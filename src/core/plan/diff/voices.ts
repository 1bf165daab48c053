import { toMs } from '../../values/duration.ts';
import type { Freeze, WeeklyHours } from '../../values/hours.ts';
import { isFixed, sideOf, strictness } from '../../values/metric.ts';
import type { Gate, Phase } from '../phase.ts';
import {
  actionInWords,
  approvalInWords,
  durationInWords,
  freezeInWords,
  gateInWords,
  hoursInWords,
  monitorOf,
  ruleInWords,
  shareInWords,
} from '../report/words.ts';
import type { Approval } from '../safety.ts';
import type { Trigger } from '../watch.ts';
import {
  COUNT,
  isGone,
  listed,
  ofMore,
  plainly,
  scaled,
  SHARE,
  TIME,
  together,
  truth,
  type Changed,
  type Effect,
  type Voice,
} from './makers.ts';

/** The row that came, or else the one that went. Both plans are typed documents; only their walk is untyped. */
const rowOf = <T>({ before, after }: Changed): T => (after ?? before) as T;
const pairOf = <T>({ before, after }: Changed): [was: T, is: T] => [before as T, after as T];

const phaseName = (id: string, { plans }: Changed): string =>
  [...plans.after.phases, ...plans.before.phases].find((phase) => phase.id === id)?.name ?? id;

const phase =
  (verb: string) =>
  (changed: Changed): string =>
    `phase ${phaseName(changed.keys[0] ?? '', changed)} ${verb}`;

/**
 * A step between two others makes the climb gentler; a last one may lead further up. Where the whole way up is another
 * one, single steps tell nothing.
 */
const phaseRow: Voice = (changed) => {
  const { name, audience, id } = rowOf<Phase>(changed);
  const { before, after } = changed.plans;
  const share = shareInWords(audience);
  const said = listed(`phase ${name.includes(share) ? name : `${name} (${share})`}`, 'stricter')(changed);
  const isLast = (isGone(changed) ? before : after).phases.at(-1)?.id === id;
  return isLast || before.strategy.kind !== after.strategy.kind ? { ...said, effect: 'neutral' } : said;
};

const deadline: Voice = (changed) => {
  const [was, is] = pairOf<Phase['deadline']>(changed);
  return {
    words: `when ${phase('is overdue:')(changed)} ${limitInWords(is)} instead of ${limitInWords(was)}`,
    effect: limitEffect(was, is),
  };
};

type Limit = { readonly after: string; readonly action: Trigger['action'] };

const limitInWords = (limit: Limit | undefined): string =>
  limit ? `${actionInWords(limit.action)} after ${durationInWords(limit.after)}` : 'nothing';

/** Sooner is stricter, and so is doing more; no limit is the loosest. */
const limitEffect = (was: Limit | undefined, is: Limit | undefined): Effect => {
  if (!was || !is) return is ? 'stricter' : 'looser';
  return together(
    ofMore('stricter', strictness(is.action) - strictness(was.action)),
    ofMore('looser', toMs(is.after) - toMs(was.after)),
  );
};

/** What a phase asks for. */
const asked =
  (verb: string, describe: (changed: Changed) => string): Voice =>
  (changed) => ({
    words: `${phase(isGone(changed) ? `no longer ${verb}` : `now ${verb}`)(changed)} ${describe(changed)}`,
    effect: isGone(changed) ? 'looser' : 'stricter',
  });

const bothMonitors = ({ plans }: Changed) => [...plans.after.monitors, ...plans.before.monitors];

const ACTS: Record<Trigger['action'], readonly [does: string, doing: string]> = {
  notify: ['tells people', 'telling people'],
  hold: ['holds', 'holding'],
  pause: ['pauses', 'pausing'],
  rollback: ['rolls back', 'rolling back'],
};

const triggerRule: Voice = (changed) => {
  const [id = ''] = changed.keys;
  const [was, is] = pairOf<Trigger['rule']>(changed);
  const { before, after } = changed.plans;
  const trigger = [...after.triggers, ...before.triggers].find((one) => one.id === id);
  const measured = monitorOf(trigger?.monitor ?? id, bothMonitors(changed));
  const alike = was.is === is.is;
  const old = ruleInWords(was, measured);
  return {
    words: `trigger ${id} now ${ACTS[trigger?.action ?? 'notify'][0]} ${ruleInWords(is, measured)} instead of ${alike ? old.replace(/^(?:above|below|at least|at most) /, '') : old}`,
    effect: alike ? ofMore(moreOf(is, measured.good), limitOf(is) - limitOf(was)) : 'neutral',
  };
};

const limitOf = (rule: Trigger['rule']): number => (rule.is === 'regression' ? rule.tolerate : rule.value);

/** A limit that is further out on the bad side is looser. */
const moreOf = (rule: Trigger['rule'], good: 'up' | 'down'): Effect => {
  if (isFixed(rule)) return sideOf(rule) === 'under' ? 'stricter' : 'looser';
  if (rule.is === 'regression') return 'looser';
  return good === 'up' ? 'stricter' : 'looser';
};

const triggerAction: Voice = (changed) => {
  const [was, is] = pairOf<Trigger['action']>(changed);
  return {
    words: `trigger ${changed.keys[0]} now ${ACTS[is][0]} instead of ${ACTS[was][1]}`,
    effect: ofMore('stricter', strictness(is) - strictness(was)),
  };
};

const triggerSilence: Voice = (changed) => {
  const [was, is] = pairOf<Trigger['noData']>(changed);
  return {
    words: `when trigger ${changed.keys[0]} hears nothing: ${limitInWords(is)} instead of ${limitInWords(was)}`,
    effect: limitEffect(was, is),
  };
};

const approvalRow = listed((changed) => {
  const approval = rowOf<Approval>(changed);
  return `approval by ${approvalInWords(approval)} before ${phaseName(approval.before, changed)}`;
}, 'stricter');

/** Without windows every hour is one: the first window closes hours, any other opens some. */
const windowRow: Voice = (changed) => {
  const { before, after } = changed.plans;
  const some = before.schedule.windows.length > 0 && after.schedule.windows.length > 0;
  return listed(`window ${hoursInWords(rowOf<WeeklyHours>(changed))}`, some ? 'looser' : 'stricter')(changed);
};

const lastKey = ({ keys }: Changed): string => keys.at(-1) ?? '';

/** By path, with a star for the name of a row. Whatever is not here is said in general words. */
export const VOICES: Readonly<Record<string, Voice>> = {
  'risk.level': plainly('the risk is'),
  'risk.floor': plainly('by established facts the risk is'),
  'risk.estimate': plainly('with suspicions the risk is'),
  'strategy.kind': plainly('the strategy is'),
  'strategy.ladder': plainly('the ladder is'),
  'strategy.target': scaled('the rollout ends at', SHARE, 'looser'),
  'rings.*': listed('ring *', 'neutral'),
  'risks.*': listed('risk "*"', 'neutral'),
  pace: (changed) => ({
    words: isGone(changed) ? 'every phase lasts as long as its soak' : 'phases end early where evidence allows it',
    effect: isGone(changed) ? 'stricter' : 'looser',
  }),
  'pace.budget': scaled('for a step on evidence the budget of bad requests is', COUNT, 'looser'),
  'pace.least': scaled('whatever the evidence, a phase lasts at least', TIME, 'stricter'),
  'phases.*': phaseRow,
  'phases.*.soak': scaled(phase('lasts'), TIME, 'stricter'),
  'phases.*.deadline': deadline,
  'phases.*.rollbackWithin': scaled(phase('goes back within'), TIME, 'looser'),
  'phases.*.audience.percent': scaled(phase('reaches'), SHARE, 'looser'),
  'phases.*.audience.allow.*': listed(
    (changed) => `user ${lastKey(changed)} of ${phase('')(changed).trim()}`,
    'looser',
  ),
  'phases.*.gates.*': asked('waits for:', (changed) => gateInWords(rowOf<Gate>(changed), bothMonitors(changed))),
  'phases.*.watch.*': asked('watches', (changed) => monitorOf(lastKey(changed), bothMonitors(changed)).name),
  'triggers.*': listed('trigger *', 'stricter'),
  'triggers.*.rule': triggerRule,
  'triggers.*.action': triggerAction,
  'triggers.*.noData': triggerSilence,
  'triggers.*.window': scaled('trigger * now looks at', TIME, 'neutral'),
  'triggers.*.minSamples': scaled('samples that trigger * needs:', COUNT, 'looser'),
  'monitors.*': listed('monitor *', 'stricter'),
  'approvals.*': approvalRow,
  'approvals.*.count': scaled('approvals needed by *:', COUNT, 'stricter'),
  'approvals.*.from.*': listed((changed) => `${lastKey(changed)} as one who may approve`, 'looser'),
  'approvals.*.authorMayApprove': truth('the author may now give *', 'the author may no longer give *', 'looser'),
  'rollback.deadline': scaled('a rollback may take', TIME, 'looser'),
  'rollback.target.percent': scaled('a rollback goes to', SHARE, 'looser'),
  'rollback.data.required': truth('data has to be put right too', 'data need not be put right any more', 'neutral'),
  'schedule.windows.*': windowRow,
  'schedule.freezes.*': listed((changed) => `freeze ${freezeInWords(rowOf<Freeze>(changed))}`, 'stricter'),
  'dependencies.*': listed('dependency on *', 'stricter'),
  'checklists.before.*': listed('to confirm before: *', 'stricter'),
  'checklists.during.*': listed('to confirm during: *', 'stricter'),
  'checklists.after.*': listed('to confirm after: *', 'stricter'),
  'successCriteria.*': listed('criterion "*"', 'stricter'),
  'flags.*.default': truth('flag * is now on by default', 'flag * is now off by default', 'looser'),
  'flags.*.prerequisites.*': listed((changed) => `prerequisite flag ${lastKey(changed)}`, 'stricter'),
  'experiment.sampleSize': scaled('users that the experiment needs:', COUNT, 'stricter'),
  'experiment.durationDays': scaled('days that the experiment runs:', COUNT, 'stricter'),
  'experiment.alpha': scaled('alpha of the experiment:', COUNT, 'looser'),
  'experiment.power': scaled('power of the experiment:', COUNT, 'stricter'),
};
