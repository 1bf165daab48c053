import { createGathering, type Gathered } from '../../core/advice/gather.ts';
import type { Transcript } from '../../core/advice/transcript.ts';
import type { Opinion } from '../../core/assessment/opinion.ts';
import type { Policy } from '../../core/policy/policy.ts';
import { failed, ok, problem, type Problem, type Result } from '../../core/problem.ts';
import type { Adviser } from '../../ports/adviser.ts';
import { createMasker } from '../../core/secrets/mask.ts';
import type { Ports } from '../operation.ts';
import type { Looking } from '../policy-file.ts';
import { withheldHere } from '../withheld.ts';
import type { PlanInput } from '../plan-input.ts';

/** Who is heard of this change, and what is there of them already. */
export type Asked =
  | { readonly is: 'nobody' }
  | { readonly is: 'file'; readonly opinion: Opinion }
  | { readonly is: 'replay'; readonly transcript: Transcript }
  | { readonly is: 'model'; readonly adviser: Adviser; readonly required: boolean };

export type AdviceWishes = Pick<PlanInput, 'opinion' | 'replayOpinion' | 'ai' | 'model' | 'showPrompt'>;

/** What was said before, on a file; read at once with all else, so that whatever is wrong with it is told with the rest. */
export const saidBefore = async (wishes: AdviceWishes, ports: Ports): Promise<Result<Asked>> => {
  const { opinion, replayOpinion, ai } = wishes;
  if ([opinion, replayOpinion, ai === 'required' ? ai : undefined].filter((one) => one !== undefined).length > 1)
    return failed(twoAdvisers());
  if (replayOpinion !== undefined) {
    const { loadTranscript } = await import('./transcript.ts');
    const transcript = await loadTranscript(replayOpinion, ports);
    return transcript.ok ? ok({ is: 'replay', transcript: transcript.value }) : transcript;
  }
  if (opinion === undefined) return ok({ is: 'nobody' });
  const adviser = await ports.openAdviser('provided', { files: ports.files, file: opinion });
  if (!adviser.ok) return adviser;
  const advice = await adviser.value.advise(unasked);
  if (advice.is === 'opinion') return ok({ is: 'file', opinion: advice.opinion });
  return failed(...(advice.is === 'silence' ? advice.problems : []));
};

/** A model is asked where nobody else was heard: where there is a key, unless the policy or the command says otherwise. */
export const whoIsAsked = async (
  before: Asked,
  wishes: AdviceWishes,
  rules: Policy['adviser'],
  ports: Ports,
): Promise<Result<Asked>> => {
  const use = wishes.ai ?? rules.use;
  if (before.is !== 'nobody' || use === 'never' || wishes.showPrompt === true) return ok(before);
  const adviser = await ports.openAdviser('claude');
  if (adviser.ok) return ok({ is: 'model', adviser: adviser.value, required: use === 'required' });
  const noKey = adviser.problems.every(({ code }) => code === 'adviser-no-key');
  return use === 'auto' && noKey ? ok(before) : adviser;
};

/** Lines are kept while the change goes by only where somebody is heard of it; for a model without what it may not see. */
export const gatheringFor = async (
  asked: Asked,
  { wishes, policy }: { readonly wishes: AdviceWishes; readonly policy: Policy },
  where: Looking,
): Promise<Result<ReturnType<typeof createGathering> | undefined>> => {
  if (asked.is === 'file') return ok(createGathering());
  if (asked.is === 'nobody' && wishes.showPrompt !== true) return ok(undefined);
  const isWithheld = await withheldHere(policy, where);
  if (!isWithheld.ok) return isWithheld;
  const { text } = createMasker();
  const mask = (lines: readonly string[]): readonly string[] => text(lines.join('\n')).split('\n');
  return ok(createGathering({ isWithheld: isWithheld.value, mask }));
};

export const NOTHING_KEPT: Gathered = createGathering().done();

const unasked = (): never => {
  throw new TypeError('an opinion on a file is asked nothing');
};

const twoAdvisers = (): Problem =>
  problem({
    kind: 'usage',
    code: 'two-advisers',
    path: '--opinion',
    message: 'one adviser is heard, and more were named',
    hint: 'give one of --opinion FILE, --replay-opinion FILE and --ai required',
  });
