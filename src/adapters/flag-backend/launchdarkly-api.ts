import { failed, ok, problem, type Result } from '../../core/problem.ts';
import { plain } from '../../core/values/quote.ts';
import type { Answer, Http } from '../http.ts';
import { httpProblems } from '../http-problems.ts';
import { type Config, Feature, type Instruction, type Sides, sidesOf } from './launchdarkly-shape.ts';

/** A flag as far as one environment goes. Without sides it is no on-off flag. */
export type Flag = { readonly config: Config; readonly sides: Sides | undefined };

/** The part of the REST API that is needed, in our words. */
export type LaunchDarkly = {
  readonly flag: (key: string) => Promise<Result<Flag | undefined>>;
  readonly create: (key: string) => Promise<Result<Flag>>;
  /** All steps or none. */
  readonly patch: (key: string, instructions: readonly Instruction[]) => Promise<Result<void>>;
};

type Where = { readonly at: string; readonly project: string; readonly environment: string };

const SEMANTIC = 'application/json; domain-model=launchdarkly.semanticpatch';

export const launchDarklyApi = (ask: Http, where: Where): LaunchDarkly => {
  const { project, environment } = where;
  const flags = `/api/v2/flags/${encodeURIComponent(project)}`;
  const one = (key: string): string => `${flags}/${encodeURIComponent(key)}`;
  return {
    flag: async (key) => {
      const answer = await ask({ method: 'GET', path: one(key), query: { env: environment }, expects: [404] });
      if (!answer.ok) return answer;
      return answer.value.status === 404 ? ok(undefined) : flagIn(answer.value, where);
    },
    create: async (key) => {
      const answer = await ask({ method: 'POST', path: flags, body: newFlag(key) });
      return answer.ok ? flagIn(answer.value, where) : answer;
    },
    patch: async (key, instructions) => {
      const body = { comment: 'set by Rampart', environmentKey: environment, instructions };
      const headers = { 'content-type': SEMANTIC };
      const answer = await ask({ method: 'PATCH', path: one(key), body, headers, expects: [405] });
      if (!answer.ok) return answer;
      return answer.value.status === 405 ? failed(approvalNeeded(where)) : ok(undefined);
    },
  };
};

/** Switched on by hand in any environment, a new flag gives nobody anything until somebody says whom. */
const newFlag = (key: string) => ({
  key,
  name: key,
  variations: [{ value: true }, { value: false }],
  defaults: { onVariation: 1, offVariation: 1 },
  temporary: true,
});

const flagIn = ({ json }: Answer, { at, environment }: Where): Result<Flag> => {
  const odd = (why: string): Result<never> => failed(httpProblems.odd({ at, write: false }, why));
  const read = Feature.safeParse(json);
  const [issue] = read.error?.issues ?? [];
  if (!read.success) return odd(`${issue?.path.join('.') ?? ''} ${issue?.message ?? ''}`);
  if (read.data.archived) return odd('the flag is archived, and nothing serves it; bring it back, or plan another');
  const config = Object.entries(read.data.environments).find(([name]) => name === environment)?.[1];
  return config ? ok({ config, sides: sidesOf(read.data) }) : odd(`there is no environment "${plain(environment)}"`);
};

/** No token helps: a person has to agree there. */
const approvalNeeded = ({ environment }: Where) =>
  problem({
    kind: 'refused',
    code: 'launchdarkly-approval',
    path: environment,
    message: 'changes of this environment need an approval in LaunchDarkly, which Rampart does not ask for',
    hint: 'let its service token bypass required approvals there, or roll out by another flag system',
  });
