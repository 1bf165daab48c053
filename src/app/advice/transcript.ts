import { readOpinion } from '../../core/advice/read-opinion.ts';
import { Transcript, TRANSCRIPT_VERSION } from '../../core/advice/transcript.ts';
import { failed, ok, problem, type Problem, type Result } from '../../core/problem.ts';
import { checked } from '../../core/values/issues.ts';
import { readJson } from '../../core/values/json.ts';
import type { Advice } from '../../ports/adviser.ts';
import type { Ports } from '../operation.ts';
import type { Consulted, Matter } from './consult.ts';
import { PROMPT_VERSION, type Prompt } from './prompt.ts';

const MAX_BYTES = 16 * 1024 * 1024;

type Recorded = { readonly advices: Consulted['advices']; readonly matter: Matter; readonly prompt: Prompt };

/** What was said on both sides. The prompt was masked before it was sent; there was never a key in it. */
export const transcriptOf = ({ advices, matter, prompt }: Recorded, tool: string): Transcript => ({
  schemaVersion: TRANSCRIPT_VERSION,
  tool,
  diffSha256: matter.change.diffSha256,
  promptVersion: PROMPT_VERSION,
  fence: matter.fence,
  promptTokens: matter.rules.promptTokens,
  system: prompt.system,
  asked: advices.map(({ model, advice }) => ({
    model,
    exchanges: structuredClone(advice.exchanges) as Transcript['asked'][number]['exchanges'],
    charges: [...advice.charges],
    result: advice.is === 'nothing' ? 'silence' : advice.is,
    ...(advice.is === 'refusal' ? { why: advice.why } : {}),
  })),
});

export const loadTranscript = async (file: string, { files }: Pick<Ports, 'files'>): Promise<Result<Transcript>> => {
  const read = await files.read(file, MAX_BYTES);
  if (!read.ok) return read;
  const json = readJson(read.value, 'transcript', file);
  return json.ok ? checked(Transcript, json.value, 'transcript') : json;
};

/** What was said then, for this change and no other. */
export const replayed = (transcript: Transcript, { change }: Matter): Result<Consulted['advices']> => {
  const problems = unfit(transcript, change.diffSha256);
  return problems.length > 0
    ? failed(...problems)
    : ok(transcript.asked.map((asked) => ({ model: asked.model, advice: adviceOf(asked) })));
};

const adviceOf = ({ exchanges, charges, result, why }: Transcript['asked'][number]): Advice => {
  const kept = { exchanges, charges };
  if (result === 'refusal') return { is: 'refusal', why: why ?? 'no reason given', ...kept };
  const last = exchanges.at(-1)?.reply;
  if (result === 'silence' || last === undefined || 'problem' in last)
    return { is: 'silence', problems: [silent()], ...kept };
  const opinion = readOpinion(last.text, 'the answer');
  return opinion.ok
    ? { is: 'opinion', opinion: opinion.value, ...kept }
    : { is: 'silence', problems: opinion.problems, ...kept };
};

const unfit = (transcript: Transcript, diffSha256: string): Problem[] => [
  ...(transcript.diffSha256 === diffSha256
    ? []
    : [
        problem({
          kind: 'stale',
          code: 'transcript-of-other-change',
          path: 'diffSha256',
          message: 'this was said of another change',
          hint: 'ask again: rampart plan --ai required',
        }),
      ]),
  ...(transcript.promptVersion === PROMPT_VERSION
    ? []
    : [
        problem({
          kind: 'stale',
          code: 'transcript-of-other-prompt',
          path: 'promptVersion',
          message: `this answers ${transcript.promptVersion}, and this program asks ${PROMPT_VERSION}`,
          hint: 'ask again: rampart plan --ai required',
        }),
      ]),
];

const silent = (): Problem =>
  problem({
    kind: 'unreachable',
    code: 'adviser-silent',
    path: 'transcript',
    message: 'the model gave no answer then',
    hint: 'ask again: rampart plan --ai required',
  });
