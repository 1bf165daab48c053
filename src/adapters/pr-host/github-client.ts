import { Octokit } from '@octokit/core';
import { retry } from '@octokit/plugin-retry';
import { throttling } from '@octokit/plugin-throttling';
import { failed, ok, type Result } from '../../core/problem.ts';
import type { Secret } from '../../ports/adapter.ts';
import { hostProblem } from './problems.ts';

export const TOKEN: Secret = {
  name: 'GITHUB_TOKEN',
  about: 'what GitHub lets us in with; a workflow has one',
  needed: true,
};
export const WORDS = { token: TOKEN.name, needs: 'a workflow needs: permissions: pull-requests: write, checks: write' };

const Client = Octokit.plugin(retry, throttling);
export type Client = InstanceType<typeof Client>;
export type At = { readonly owner: string; readonly repo: string };

const patient = (afterSeconds: number, _: object, __: object, tries: number): boolean =>
  tries < 1 && afterSeconds <= 60;

type Speaking = {
  readonly token: string;
  readonly api?: string | undefined;
  readonly fetch?: typeof globalThis.fetch | undefined;
  readonly pauses?: boolean | undefined;
};

/** A secondary limit is the host's word to slow down: it is heeded once, and not for longer than a pipeline can wait. */
export const clientFor = ({ token: auth, api: baseUrl, fetch, pauses = true }: Speaking): Client => {
  return new Client({
    auth,
    userAgent: 'rampart',
    ...(baseUrl === undefined ? {} : { baseUrl }),
    request: { timeout: 20_000, ...(fetch ? { fetch } : {}) },
    log: { debug: silent, info: silent, warn: silent, error: silent },
    retry: { retries: 1 },
    throttle: { enabled: pauses, onRateLimit: patient, onSecondaryRateLimit: patient },
  });
};

/** Written at most once: an answer that got lost may have been a yes, and the next run finds the comment. */
export const ONCE = { request: { retries: 0 } };

const silent = (): void => undefined;

/** Whatever goes wrong comes back as a problem that names what was asked, and nothing of what was sent. */
export const asking = async <T>(what: string, ask: () => Promise<T>): Promise<Result<T>> => {
  try {
    return ok(await ask());
  } catch (error) {
    return failed(hostProblem(what, statusIn(error), WORDS));
  }
};

const statusIn = (error: unknown): number | undefined =>
  typeof error === 'object' && error !== null && 'status' in error ? Number(error.status) : undefined;

/** What stands for an answer of one of those statuses; any other is thrown on. */
export const unless = async <T, D>(statuses: readonly number[], instead: D, ask: () => Promise<T>): Promise<T | D> => {
  try {
    return await ask();
  } catch (error) {
    if (statuses.includes(statusIn(error) ?? 0)) return instead;
    throw error;
  }
};
