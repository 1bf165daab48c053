import { z } from 'zod';
import { failed, ok, problem, type Result } from '../../core/problem.ts';
import { plain } from '../../core/values/quote.ts';
import type { Page } from '../../ports/flag-backend.ts';
import type { Http } from '../http.ts';
import { httpProblems } from '../http-problems.ts';
import { type Config, Feature, type Instruction, type Sides, sidesOf } from './launchdarkly-shape.ts';
import { endOf, offsetOf } from './vendor-list.ts';

/** A flag as far as one environment goes. Without sides it is no on-off flag. */
export type Flag = {
  readonly config: Config;
  readonly sides: Sides | undefined;
  readonly createdAtMs: number | undefined;
  /** Whether it is marked as one that stays. */
  readonly lasting: boolean;
};

export type Flags = {
  readonly items: readonly { readonly name: string; readonly flag: Result<Flag> }[];
  readonly next: string | undefined;
};

/** The part of the REST API that is needed, in our words. */
export type LaunchDarkly = {
  readonly flag: (key: string) => Promise<Result<Flag | undefined>>;
  readonly flags: (page: Page) => Promise<Result<Flags>>;
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
      return answer.value.status === 404 ? ok(undefined) : flagIn(answer.value.json, where);
    },
    flags: (page) => flagsIn(ask, { page, path: flags }, where),
    create: async (key) => {
      const answer = await ask({ method: 'POST', path: flags, body: newFlag(key) });
      return answer.ok ? flagIn(answer.value.json, where) : answer;
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

const Items = z.looseObject({ items: z.array(z.unknown()).max(1000), totalCount: z.int() });
const Named = z.looseObject({ key: z.string() });

/** In the order in which they were made: what is made meanwhile comes at the end, and pages do not shift. */
const flagsIn = async (
  ask: Http,
  { page, path }: { readonly page: Page; readonly path: string },
  where: Where,
): Promise<Result<Flags>> => {
  const { offset, limit } = offsetOf(page);
  const paged = { limit: String(limit), offset: String(offset), sort: 'creationDate' };
  const answer = await ask({ method: 'GET', path, query: { env: where.environment, summary: '0', ...paged } });
  if (!answer.ok) return answer;
  const doubt = { at: where.at, write: false };
  const read = Items.safeParse(answer.value.json);
  if (!read.success) return failed(httpProblems.odd(doubt, 'no list of flags'));
  const { items, totalCount: total } = read.data;
  const next = endOf({ offset, got: items.length, total }, doubt);
  if (!next.ok) return next;
  const named = items.map((item) => ({ name: Named.safeParse(item).data?.key ?? '', flag: flagIn(item, where) }));
  return ok({ items: named, next: next.value });
};

const flagIn = (json: unknown, { at, environment }: Where): Result<Flag> => {
  const odd = (why: string): Result<never> => failed(httpProblems.odd({ at, write: false }, why));
  const read = Feature.safeParse(json);
  const [issue] = read.error?.issues ?? [];
  if (!read.success) return odd(`${issue?.path.join('.') ?? ''} ${issue?.message ?? ''}`);
  if (read.data.archived) return odd('the flag is archived, and nothing serves it; bring it back, or plan another');
  const config = Object.entries(read.data.environments).find(([name]) => name === environment)?.[1];
  if (!config) return odd(`there is no environment "${plain(environment)}"`);
  const { creationDate: createdAtMs, temporary } = read.data;
  return ok({ config, sides: sidesOf(read.data), createdAtMs, lasting: temporary === false });
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
