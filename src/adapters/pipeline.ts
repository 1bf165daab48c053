import type { Pipeline } from '../ports/pr-host.ts';

type Env = Readonly<Record<string, string | undefined>>;

/** What the pipeline around this process says of itself, by the variables that GitHub Actions and GitLab CI document. */
export const pipelineIn = (env: Env): Pipeline => {
  if (env['GITHUB_ACTIONS'] === 'true') return onGithub(env);
  return env['GITLAB_CI'] === 'true' ? onGitlab(env) : {};
};

const onGithub = (env: Env): Pipeline => ({
  host: 'github',
  repository: said(env, 'GITHUB_REPOSITORY'),
  pull: numberIn(/^refs\/pull\/(\d{1,9})\//.exec(env['GITHUB_REF'] ?? '')?.[1]),
  base: branchOf(env, 'GITHUB_BASE_REF'),
});

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
