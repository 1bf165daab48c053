import type { Transcript } from '../../core/advice/transcript.ts';
import type { Advised } from '../../core/assessment/judge.ts';
import { ok, type Result } from '../../core/problem.ts';
import type { Ports } from '../operation.ts';
import type { Asked } from './advise.ts';
import { consult, consultedOf, type Matter, orSilence, promptOf } from './consult.ts';
import type { Prompt } from './prompt.ts';
import { proven } from './proof.ts';
import { replayed, transcriptOf } from './transcript.ts';

export type Heard = { readonly advised: Advised; readonly transcript?: Transcript; readonly prompt?: Prompt };

/** What would be asked, and nobody is. */
export const shownOnly = async (matter: Matter, ports: Ports): Promise<Result<Heard>> => {
  const prompt = await promptOf(matter, ports);
  return prompt.ok ? ok({ advised: undefined, prompt: prompt.value }) : prompt;
};

export const hear = async (asked: Asked, matter: Matter, ports: Ports): Promise<Result<Heard>> => {
  if (asked.is === 'nobody') return ok({ advised: undefined });
  if (asked.is === 'file') {
    const heard = proven(asked.opinion, matter.gathered);
    return ok({ advised: { ...heard, adviser: { kind: 'provided' }, trust: matter.trust } });
  }
  if (asked.is === 'replay') return replay(asked.transcript, matter, ports);
  const consulted = await consult(asked.adviser, matter, ports);
  if (!consulted.ok) return consulted;
  const { prompt, ...told } = consulted.value;
  const heard = orSilence(told, asked.required);
  if (!heard.ok) return heard;
  const transcript = transcriptOf({ advices: told.advices, matter, prompt }, ports.tool);
  return ok({ advised: heard.value.advised, transcript }, heard.warnings);
};

/** As it was then: with the fence and the budget of then, what was shown is the same. */
const replay = async (transcript: Transcript, now: Matter, ports: Ports): Promise<Result<Heard>> => {
  const { fence, promptTokens } = transcript;
  const matter = { ...now, fence, rules: { ...now.rules, promptTokens } };
  const advices = replayed(transcript, matter);
  if (!advices.ok) return advices;
  const prompt = await promptOf(matter, ports);
  if (!prompt.ok) return prompt;
  const told = orSilence(consultedOf(advices.value, { matter, prompt: prompt.value }), false);
  return told.ok ? ok({ advised: told.value.advised }, told.warnings) : told;
};
