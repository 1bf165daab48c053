import { existsSync, readFileSync } from 'node:fs';
import { randomInt } from 'node:crypto';
import { openGate } from '../../src/app/access/gate.ts';
import { operations } from '../../src/app/index.ts';
import type { ServingHttp } from '../../src/app/operation.ts';
import { ok } from '../../src/core/problem.ts';
import { httpApp } from '../../src/faces/http/app.ts';
import { flagServices } from '../../src/app/flag-service/services.ts';
import type { Refusal } from '../../src/faces/http/serving.ts';
import { whoAsks } from '../../src/faces/http/who.ts';
import type { Office } from './office.ts';
import type { Answer } from './service.ts';

export const HERE = 'http://127.0.0.1:4870';

/** Letters as chance gives them: tokens differ. */
export const letters = (count = 24): string =>
  Array.from({ length: count }, () => String.fromCharCode(97 + randomInt(26))).join('');

export type Guarded = {
  /** With whatever headers a request has: who asks is proved by them, or not. */
  readonly ask: (line: string, more?: Sent) => Promise<Answer & { readonly headers: Headers }>;
  /** A token, issued as a command issues it. */
  readonly issue: (words: string) => Promise<string>;
  readonly refusals: readonly Refusal[];
  readonly close: () => Promise<void>;
};

type Sent = {
  readonly token?: string | undefined;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  readonly at?: string;
};

/** The service as it is served, doors and all, on an office's log; without a socket. */
export const aGuarded = async (office: Office, reach: Partial<ServingHttp['reach']> = {}): Promise<Guarded> => {
  const ports = { ...office.ports, unguessable: letters };
  const log = await ports.openLog(office.path('rampart.db'));
  if (!log.ok) throw new Error(log.problems[0]?.message);
  const gate = openGate(log.value, ports);
  const where = { alone: true, origins: [], ...reach };
  const refusals: Refusal[] = [];
  const app = httpApp({
    operation: async (name) => operations[name as keyof typeof operations](),
    ports,
    log: log.value,
    flags: flagServices(ports, log.value),
    version: '0.0.0-test',
    strict: false,
    hooks: [],
    ending: new AbortController().signal,
    gate,
    reach: where,
    who: whoAsks(gate, where),
    letIn: async () => ok(undefined),
    refused: async (_, refusal) => void refusals.push(refusal),
  });
  return {
    ask: async (line, { token, body, headers = {}, at = HERE } = {}) => {
      const [method = 'GET', path = '/'] = line.split(' ');
      const sent = body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) };
      const proof = token === undefined ? {} : { authorization: `Bearer ${token}` };
      const type = body === undefined ? {} : { 'content-type': 'application/json' };
      const answer = await app.request(`${at}${path}`, { method, headers: { ...type, ...proof, ...headers }, ...sent });
      const text = await answer.text();
      const kind = answer.headers.get('content-type') ?? '';
      const said = kind.includes('json') ? JSON.parse(text) : text;
      return { status: answer.status, type: kind, body: said, headers: answer.headers };
    },
    issue: async (words) => {
      const { out, err } = await office.run(`access issue ${words} --json`, { unguessable: letters });
      if (out === '') throw new Error(err);
      office.clock.set(office.clock.now + 1000);
      return String(JSON.parse(out).token);
    },
    refusals,
    close: () => log.value.close(),
  };
};

/** Everything that is kept on the disk, as one text: to look for what must not be there. */
export const kept = (office: Office): string =>
  ['rampart.db', 'rampart.db-wal']
    .filter((name) => existsSync(office.path(name)))
    .map((name) => readFileSync(office.path(name), 'latin1'))
    .join('');
