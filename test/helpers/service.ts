import { operations } from '../../src/app/index.ts';
import { failed, ok } from '../../src/core/problem.ts';
import { httpApp } from '../../src/faces/http/app.ts';
import type { Caller, Role } from '../../src/faces/http/caller.ts';
import { notKnown } from '../../src/faces/http/problem.ts';
import type { Refusal } from '../../src/faces/http/serving.ts';
import type { Office } from './office.ts';

export type Answer = { readonly status: number; readonly type: string; readonly headers: Headers; readonly body: Json };
type Json = ReturnType<typeof JSON.parse>;

export type Service = {
  /** As somebody with these roles; without any, nobody knows who asks. */
  readonly ask: (
    line: string,
    more?: { readonly body?: unknown; readonly as?: Caller; readonly headers?: Record<string, string> },
  ) => Promise<Answer>;
  readonly refusals: readonly Refusal[];
  readonly close: () => Promise<void>;
};

export const someone = (name: string, role: Role, environment = '*', teams: readonly string[] = []): Caller => ({
  name,
  roles: { [environment]: [role] },
  teams,
});

const ADMIN = someone('ada', 'admin');

/** The whole service on an office's log, without a socket. */
export const aService = async ({ ports, path }: Office, { strict = false } = {}): Promise<Service> => {
  const log = await ports.openLog(path('rampart.db'));
  if (!log.ok) throw new Error(log.problems[0]?.message);
  const refusals: Refusal[] = [];
  let asking: Caller | undefined;
  const app = httpApp({
    operation: async (name) => {
      const load = operations[name as keyof typeof operations];
      return load();
    },
    ports,
    log: log.value,
    version: '0.0.0-test',
    strict,
    ending: new AbortController().signal,
    who: async () => (asking ? ok(asking) : failed(notKnown('nobody knows who asks'))),
    refused: async (_, refusal) => void refusals.push(refusal),
  });
  return {
    ask: async (line, { body, as = ADMIN, headers = {} } = {}) => {
      const [method = 'GET', target = '/'] = line.split(' ');
      asking = as.name === '' ? undefined : as;
      const sent = body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) };
      const answer = await app.request(target, {
        method,
        headers: { 'content-type': 'application/json', ...headers },
        ...sent,
      });
      const text = await answer.text();
      const type = answer.headers.get('content-type') ?? '';
      return {
        status: answer.status,
        type,
        headers: answer.headers,
        body: type.includes('json') ? JSON.parse(text) : text,
      };
    },
    refusals,
    close: () => log.value.close(),
  };
};
