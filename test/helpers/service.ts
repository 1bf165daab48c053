import { getEventListeners } from 'node:events';
import { openGate } from '../../src/app/access/gate.ts';
import { notKnown } from '../../src/app/access/refusals.ts';
import { operations } from '../../src/app/index.ts';
import type { DriverNumbers } from '../../src/app/drive/numbers.ts';
import type { OpenHook } from '../../src/app/hooks/open-hook.ts';
import { failed, ok } from '../../src/core/problem.ts';
import { httpApp } from '../../src/faces/http/app.ts';
import type { Caller, Role } from '../../src/faces/http/caller.ts';
import { flagServices } from '../../src/app/flag-service/services.ts';
import type { Refusal } from '../../src/faces/http/serving.ts';
import { promised } from './openapi.ts';
import { agreed, anOffice, type Office } from './office.ts';

export type Answer = { readonly status: number; readonly type: string; readonly headers: Headers; readonly body: Json };
type Json = ReturnType<typeof JSON.parse>;

type Requested = {
  readonly method?: string;
  readonly body?: string;
  readonly as?: Caller;
  readonly headers?: Record<string, string>;
};

export type Service = {
  /** As somebody with these roles; without any, nobody knows who asks. */
  readonly ask: (
    line: string,
    more?: Pick<Requested, 'as' | 'headers'> & { readonly body?: unknown },
  ) => Promise<Answer>;
  /** The answer as it comes, for what does not end by itself. */
  readonly request: (target: string, more?: Requested) => Promise<Response>;
  readonly routes: readonly { readonly method: string; readonly path: string }[];
  readonly refusals: readonly Refusal[];
  /** As when the process is asked to end. */
  readonly end: () => void;
  /** How many wait to hear of that. */
  readonly waitForEnd: () => number;
  readonly close: () => Promise<void>;
};

export const someone = (name: string, role: Role, environment = '*', teams: readonly string[] = []): Caller => ({
  name,
  roles: { [environment]: [role] },
  teams,
});

/** What tells our service who asks, in place of a token. */
const CALLER = 'x-test-caller';

const ADMIN = someone('ada', 'admin');

type Running = {
  readonly strict?: boolean;
  readonly origins?: readonly string[];
  readonly unwritten?: boolean;
  readonly hooks?: readonly OpenHook[];
  readonly numbers?: () => DriverNumbers;
  /** Whether somebody is still known: rights end. */
  readonly isKnown?: () => boolean;
};

/** An office and the service on it, for one test: `beforeEach(served(…))`, which closes both when the test is over. */
export const served =
  (take: (office: Office, service: Service) => void, running: Running = {}) =>
  async (): Promise<() => Promise<void>> => {
    const office = anOffice();
    const service = await aService(office, running);
    take(office, service);
    return async () => {
      await service.close();
      office.close();
    };
  };

/** Agreed to, and started over HTTP; its id. */
export const started = async (office: Office, service: Service): Promise<string> => {
  await office.run('apply p.json --once --yes');
  await agreed(office);
  const { status, body } = await service.ask('POST /api/v1/rollouts', { body: { plan: office.plan } });
  if (status !== 201) throw new Error(JSON.stringify(body));
  return office.plan.id;
};

/** The whole service on an office's log, without a socket. */
export const aService = async (
  { ports, path }: Office,
  { strict = false, origins = [], unwritten = false, hooks = [], numbers, isKnown = () => true }: Running = {},
): Promise<Service> => {
  const log = await ports.openLog(path('rampart.db'));
  if (!log.ok) throw new Error(log.problems[0]?.message);
  const refusals: Refusal[] = [];
  const ending = new AbortController();
  const app = httpApp({
    operation: async (name) => {
      const load = operations[name as keyof typeof operations];
      return load();
    },
    ports,
    log: log.value,
    flags: flagServices(ports, log.value),
    version: '0.0.0-test',
    gate: openGate(log.value, ports),
    reach: { alone: true, origins },
    strict,
    hooks,
    numbers,
    ending: ending.signal,
    who: async ({ headers }) => {
      const caller = headers.get(CALLER) ?? '';
      return caller === '' || !isKnown() ? failed(notKnown('nobody knows who asks')) : ok(JSON.parse(caller));
    },
    letIn: async () => (unwritten ? failed() : ok(undefined)),
    refused: async (_, refusal) => void refusals.push(refusal),
  });
  const request: Service['request'] = async (target, { as = ADMIN, headers = {}, ...init } = {}) =>
    app.request(target, {
      ...init,
      headers: { 'content-type': 'application/json', ...headers, [CALLER]: as.name === '' ? '' : JSON.stringify(as) },
    });
  return {
    request,
    ask: async (line, { body, ...more } = {}) => {
      const [method = 'GET', target = '/'] = line.split(' ');
      const sent = body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) };
      const answer = await request(target, { method, ...more, ...sent });
      const text = await answer.text();
      const type = answer.headers.get('content-type') ?? '';
      const told = type.includes('json') && text !== '' ? JSON.parse(text) : text;
      const { status, headers } = answer;
      // Whatever is asked in any test, the answer is one that the document promises.
      const broken = promised({ method, path: target.split('?')[0] ?? '' }, { status, type, body: told });
      if (broken.length > 0) throw new Error(`${line} answers ${status}: ${broken.join('; ')}`);
      return { status, type, headers, body: told };
    },
    routes: app.routes,
    refusals,
    end: () => ending.abort(),
    waitForEnd: () => getEventListeners(ending.signal, 'abort').length,
    close: () => log.value.close(),
  };
};
