import type { Assessment } from '../../core/assessment/assessment.ts';
import { type Context, contextOf } from '../../core/advice/context.ts';
import type { Gathered } from '../../core/advice/gather.ts';
import { harmless } from '../../core/advice/harmless.ts';
import { tokensIn } from '../../core/advice/tokens.ts';
import type { Change } from '../../core/change/change.ts';
import type { Policy } from '../../core/policy/policy.ts';
import { failed, ok, problem, type Problem, type Result } from '../../core/problem.ts';
import { LEVELS } from '../../core/values/level.ts';
import { StrategyKind } from '../../core/values/strategy-kind.ts';
import type { Bundle } from '../../ports/files.ts';

export const PROMPT_VERSION = 'advise.v1';
const SYSTEM = 'advise-system.v1.hbs';
const CHANGE = 'advise-change.v1.hbs';
const REPAIR = 'advise-repair.v1.hbs';

export type Prompt = {
  /** The same for every change of a team: it can be kept by the model's service for a while. */
  readonly system: string;
  readonly change: string;
  readonly tokens: number;
  readonly context: Context;
};

type Asked = {
  readonly change: Change;
  readonly found: Assessment;
  readonly gathered: Gathered;
  readonly policy: Policy;
  readonly budget: number;
  /** A word that nobody could know when the change was written. */
  readonly fence: string;
};

/** What is put to a model about one change, within the budget whatever the change is. */
export const promptFor = async (asked: Asked, bundle: Bundle): Promise<Result<Prompt>> => {
  const { change, found, gathered, policy, budget, fence } = asked;
  const render = await rendererOf(bundle);
  const system = await render(SYSTEM, systemValues(policy));
  const { level, floor } = found;
  const about = { level, floor, fence };
  const fixed = tokensIn(system) + tokensIn(await render(CHANGE, { ...about, ...NOTHING }));
  const room = budget - fixed;
  if (room < LEAST_ROOM) return failed(tooSmall(budget, fixed + LEAST_ROOM));
  const context = contextOf({ change, found, gathered, room });
  const text = await render(CHANGE, { ...about, ...context.values });
  return ok({ system, change: text, tokens: tokensIn(system) + tokensIn(text), context });
};

/** What is said to a model whose answer did not fit. */
export const repairFor = async (problems: readonly Problem[], bundle: Bundle): Promise<string> => {
  const render = await rendererOf(bundle);
  return render(REPAIR, {
    problems: problems.slice(0, 20).map(({ path, message }) => harmless(`${path} ${message}`).text),
  });
};

const LEAST_ROOM = 1500;

const NOTHING = { title: [], description: [], files: [], meanings: [], signals: [], hunks: [], notShown: [] };

const systemValues = ({ levels, metrics }: Policy): object => ({
  strategies: StrategyKind.options,
  levels: LEVELS.map((level) => `${level}: ${levels[level].strategy}`),
  metrics: Object.entries(metrics)
    .slice(0, MOST_METRICS)
    .map(([id, { name, unit, good }]) => harmless(`${id}: ${name}, ${unit}, good when it goes ${good}`).text),
});

const MOST_METRICS = 100;

type Render = (name: string, values: object) => Promise<string>;

/** Values go in as they are, and a name that the values do not have is an error. */
const rendererOf = async (bundle: Bundle): Promise<Render> => {
  const { default: Handlebars } = await import('handlebars');
  const handlebars = Handlebars.create();
  return async (name, values) => {
    const template = handlebars.compile(await bundle.read(`prompts/${name}`), { strict: true, noEscape: true });
    return template(values);
  };
};

const tooSmall = (budget: number, least: number): Problem =>
  problem({
    kind: 'invalid',
    code: 'prompt-budget',
    path: 'adviser.promptTokens',
    message: `${budget} tokens are too few: what is the same for every change takes most of them`,
    hint: `give it at least ${least}`,
  });
