import { canonicalJson } from '../values/digest.ts';
import { changesBetween, type Change, type Path } from './diff/changes.ts';
import type { Changed, Effect } from './diff/makers.ts';
import { VOICES } from './diff/voices.ts';
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

const spoken = (change: Change, plans: Changed['plans']): Difference => {
  const { path, before, after, moved } = change;
  // A star for every row, so that one voice speaks for all of them.
  const pattern = path.map(({ name, row }) => (row ? '*' : name)).join('.');
  const keys = path.flatMap(({ name, row }) => (row ? [name] : []));
  const voice = moved || !Object.hasOwn(VOICES, pattern) ? undefined : VOICES[pattern];
  const said = voice?.({ before, after, keys, plans }) ?? { words: inGeneral(change), effect: 'neutral' as const };
  return { path: whereOf(path), section: path[0]?.name ?? '', ...said };
};

/** `phases.25-percent.soak`; a row that is known by all it says is cut short. */
const whereOf = (path: Path): string => path.map(({ name }) => short(name, MOST_OF_NAME)).join('.');

const inGeneral = ({ path, before, after, moved }: Change): string => {
  const where = whereOf(path);
  if (moved) return `${where} stand in another order`;
  const of = path.at(-1)?.row ? '' : `: ${short(before ?? after)}`;
  if (before === undefined) return `${where} was added${of}`;
  if (after === undefined) return `${where} was removed${of}`;
  return `${where} is ${short(after)} instead of ${short(before)}`;
};

const MOST = 120;
const MOST_OF_NAME = 60;

const short = (value: unknown, most = MOST): string => {
  const text = typeof value === 'string' ? value : canonicalJson(value);
  return text.length > most ? `${text.slice(0, most)}…` : text;
};
