import { problem } from '../core/problem.ts';
import type { HostName, Pipeline } from '../ports/pr-host.ts';

type Compared = {
  readonly diff?: string | undefined;
  readonly request?: string | undefined;
  readonly base?: string | undefined;
  readonly head?: string | undefined;
  readonly staged?: boolean | undefined;
};

/** The commits of the pipeline, where nobody named a change: one who names a base means that, and not half of it. */
export const comparedHere = <S extends Compared>(said: S, { base, head }: Pipeline): S => {
  const named = [said.diff, said.request, said.base, said.head, said.staged].some((one) => one !== undefined);
  return named ? said : { ...said, base, head };
};

type Placed = {
  readonly host?: HostName | undefined;
  readonly repo?: string | undefined;
  readonly pr?: number | undefined;
};

/** Where the review is, by what was said, and for the rest by the pipeline; another host or repository has its own numbers. */
export const placedHere = <S extends Placed>(said: S, { host, repository, pull }: Pipeline): S => {
  if (said.host !== undefined && said.host !== host) return said;
  const here = said.repo === undefined || said.repo === repository;
  return { ...said, host, repo: said.repo ?? repository, pr: said.pr ?? (here ? pull : undefined) };
};

export const whichRepository = () =>
  problem({
    kind: 'usage',
    code: 'which-repository',
    path: '--repo',
    message: 'nobody said which repository this is about',
    hint: 'name it: --repo acme/shop; in a pipeline it is known',
  });
