import { z } from 'zod';
import { failed, ok, problem, type Result } from '../../core/problem.ts';
import { plain } from '../../core/values/quote.ts';
import type { Asked, Http } from '../http.ts';
import { httpProblems } from '../http-problems.ts';
import type { Page } from '../../ports/flag-backend.ts';
import type { Names } from './listing.ts';
import { greeted } from './unleash-greeting.ts';
import { type Rings, Strategy, type Written } from './unleash-strategies.ts';

/** A flag of Unleash, as far as one environment goes. */
export type Feature = {
  readonly enabled: boolean;
  readonly strategies: readonly Strategy[];
  readonly parents: readonly string[];
  readonly createdAtMs?: number;
  readonly type?: string | undefined;
};

/** The part of the admin API that is needed, in our words. */
export type Unleash = {
  readonly feature: (key: string) => Promise<Result<Feature | undefined>>;
  readonly greet: () => Promise<Result<string>>;
  readonly names: (page: Page) => Promise<Result<Names>>;
  readonly rings: () => Promise<Result<Rings>>;
  readonly create: (key: string) => Promise<Result<void>>;
  readonly add: (key: string, strategy: Written) => Promise<Result<void>>;
  readonly replace: (key: string, id: string, strategy: Written) => Promise<Result<void>>;
  readonly remove: (key: string, id: string) => Promise<Result<void>>;
  readonly switch: (key: string, to: 'on' | 'off') => Promise<Result<void>>;
  readonly needs: (key: string, parent: string) => Promise<Result<void>>;
};

const Read = z.looseObject({
  archived: z.boolean().nullish(),
  type: z.string().max(100).nullish(),
  createdAt: z.string().max(100).nullish(),
  environments: z.array(
    z.looseObject({ name: z.string(), enabled: z.boolean(), strategies: z.array(Strategy).default([]) }),
  ),
  dependencies: z.array(z.looseObject({ feature: z.string() })).default([]),
});

const Found = z.looseObject({
  features: z.array(z.looseObject({ name: z.string(), project: z.string().optional() })).max(1000),
  total: z.number(),
});

const Segments = z.looseObject({ segments: z.array(z.looseObject({ id: z.number(), name: z.string() })) });

type Where = {
  readonly at: string;
  readonly project: string;
  readonly environment: string;
  readonly rings: 'rules' | 'segments';
};

export const unleashApi = (ask: Http, where: Where): Unleash => {
  const { at, project, environment, rings } = where;
  const features = `/api/admin/projects/${encodeURIComponent(project)}/features`;
  const one = (key: string): string => `${features}/${encodeURIComponent(key)}`;
  const here = (key: string): string => `${one(key)}/environments/${encodeURIComponent(environment)}`;
  const tell = (asked: Asked): Promise<Result<void>> => telling(ask, asked, where);
  return {
    feature: (key) => featureIn(ask, one(key), where),
    greet: () => greeted(ask, where),
    names: (page) => namesIn(ask, page, where),
    rings: async () => (rings === 'rules' ? ok('rules') : segmentsIn(ask, at)),
    create: (name) => tell({ method: 'POST', path: features, body: { name, type: 'release', impressionData: false } }),
    add: (key, body) => tell({ method: 'POST', path: `${here(key)}/strategies`, body }),
    replace: (key, id, body) =>
      tell({ method: 'PUT', path: `${here(key)}/strategies/${encodeURIComponent(id)}`, body }),
    remove: (key, id) => tell({ method: 'DELETE', path: `${here(key)}/strategies/${encodeURIComponent(id)}` }),
    switch: (key, to) => tell({ method: 'POST', path: `${here(key)}/${to}` }),
    needs: (key, feature) =>
      tell({ method: 'POST', path: `${one(key)}/dependencies`, body: { feature, enabled: true } }),
  };
};

const featureIn = async (ask: Http, path: string, { at, environment }: Where): Promise<Result<Feature | undefined>> => {
  const answer = await ask({ method: 'GET', path, expects: [404] });
  if (!answer.ok) return answer;
  if (answer.value.status === 404) return ok(undefined);
  const read = Read.safeParse(answer.value.json);
  const [issue] = read.error?.issues ?? [];
  if (!read.success) return odd(at, `${issue?.path.join('.') ?? ''} ${issue?.message ?? ''}`);
  if (read.data.archived) return odd(at, 'the flag is archived, and nothing serves it; bring it back, or plan another');
  const found = read.data.environments.find(({ name }) => name === environment);
  if (!found) return odd(at, `the flag has no environment "${plain(environment)}"`);
  const { enabled, strategies } = found;
  const parents = read.data.dependencies.map(({ feature }) => feature);
  const madeAtMs = Date.parse(read.data.createdAt ?? '');
  const made = Number.isNaN(madeAtMs) ? {} : { createdAtMs: madeAtMs };
  return ok({ enabled, strategies, parents, ...made, type: read.data.type ?? undefined });
};

/** In the order in which they were made: what is made meanwhile comes at the end, and pages do not shift. */
const namesIn = async (ask: Http, { after, most }: Page, { at, project }: Where): Promise<Result<Names>> => {
  const offset = Number(after ?? 0);
  const query = {
    project: `IS:${project}`,
    offset: String(offset),
    limit: String(most),
    sortBy: 'createdAt',
    sortOrder: 'asc',
  };
  const answer = await ask({ method: 'GET', path: '/api/admin/search/features', query });
  if (!answer.ok) return answer;
  const read = Found.safeParse(answer.value.json);
  if (!read.success) return odd(at, 'no list of flags');
  const { features, total } = read.data;
  const end = offset + features.length;
  if (features.length === 0 && end < total) return odd(at, `${total} flags, and none behind the first ${offset}`);
  return ok({ names: features.map(({ name }) => name), next: end < total ? String(end) : undefined });
};

const segmentsIn = async (ask: Http, at: string): Promise<Result<Rings>> => {
  const answer = await ask({ method: 'GET', path: '/api/admin/segments' });
  if (!answer.ok) return answer;
  const read = Segments.safeParse(answer.value.json);
  return read.success
    ? ok(new Map(read.data.segments.map(({ id, name }) => [name, id])))
    : odd(at, 'no list of segments');
};

const odd = (at: string, why: string): Result<never> => failed(httpProblems.odd({ at, write: false }, why));

/** Change requests are an answer of their own: no token helps, a person has to agree there. */
const telling = async (ask: Http, asked: Asked, { environment }: Where): Promise<Result<void>> => {
  const answer = await ask(asked);
  if (answer.ok) return ok(undefined);
  const refused = answer.problems.some(
    ({ code, message }) => code === 'http-forbidden' && /change request/i.test(message),
  );
  if (!refused) return answer;
  return failed(
    problem({
      kind: 'refused',
      code: 'unleash-change-requests',
      path: environment,
      message: 'changes of this environment need a change request, which Rampart does not make',
      hint: 'let its token skip change requests there, or roll out by another flag system',
    }),
  );
};
