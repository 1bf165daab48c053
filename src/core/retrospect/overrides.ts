import type { Plan } from '../plan/plan.ts';
import type { Monitor, Trigger } from '../plan/watch.ts';
import { failed, ok, problem, type Problem, type Result } from '../problem.ts';
import { parseDuration, toIso } from '../values/duration.ts';
import { type Action, ACTIONS, isFixed, Rule } from '../values/metric.ts';
import { didYouMean } from '../values/nearest.ts';
import { quoted } from '../values/quote.ts';
import { slug, unused } from '../values/text.ts';

export type Wishes = { readonly limits: readonly string[]; readonly triggers: readonly string[] };

/** The plan with other limits, and with triggers it did not have: to try them on numbers before anybody relies on them. */
export const withWishes = (plan: Plan, { limits, triggers }: Wishes): Result<Plan> => {
  const problems: Problem[] = [];
  let tried = plan;
  for (const text of limits) tried = taken(withLimit(tried, text), tried, problems);
  for (const text of triggers) tried = taken(withTrigger(tried, text), tried, problems);
  return problems.length > 0 ? failed(...problems) : ok(tried);
};

const taken = (result: Result<Plan>, before: Plan, problems: Problem[]): Plan => {
  if (result.ok) return result.value;
  problems.push(...result.problems);
  return before;
};

/** `errors-high=2`: the same trigger with another number. */
const withLimit = (plan: Plan, text: string): Result<Plan> => {
  const [, id = '', written = ''] = /^([a-z0-9][a-z0-9-]*)=(.+)$/.exec(text.trim()) ?? [];
  const trigger = plan.triggers.find((one) => one.id === id);
  const value = Number(written.replace(/ ?%$/, ''));
  if (id === '') return failed(odd('--limit', text, 'write it as errors-high=2: a trigger, and its number'));
  if (!trigger) return failed(unknown('--limit', id, plan.triggers));
  const rule = Rule.safeParse(
    trigger.rule.is === 'regression' ? { ...trigger.rule, tolerate: value } : { ...trigger.rule, value },
  );
  if (!rule.success) return failed(odd('--limit', text, `${quoted(written)} is no number that ${id} can have`));
  const triggers = plan.triggers.map((one) => (one === trigger ? { ...one, rule: rule.data } : one));
  return ok({ ...plan, triggers });
};

/** `error-rate above 2 10m pause`: a metric, what is too much of it, over how long, and what happens then. */
const withTrigger = (plan: Plan, text: string): Result<Plan> => {
  const [metric = '', is = '', number = '', ...rest] = text.trim().split(/\s+/);
  const monitor = plan.monitors.find(({ id }) => id === metric);
  if (!monitor) return failed(unknown('--trigger', metric, plan.monitors));
  const value = Number(number.replace('%', ''));
  const rule = Rule.safeParse(is === 'regression' ? { is, tolerate: value } : { is, value });
  const found = rule.success ? wordsOf(rest.filter((word) => word !== '%')) : undefined;
  if (!rule.success || !found || number === '') return failed(odd('--trigger', text, HOW));
  if (found.attributable && !(isFixed(rule.data) && monitor.kind === 'ratio'))
    return failed(odd('--trigger', text, 'attributable is for fixed limits on a share'));
  const name = slug(`${metric}-${is}-${number}`);
  const id = unused(
    name,
    plan.triggers.map((one) => one.id),
  );
  const triggers = [...plan.triggers, triggerOf(id, monitor, rule.data, found)];
  const phases = plan.phases.map((phase) => ({ ...phase, watch: [...new Set([...phase.watch, metric])] }));
  return ok({ ...plan, triggers, phases });
};

const HOW =
  'write it as: METRIC RULE NUMBER [WINDOW] [ACTION] [attributable], for example error-rate above 2 10m pause; rules are above, below, at-least, at-most, times-control, times-baseline, regression';

type Words = { readonly window: string; readonly action: Action; readonly attributable: boolean };

/** Undefined where a word is none of those. */
const wordsOf = (words: readonly string[]): Words | undefined => {
  const windows = words.filter((word) => (parseDuration(word) ?? 0) > 0);
  const actions = ACTIONS.filter((one) => words.includes(one));
  const attributable = words.includes('attributable');
  if (windows.length + actions.length + Number(attributable) !== words.length) return undefined;
  if (windows.length > 1 || actions.length > 1) return undefined;
  const [window = '5m'] = windows;
  const [action = 'rollback'] = actions;
  return { window: toIso(parseDuration(window) ?? 0), action, attributable };
};

/** As in the policy: counts and gauges say something from the first observation on. */
const LEAST_OF_KIND = { ratio: 200, latency: 200, count: 0, gauge: 0 } as const;

const triggerOf = (id: string, { id: monitor, kind }: Monitor, rule: Rule, words: Words): Trigger => ({
  id,
  monitor,
  kind: rule.is === 'regression' ? 'guard' : 'limit',
  rule,
  window: words.window,
  minSamples: LEAST_OF_KIND[kind],
  action: words.action,
  severity: 'warning',
  ...(words.attributable ? { attributable: true as const } : {}),
  noData: { after: 'PT15M', action: 'hold' },
});

const unknown = (path: string, id: string, known: readonly { readonly id: string }[]): Problem => {
  const ids = known.map((one) => one.id);
  return problem({
    kind: 'usage',
    code: 'no-such-limit',
    path,
    message: `${quoted(id)} is not one of those there are${didYouMean(id, ids)}`,
    hint: `choose one of ${ids.join(', ')}`,
  });
};

const odd = (path: string, text: string, hint: string): Problem =>
  problem({ kind: 'usage', code: 'odd-limit', path, message: `${quoted(text)} is not understood`, hint });
