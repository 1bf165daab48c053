import { canonicalJson } from '../values/digest.ts';
import { changesBetween, type Change } from './diff/changes.ts';
import { VOICES, type Effect, type Plans } from './diff/voices.ts';
import type { Plan } from './plan.ts';

export type Difference = {
  /** Where in the plan: `triggers.errors-high.rule`. */
  readonly path: string;
  readonly section: string;
  readonly words: string;
  readonly effect: Effect;
};

/** What changed from one plan to the next, looser things first. Plans with different bytes always differ in something. */
export const diffPlans = (before: Plan, after: Plan): Difference[] => {
  const plans = { before, after };
  return changesBetween(before, after)
    .map((change) => spoken(change, plans))
    .toSorted((a, b) => WEIGHT.indexOf(a.effect) - WEIGHT.indexOf(b.effect));
};

const WEIGHT: readonly Effect[] = ['looser', 'stricter', 'neutral'];

const spoken = (change: Change, plans: Plans): Difference => {
  const { path, before, after, moved } = change;
  const { pattern, keys } = patternOf(path);
  const voice = moved ? undefined : VOICES[pattern];
  const said = voice?.(before, after, keys, plans) ?? { words: inGeneral(change), effect: 'neutral' as const };
  return { path: path.join('.'), section: path[0] ?? '', ...said };
};

/** Steps of a path that are names of rows stand as stars, so that one voice speaks for all rows. */
const patternOf = (path: readonly string[]): { pattern: string; keys: string[] } => {
  const keys: string[] = [];
  const steps = path.map((step, at) => {
    if (!LISTS.has(path.slice(0, at).at(-1) ?? '')) return step;
    keys.push(step);
    return '*';
  });
  return { pattern: steps.join('.'), keys };
};

const LISTS = new Set([
  'phases',
  'gates',
  'watch',
  'allow',
  'rings',
  'triggers',
  'monitors',
  'approvals',
  'from',
  'windows',
  'freezes',
  'dependencies',
  'before',
  'during',
  'after',
  'successCriteria',
  'flags',
  'prerequisites',
]);

const inGeneral = ({ path, before, after, moved }: Change): string => {
  const where = path.join('.');
  if (moved) return `${where} stand in another order`;
  if (before === undefined) return `${where} was added: ${short(after)}`;
  if (after === undefined) return `${where} was removed: ${short(before)}`;
  return `${where} is ${short(after)} instead of ${short(before)}`;
};

const MOST = 120;

const short = (value: unknown): string => {
  const text = typeof value === 'string' ? value : canonicalJson(value);
  return text.length > MOST ? `${text.slice(0, MOST)}…` : text;
};
