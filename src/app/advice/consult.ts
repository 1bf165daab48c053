import { agreed } from '../../core/advice/agree.ts';
import { overCap, spentOn } from '../../core/advice/budget.ts';
import { NO_USAGE } from '../../core/advice/prices.ts';
import { opinionSchema } from '../../core/advice/read-opinion.ts';
import type { Gathered } from '../../core/advice/gather.ts';
import type { Advised, Heard } from '../../core/assessment/judge.ts';
import type { Assessment } from '../../core/assessment/assessment.ts';
import type { Opinion } from '../../core/assessment/opinion.ts';
import type { Change } from '../../core/change/change.ts';
import type { Policy } from '../../core/policy/policy.ts';
import { failed, ok, type Problem, type Result } from '../../core/problem.ts';
import { toMs } from '../../core/values/duration.ts';
import { rank } from '../../core/values/level.ts';
import type { Advice, Adviser } from '../../ports/adviser.ts';
import type { Ports } from '../operation.ts';
import { proven } from './proof.ts';
import { type Prompt, PROMPT_VERSION, promptFor, repairFor } from './prompt.ts';

/** A change that was looked at, and the rules of asking about it. */
export type Matter = {
  readonly change: Change;
  readonly found: Assessment;
  readonly gathered: Gathered;
  readonly policy: Policy;
  readonly rules: Policy['adviser'];
  readonly trust: Heard['trust'];
  readonly fence: string;
};

export type Consulted = {
  readonly advised: Advised;
  /** In the order in which models were asked. */
  readonly advices: readonly { readonly model: string; readonly advice: Advice }[];
  /** Why there is no opinion, where one was looked for. */
  readonly problems: readonly Problem[];
};

const MAX_OUTPUT_TOKENS = 6000;

/** Asks a model, and a larger one where that matters; what comes is checked, and never believed. */
export const consult = async (
  adviser: Adviser,
  matter: Matter,
  ports: Ports,
): Promise<Result<Consulted & { readonly prompt: Prompt }>> => {
  const prompt = await promptOf(matter, ports);
  if (!prompt.ok) return prompt;
  const ask = asking(adviser, { matter, prompt: prompt.value, ports });
  const { model, secondModel } = matter.rules;
  const first = { model, advice: await ask(model, []) };
  const told = { matter, prompt: prompt.value };
  if (first.advice.is !== 'opinion' || secondModel === 'none' || !matters(first.advice.opinion, matter.found))
    return ok({ ...consultedOf([first], told), prompt: prompt.value });
  const second = { model: secondModel, advice: await ask(secondModel, first.advice.charges) };
  return ok({ ...consultedOf([first, second], told), prompt: prompt.value });
};

/** What is put to a model about this change. */
export const promptOf = (matter: Matter, ports: Pick<Ports, 'bundle'>): Promise<Result<Prompt>> =>
  promptFor({ ...matter, budget: matter.rules.promptTokens }, ports.bundle);

type Asking = { readonly matter: Matter; readonly prompt: Prompt; readonly ports: Ports };

const asking =
  (adviser: Adviser, { matter, prompt, ports }: Asking) =>
  async (model: string, before: Advice['charges']): Promise<Advice> => {
    const estimate = spentOn([{ model, usage: { ...NO_USAGE, inputTokens: prompt.tokens }, untold: false }]);
    const about = `asking ${model}: ${prompt.tokens} tokens, $${estimate.dollars} and the answer`;
    ports.progress(about);
    const advice = await adviser.advise(async () => ({
      system: prompt.system,
      change: prompt.change,
      promptTokens: prompt.tokens,
      model,
      schema: opinionSchema(),
      maxOutputTokens: MAX_OUTPUT_TOKENS,
      timeoutMs: toMs(matter.rules.timeout),
      mayCharge: (soFar, next) => overCap([...before, ...soFar], next, matter.rules),
      repair: (problems) => repairFor(problems, ports.bundle),
      heard: (characters) => ports.progress(`${about} … ${characters} characters`),
    }));
    ports.progress(undefined);
    return advice;
  };

/** Where being wrong costs most: at the top, or where the facts and the model are far apart. */
const matters = ({ level }: Opinion, { floor, level: found }: Assessment): boolean =>
  level === 'critical' || found === 'critical' || Math.abs(rank(level) - rank(floor)) >= 2;

type Told = { readonly matter: Matter; readonly prompt: Prompt };

/** What came of it. A refusal by any of those that were asked counts; a second that is silent leaves the first. */
export const consultedOf = (advices: Consulted['advices'], { matter, prompt }: Told): Consulted => {
  const problems = advices.flatMap(({ advice }) => (advice.is === 'silence' ? advice.problems : []));
  const refusal = advices.find(({ advice }) => advice.is === 'refusal');
  const opinions = advices.flatMap(({ model, advice }) =>
    advice.is === 'opinion' ? [{ model, opinion: advice.opinion }] : [],
  );
  const [one, other] = opinions;
  const last = refusal ?? other ?? one;
  if (last === undefined) return { advised: undefined, advices, problems };
  const adviser = recordOf({ model: last.model, also: other && one?.model, advices, prompt });
  if (refusal?.advice.is === 'refusal') return { advised: { adviser, why: refusal.advice.why }, advices, problems };
  if (one === undefined) return { advised: undefined, advices, problems };
  const opinion = other === undefined ? one.opinion : agreed(one.opinion, other.opinion);
  const heard: Heard = {
    ...proven(opinion, matter.gathered),
    adviser,
    trust: matter.trust,
    saw: prompt.context.wasShown,
  };
  return { advised: heard, advices, problems };
};

type Recorded = Pick<Consulted, 'advices'> & {
  readonly model: string;
  readonly also: string | undefined;
  readonly prompt: Prompt;
};

const recordOf = ({ model, also, advices, prompt }: Recorded): Assessment['adviser'] => ({
  kind: 'claude',
  model,
  promptVersion: PROMPT_VERSION,
  ...(also === undefined ? {} : { also }),
  spent: spentOn(advices.flatMap(({ advice }) => advice.charges)),
  saw: { tokens: prompt.tokens, ...prompt.context.saw },
});

/** Silence is told; where an answer is required it ends there. */
export const orSilence = ({ problems, ...rest }: Consulted, required: boolean): Result<Consulted> =>
  required && rest.advised === undefined && problems.length > 0
    ? failed(...problems)
    : ok(
        { ...rest, problems },
        problems.map((found) => ({ ...found, severity: 'warning' as const })),
      );
