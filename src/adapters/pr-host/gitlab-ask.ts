import type { z } from 'zod';
import { failed, ok, type Result } from '../../core/problem.ts';
import type { Context, Secret } from '../../ports/adapter.ts';
import type { Answer, Asked, Http } from '../http.ts';
import { httpProblems } from '../http-problems.ts';
import { hostProblem } from './problems.ts';

export const TOKEN: Secret = {
  name: 'GITLAB_TOKEN',
  about: 'a project or group access token of GitLab with the scope api; the CI_JOB_TOKEN may not write notes',
  needed: true,
};
export const WORDS = {
  token: TOKEN.name,
  needs: 'it needs the scope api and the role Developer, or Maintainer on a protected branch',
};

export type Ask = <T>(
  what: string,
  schema: z.ZodType<T>,
  asked: Asked,
) => Promise<Result<{ said: T; header: Answer['header'] }>>;
type Line = { readonly at: string; readonly context: Pick<Context, 'fetch' | 'clock'> };

const TOLD: readonly number[] = [400, 401, 403, 404, 409, 413, 422, 429];
const LONGEST_WAIT_MS = 60_000;

/**
 * One question, its answer held to what the documents promise. A host that wants to be asked less often is heeded once,
 * and not for longer than a pipeline can wait: what it turned away in this way was not done.
 */
export const patiently =
  (http: Http, { at, context }: Line): Ask =>
  async (what, schema, asked) => {
    const once = (): Promise<Result<Answer>> => http({ ...asked, expects: TOLD });
    let answer = await once();
    const waitMs = answer.ok && answer.value.status === 429 ? waitFrom(answer.value) : Infinity;
    if (waitMs <= LONGEST_WAIT_MS) {
      await context.clock.sleep(waitMs);
      answer = await once();
    }
    if (!answer.ok) return answer;
    const { status, json, header } = answer.value;
    if (status >= 400) return failed(hostProblem(what, status, WORDS));
    const read = schema.safeParse(json);
    if (read.success) return ok({ said: read.data, header });
    const [issue] = read.error.issues;
    return failed(httpProblems.odd({ at, write: asked.method !== 'GET' }, `${what}: ${issue?.path.join('.')}`));
  };

const waitFrom = ({ header }: Answer): number => {
  const seconds = header('retry-after') ?? '';
  return /^\d{1,5}$/.test(seconds) ? Number(seconds) * 1000 : Infinity;
};
