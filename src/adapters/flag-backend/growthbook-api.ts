import { z } from 'zod';
import { failed, ok, problem, type Problem, type Result } from '../../core/problem.ts';
import { plain } from '../../core/values/quote.ts';
import type { Page } from '../../ports/flag-backend.ts';
import type { Http } from '../http.ts';
import { httpProblems } from '../http-problems.ts';
import { bodyOf, type Environment, Feature, type ShapeRule } from './growthbook-shape.ts';
import { endOf, offsetOf } from './vendor-list.ts';

/** A flag as far as one environment goes. */
export type Flag = {
  readonly there: Environment;
  readonly isBoolean: boolean;
  readonly startsOn: boolean;
  readonly ages: { readonly createdAtMs?: number; readonly changedAtMs?: number };
};

export type Flags = {
  readonly items: readonly { readonly name: string; readonly flag: Result<Flag> }[];
  readonly next: string | undefined;
};

/** The part of the REST API that is needed, in our words. */
export type GrowthBook = {
  readonly flag: (key: string) => Promise<Result<Flag | undefined>>;
  readonly flags: (page: Page) => Promise<Result<Flags>>;
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
    return answer.value.status === 404 ? ok(undefined) : featureIn(answer.value.json, where);
  },
  flags: (page) => flagsIn(ask, page, where),
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

const List = z.looseObject({ features: z.array(z.unknown()).max(1000), total: z.int() });
const Named = z.looseObject({ id: z.string() });

const flagsIn = async (ask: Http, page: Page, where: Where): Promise<Result<Flags>> => {
  const { offset, limit } = offsetOf(page);
  const query = { limit: String(limit), offset: String(offset) };
  const answer = await ask({ method: 'GET', path: FEATURES, query });
  if (!answer.ok) return answer;
  const doubt = { at: where.at, write: false };
  const read = List.safeParse(answer.value.json);
  if (!read.success) return failed(httpProblems.odd(doubt, 'no list of flags'));
  const { features, total } = read.data;
  const next = endOf({ offset, got: features.length, total }, doubt);
  if (!next.ok) return next;
  const items = features.map((one) => ({ name: Named.safeParse(one).data?.id ?? '', flag: flagIn(one, where) }));
  return ok({ items, next: next.value });
};

const featureIn = (json: unknown, where: Where): Result<Flag> => {
  const read = z.looseObject({ feature: z.unknown() }).safeParse(json);
  return flagIn(read.data?.feature, where);
};

const flagIn = (json: unknown, { at, environment }: Where): Result<Flag> => {
  const odd = (why: string): Result<never> => failed(httpProblems.odd({ at, write: false }, why));
  const read = Feature.safeParse(json);
  const [issue] = read.error?.issues ?? [];
  if (!read.success) return odd(`${issue?.path.join('.') ?? ''} ${issue?.message ?? ''}`);
  const { archived, valueType, defaultValue, environments, dateCreated = '', dateUpdated = '' } = read.data;
  if (archived) return odd('the flag is archived, and nothing serves it; bring it back, or plan another');
  const there = Object.entries(environments).find(([name]) => name === environment)?.[1];
  if (!there) return odd(`there is no environment "${plain(environment)}"`);
  const [createdAtMs, changedAtMs] = [dateCreated, dateUpdated].map((date) => Date.parse(date));
  const ages = { ...timeIn('createdAtMs', createdAtMs), ...timeIn('changedAtMs', changedAtMs) };
  return ok({ there, isBoolean: valueType === 'boolean', startsOn: defaultValue === 'true', ages });
};

const timeIn = (name: 'createdAtMs' | 'changedAtMs', ms = Number.NaN) => (Number.isNaN(ms) ? {} : { [name]: ms });

/** No token helps: a person has to agree there. */
const approvalNeeded = ({ environment }: Where): Problem =>
  problem({
    kind: 'refused',
    code: 'growthbook-approval',
    path: environment,
    message: 'changes of this environment need an approval in GrowthBook, which Rampart does not ask for',
    hint: 'let the REST API, or the role of its key, bypass approvals there, or roll out by another flag system',
  });
