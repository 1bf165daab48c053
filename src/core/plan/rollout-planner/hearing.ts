import type { Policy } from '../../policy/policy.ts';
import { problem, type Problem } from '../../problem.ts';
import { slug } from '../../values/text.ts';
import type { Rule } from '../../values/metric.ts';
import type { Monitor } from '../watch.ts';
import { inUnit, readQuantity } from './quantity.ts';
import type { Reading } from './rule-words.ts';
import type { Report } from './schema.ts';

/** What is known while a report is read: what was said, the team's words, and what has been understood so far. */
export type Hearing = {
  readonly report: Report;
  readonly policy: Policy;
  readonly monitors: Map<string, Monitor>;
  /** What was said and has no typed home, kept for people. */
  readonly notes: string[];
  readonly doubts: Problem[];
};

export const hearingOf = (report: Report, policy: Policy): Hearing => ({
  report,
  policy,
  monitors: new Map(),
  notes: [],
  doubts: [],
});

type Doubt = Pick<Problem, 'code' | 'path' | 'message' | 'hint'>;

/** Nothing is guessed in silence: whatever was not plain is said, and the plan goes on without it. */
export const doubt = (hearing: Hearing, { code, ...said }: Doubt): void => {
  hearing.doubts.push(problem({ kind: 'invalid', code: `report-${code}`, severity: 'warning', ...said }));
};

/** Everyday names for metrics of the catalogue. */
const ALSO_CALLED: Readonly<Record<string, string>> = {
  latency: 'latency-p99',
  errors: 'error-rate',
  crashes: 'crash-rate',
  memory: 'memory-usage',
};

/** The metric of the catalogue that goes by this name. */
const idFor = (name: string, { metrics }: Policy): string | undefined => {
  const id = slug(name);
  const byName = Object.keys(metrics).find((key) => metrics[key]?.name.toLowerCase() === name.toLowerCase());
  return [byName, id, ALSO_CALLED[id]].find((key) => key !== undefined && Object.hasOwn(metrics, key));
};

type Mention = { readonly name: string; readonly path: string; readonly unit: string | undefined };

/** The monitor a name stands for, made where there is none yet; undefined where nobody could measure it. */
export const monitorFor = (hearing: Hearing, mention: Mention): Monitor | undefined => {
  const heard = [...hearing.monitors.values()].find(({ name }) => name.toLowerCase() === mention.name.toLowerCase());
  if (heard) return heard;
  const id = idFor(mention.name, hearing.policy) ?? slug(mention.name);
  const known = hearing.monitors.get(id);
  if (known) return known;
  const made = fromCatalogue(hearing, id, mention) ?? fromUnit(hearing, id, mention);
  if (made) hearing.monitors.set(id, made);
  return made;
};

const fromCatalogue = (hearing: Hearing, id: string, { name, path }: Mention): Monitor | undefined => {
  const metric = Object.hasOwn(hearing.policy.metrics, id) ? hearing.policy.metrics[id] : undefined;
  if (!metric) return undefined;
  const { critical: _, ...words } = metric;
  if (metric.name.toLowerCase() !== name.toLowerCase() && slug(name) !== id)
    doubt(hearing, {
      code: 'metric-taken-as',
      path,
      message: `"${name}" is taken to be the metric ${id} (${metric.name})`,
      hint: 'name the metric as the policy does if another is meant',
    });
  return { id, ...words, name, implied: true };
};

const KINDS: Readonly<Record<string, Monitor['kind']>> = {
  '%': 'ratio',
  ms: 'latency',
  s: 'latency',
  '/h': 'count',
  '/d': 'count',
};

const fromUnit = (hearing: Hearing, id: string, { name, path, unit }: Mention): Monitor | undefined => {
  if (unit === undefined) return undefined;
  const kind = KINDS[unit] ?? 'gauge';
  doubt(hearing, {
    code: 'metric-unknown',
    path,
    message: `"${name}" is not in the metric catalogue; the plan watches it as ${id}, a ${kind}`,
    hint: `add ${id} under metrics in rampart.yaml, with a query`,
  });
  const category = /error|crash|fail/i.test(name) ? 'error' : kind === 'latency' ? 'performance' : 'user';
  return { id, name, kind, unit: unit || 'of all', good: 'down', category, implied: true };
};

/** The monitor that a sentence is about. A relative limit on an unknown metric says not even what it is counted in. */
export const monitorIn = (hearing: Hearing, { name, against, limit }: Reading, path: string): Monitor | undefined =>
  monitorFor(hearing, { name, path, unit: against === 'number' ? limit.unit : undefined });

/** Where the words leave open what a limit is compared with, users without the change are taken, and that is said. */
export const checkComparison = (hearing: Hearing, read: Reading, rule: Rule, path: string): void => {
  if (rule.is !== 'times-control' || (read.against === 'control' && !read.assumed)) return;
  doubt(hearing, {
    code: 'against-control',
    path,
    message: `the report does not say what is usual for "${read.name}": it is compared with users without the change, in the same minutes`,
    hint: 'write "2x control" if that is meant, or list the metric with its baseline',
  });
};

/** A monitor as the report's list of metrics describes it: with its usual value, and the direction that is worse. */
export const describe = (hearing: Hearing, monitor: Monitor, baseline: string, worse: 'up' | 'down'): Monitor => {
  const usual = readQuantity(baseline);
  const value = usual && inUnit(usual, monitor.unit);
  const { implied: _, ...rest } = monitor;
  const known = Object.hasOwn(hearing.policy.metrics, monitor.id);
  const described: Monitor = {
    ...rest,
    good: known ? rest.good : worse === 'up' ? 'down' : 'up',
    ...(value === undefined ? {} : { baseline: value }),
  };
  hearing.monitors.set(monitor.id, described);
  return described;
};

/** Ids stay unique: the second of a name is numbered. */
export const unusedId = (wanted: string, taken: readonly string[], count = 2): string => {
  if (!taken.includes(wanted)) return wanted;
  const next = `${wanted.slice(0, 76)}-${count}`;
  return taken.includes(next) ? unusedId(wanted, taken, count + 1) : next;
};
