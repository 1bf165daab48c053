import { z } from 'zod';
import type { FlagState } from '../../core/flags/flag-state.ts';
import { whyNotHeld } from '../../core/flags/held.ts';
import { ListedFlag } from '../../core/flags/inventory.ts';
import { OWN_CAPABILITIES } from '../../core/flags/own.ts';
import { failed, ok, problem, type Problem, type Result } from '../../core/problem.ts';
import { plain, plainLine } from '../../core/values/quote.ts';
import type { Context } from '../../ports/adapter.ts';
import type { FlagBackend } from '../../ports/flag-backend.ts';
import { type Answer, httpClient } from '../http.ts';
import { httpProblems } from '../http-problems.ts';
import { flagProblems } from './problems.ts';

type Service = { readonly at: string; readonly environment: string; readonly token: string | undefined };

/** A service that keeps them, somewhere else: it says what flags are, and refuses what was made for an older state. */
export const askedOfService = ({ at, environment, token }: Service, context: Context): FlagBackend => {
  const headers = token === undefined ? {} : { authorization: `Bearer ${token}` };
  const ask = httpClient({ at, headers, secrets: token === undefined ? {} : { RAMPART_TOKEN: token } }, context);
  const path = `/environments/${encodeURIComponent(environment)}/flag-states`;
  const pageIn = ({ json }: Answer): Result<Page> => {
    const read = Page.safeParse(json);
    return read.success
      ? ok(read.data)
      : failed(httpProblems.odd({ at, write: false }, 'no flags of a Rampart service'));
  };
  return {
    capabilities: OWN_CAPABILITIES,
    read: async (keys) => {
      const answer = await ask({ method: 'POST', path: `${path}/read`, body: { keys }, reads: true });
      const page = answer.ok ? pageIn(answer.value) : answer;
      if (!page.ok) return page;
      const { flags } = page.value;
      const doubts = flags.flatMap(({ flag, doubt }) =>
        doubt === undefined ? [] : [flagProblems.edited(flag.key, doubt)],
      );
      return ok(
        flags.map(({ flag }) => flag),
        doubts,
      );
    },
    list: async ({ after, most }) => {
      const query = { limit: String(most), ...(after === undefined ? {} : { after }) };
      const answer = await ask({ method: 'GET', path, query });
      const page = answer.ok ? pageIn(answer.value) : answer;
      return page.ok ? ok({ flags: page.value.flags, unread: [], next: page.value.next }) : page;
    },
    greet: async () => {
      const answer = await ask({ method: 'GET', path, query: { limit: '1' } });
      const page = answer.ok ? pageIn(answer.value) : answer;
      return page.ok ? ok(`the service answers for ${environment}`) : page;
    },
    write: async (flag, expected) => {
      const why = whyNotHeld(flag, OWN_CAPABILITIES);
      if (why !== undefined) return failed(flagProblems.notHeld(flag.key, why));
      const body = withoutRevision(flag);
      const where = `${path}/${encodeURIComponent(flag.key)}`;
      const answer = await ask({
        method: 'PUT',
        path: where,
        body,
        headers: expecting(expected),
        expects: REFUSALS,
      });
      if (!answer.ok) return answer;
      if (REFUSALS.includes(answer.value.status)) return failed(...refusalsIn(answer.value, flag.key));
      return answer.value.status === 204
        ? ok(undefined)
        : failed(httpProblems.odd({ at, write: true }, 'not that it was done'));
    },
  };
};

const Page = z.object({ flags: z.array(ListedFlag).max(1000), next: z.string().max(200).optional() });
type Page = z.infer<typeof Page>;

const withoutRevision = ({ revision: _, ...flag }: FlagState): FlagState => flag;

const REFUSALS = [409, 412, 422];

/** A revision that is no number was never given out there: for the service it is one that is over. */
const expecting = (revision: string | undefined): Readonly<Record<string, string>> => {
  if (revision === undefined) return { 'if-none-match': '*' };
  return { 'if-match': `"${/^\d{1,15}$/.test(revision) ? revision : 0}"` };
};

const Said = z.object({
  problems: z
    .array(z.object({ code: z.string(), path: z.string(), message: z.string(), hint: z.string() }))
    .min(1)
    .max(50),
});

/** What the service says of the flag, where it says it in our words; else somebody was faster. */
const refusalsIn = ({ json, status }: Answer, key: string): readonly Problem[] => {
  const said = Said.safeParse(json);
  if (!said.success || said.data.problems.some(({ code }) => MOVED.has(code)))
    return [
      status === 422 && !said.success
        ? flagProblems.notHeld(key, 'it does not say why')
        : flagProblems.moved(key, true),
    ];
  return said.data.problems.map(({ code, path, message, hint }) =>
    problem({
      kind: status === 422 ? 'invalid' : 'refused',
      code: plain(code, 80),
      path: plain(path, 200),
      message: plainLine(message),
      hint: plainLine(hint),
    }),
  );
};

const MOVED: ReadonlySet<string> = new Set(['flag-moved']);
