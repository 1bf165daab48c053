import { problem, type Problem, type ProblemKind } from '../../core/problem.ts';
import { plain } from '../../core/values/quote.ts';

const of =
  (kind: ProblemKind, code: string) =>
  (message: string, hint: string): Problem =>
    problem({ kind, code, path: 'adviser', message, hint });

const LATER = 'try again later, or go without: --no-ai';

/** Everything that can keep a model from answering, in words. What a server said is made harmless before it is told. */
export const adviserProblems = {
  noKey: () =>
    of('usage', 'adviser-no-key')(
      'there is no key for the Anthropic API: ANTHROPIC_API_KEY is not set',
      'set it in your environment, or go without: --no-ai',
    ),
  insecure: (url: string) =>
    of('usage', 'adviser-insecure')(
      `"${plain(url)}" is not an address that a key may be sent to`,
      'ANTHROPIC_BASE_URL has to begin with https://, or point to this machine',
    ),
  timeout: (ms: number) =>
    of('unreachable', 'adviser-timeout')(
      `the model gave no whole answer within ${Math.round(ms / 1000)} s; it may have been charged`,
      'raise adviser.timeout, or go without: --no-ai',
    ),
  aborted: () => of('interrupted', 'adviser-aborted')('the question to the model was called off', LATER),
  unreachable: (what: string) =>
    of('unreachable', 'adviser-unreachable')(`the model cannot be reached: ${plain(what, 200)}`, LATER),
  cut: (what: string) =>
    of('unreachable', 'adviser-cut')(
      `the answer of the model broke off: ${plain(what, 200)}; it may have been charged`,
      LATER,
    ),
  busy: (status: number) =>
    of('unreachable', 'adviser-busy')(
      status === 429 ? 'the limit of requests of this key is reached' : `the model is overloaded (${status})`,
      LATER,
    ),
  rejected: (status: number, what: string) =>
    of(status >= 500 ? 'unreachable' : 'usage', 'adviser-rejected')(
      `the model's service answered ${status}: ${plain(what, 200)}`,
      status === 401 || status === 403
        ? 'look at the key in ANTHROPIC_API_KEY'
        : 'look at adviser.model, or go without: --no-ai',
    ),
  tooLong: (characters: number) =>
    of('invalid', 'adviser-too-long')(`the answer is longer than ${characters} characters`, LATER),
  stopped: (why: string) =>
    of('invalid', 'adviser-stopped')(
      why === 'max_tokens'
        ? 'the answer of the model was cut off at its limit'
        : `the model stopped without an answer: ${plain(why)}`,
      LATER,
    ),
};
