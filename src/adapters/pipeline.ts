import { z } from 'zod';
import { readJson } from '../core/values/json.ts';
import type { Files } from '../ports/files.ts';
import type { Pipeline } from '../ports/pr-host.ts';

type Env = Readonly<Record<string, string | undefined>>;

/** What the pipeline around this process says of itself, by the variables that GitHub Actions and GitLab CI document. */
export const pipelineIn = async (env: Env, files: Pick<Files, 'read'>): Promise<Pipeline> => {
  if (env['GITHUB_ACTIONS'] === 'true') return { ...onGithub(env), ...(await eventOf(env, files)) };
  return env['GITLAB_CI'] === 'true' ? onGitlab(env) : {};
};

const onGithub = (env: Env): Pipeline => ({
  host: 'github',
  repository: said(env, 'GITHUB_REPOSITORY'),
  pull: numberIn(/^refs\/pull\/(\d{1,9})\//.exec(env['GITHUB_REF'] ?? '')?.[1]),
  base: branchOf(env, 'GITHUB_BASE_REF'),
  summary: said(env, 'GITHUB_STEP_SUMMARY'),
});

const MOST_BYTES = 25 * 1024 * 1024;
const Event = z.object({ pull_request: z.object({ head: z.object({ sha: z.string().regex(/^[0-9a-f]{40,64}$/) }) }) });

/** What is checked out is often a trial merge, a commit of nobody: the event names the branch's own. */
const eventOf = async (env: Env, files: Pick<Files, 'read'>): Promise<Pick<Pipeline, 'head'>> => {
  const path = said(env, 'GITHUB_EVENT_PATH');
  const text = path === undefined ? undefined : await files.read(path, MOST_BYTES);
  const json = text?.ok === true ? readJson(text.value, 'event', 'GITHUB_EVENT_PATH') : undefined;
  const event = json?.ok === true ? Event.safeParse(json.value).data : undefined;
  return event ? { head: event.pull_request.head.sha } : {};
};

/** In a pipeline of the merged result HEAD is a commit that is on no branch: the branch's own is named beside it. */
const onGitlab = (env: Env): Pipeline => ({
  host: 'gitlab',
  repository: said(env, 'CI_MERGE_REQUEST_PROJECT_PATH') ?? said(env, 'CI_PROJECT_PATH'),
  pull: numberIn(env['CI_MERGE_REQUEST_IID']),
  base: branchOf(env, 'CI_MERGE_REQUEST_TARGET_BRANCH_NAME'),
  head: said(env, 'CI_MERGE_REQUEST_SOURCE_BRANCH_SHA') ?? said(env, 'CI_COMMIT_SHA'),
});

const said = (env: Env, name: string): string | undefined => env[name] || undefined;

/** Its full name: by the short one git would take a tag of that name first, and anybody who may push can make one. */
const branchOf = (env: Env, name: string): string | undefined =>
  said(env, name) === undefined ? undefined : `refs/remotes/origin/${env[name]}`;

const numberIn = (text: string | undefined): number | undefined =>
  text !== undefined && /^[1-9]\d{0,8}$/.test(text) ? Number(text) : undefined;
