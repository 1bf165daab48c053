import { z } from 'zod';
import { failed, ok, problem, type Problem, type Result } from '../../core/problem.ts';
import { plain } from '../../core/values/quote.ts';
import type { Answer, Http } from '../http.ts';
import { httpProblems } from '../http-problems.ts';
import { bodyOf, type Environment, Feature, type ShapeRule } from './growthbook-shape.ts';

/** A flag as far as one environment goes. */
export type Flag = { readonly there: Environment; readonly isBoolean: boolean; readonly startsOn: boolean };

/** The part of the REST API that is needed, in our words. */
export type GrowthBook = {
  readonly flag: (key: string) => Promise<Result<Flag | undefined>>;
  /** Publishes the rules of the environment, all at once; a flag that is not there is made. */
  readonly publish: (key: string, wanted: Wanted) => Promise<Result<void>>;
};

export type Wanted = { readonly isThere: boolean; readonly enabled: boolean; readonly rules: readonly ShapeRule[] };

type Where = {
  readonly at: string;
  readonly environment: string;
  readonly owner: string;
  readonly project?: string | undefined;
};

const FEATURES = '/api/v1/features';

export const growthBookApi = (ask: Http, where: Where): GrowthBook => ({
  flag: async (key) => {
    const answer = await ask({ method: 'GET', path: `${FEATURES}/${encodeURIComponent(key)}`, expects: [404] });
    if (!answer.ok) return answer.problems.some(isAbsence) ? ok(undefined) : answer;
    return answer.value.status === 404 ? ok(undefined) : flagIn(answer.value, where);
  },
  publish: async (key, { isThere, enabled, rules }) => {
    const environments = { [where.environment]: { enabled, rules: bodyOf(rules) } };
    const answer = isThere
      ? await ask({ method: 'POST', path: `${FEATURES}/${encodeURIComponent(key)}`, body: { environments } })
      : await ask({ method: 'POST', path: FEATURES, body: { ...newFlag(key, where), environments } });
    if (answer.ok) return ok(undefined);
    return answer.problems.some(isApproval) ? failed(approvalNeeded(where)) : answer;
  },
});

const newFlag = (id: string, { owner, project }: Where) => ({
  id,
  owner,
  ...(project === undefined ? {} : { project }),
  description: '',
  valueType: 'boolean',
  defaultValue: 'false',
});

/** A flag that is not there is answered as a bad request, and only its words tell the two apart. */
const isAbsence = ({ code, message }: Problem): boolean =>
  code === 'http-refused' && /could not find a feature with that key/i.test(message);

const isApproval = ({ code, message }: Problem): boolean =>
  (code === 'http-forbidden' || code === 'http-refused') && /requires approval/i.test(message);

const flagIn = ({ json }: Answer, { at, environment }: Where): Result<Flag> => {
  const odd = (why: string): Result<never> => failed(httpProblems.odd({ at, write: false }, why));
  const read = z.looseObject({ feature: Feature }).safeParse(json);
  const [issue] = read.error?.issues ?? [];
  if (!read.success) return odd(`${issue?.path.join('.') ?? ''} ${issue?.message ?? ''}`);
  const { archived, valueType, defaultValue, environments } = read.data.feature;
  if (archived) return odd('the flag is archived, and nothing serves it; bring it back, or plan another');
  const there = Object.entries(environments).find(([name]) => name === environment)?.[1];
  if (!there) return odd(`there is no environment "${plain(environment)}"`);
  return ok({ there, isBoolean: valueType === 'boolean', startsOn: defaultValue === 'true' });
};

/** No token helps: a person has to agree there. */
const approvalNeeded = ({ environment }: Where): Problem =>
  problem({
    kind: 'refused',
    code: 'growthbook-approval',
    path: environment,
    message: 'changes of this environment need an approval in GrowthBook, which Rampart does not ask for',
    hint: 'let the REST API, or the role of its key, bypass approvals there, or roll out by another flag system',
  });
