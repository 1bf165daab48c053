import { createMcpHandler, type McpHttpHandler } from '@modelcontextprotocol/server';
import { Hono } from 'hono';
import { agentDesks } from '../../../app/agents/desk.ts';
import { heldOpen } from '../../../app/executor/open.ts';
import { failed, ok, type Problem, type Result } from '../../../core/problem.ts';
import { type Held, heldWith, serverOn } from '../../mcp/server.ts';
import type { Given } from '../../mcp/documents.ts';
import { TOOLS, type ToolRow } from '../../mcp/tools.ts';
import { allowed, theirs } from '../api/rights.ts';
import { NO_REPOSITORY } from '../api/run.ts';
import { filesFor } from '../api/said.ts';
import { maySomewhere, type Right } from '../caller.ts';
import type { Asked, Env, Part, Serving } from '../serving.ts';

/**
 * The model context protocol, as `rampart mcp` speaks it, with the rights of whoever asks. Each request is answered by a
 * server of its own; what has to last from one to the next belongs to the caller, and is in the log: the next request may
 * come to another process.
 */
export const mcp: Part = (serving) => {
  const app = new Hono<Env>();
  const deskOf = agentDesks(serving.log, serving.ports);
  const heldFor = (name: string): Held => heldWith(deskOf(name), shownBy(serving));
  const answering = new Set<McpHttpHandler>();
  serving.ending.addEventListener('abort', () => answering.forEach((one) => void one.close()), { once: true });
  app.on(['GET', 'POST', 'DELETE'], '/mcp', async (c) => {
    const handler = createMcpHandler(() => serverOn(forCaller(c, serving), heldFor(c.get('caller').name)), {
      onerror: () => undefined,
    });
    answering.add(handler);
    const { method, url, headers, signal } = c.req.raw;
    // The body was looked at already, and can be read but once.
    const body = method === 'POST' ? { body: await c.req.text() } : {};
    const answer = await handler.fetch(new Request(url, { method, headers, signal, ...body }));
    return whenTaken(answer, () => answering.delete(handler));
  });
  return app;
};

/** The same answer, and a word when all of it was taken, or nobody takes it any more. */
const whenTaken = (answer: Response, over: () => void): Response => {
  if (answer.body)
    return new Response(answer.body.pipeThrough(new TransformStream({ flush: over, cancel: over })), answer);
  over();
  return answer;
};

/** Where a person reads and a model does not. */
const shownBy =
  ({ ports }: Serving) =>
  (line: string): void =>
    ports.tell({ atMs: ports.clock.nowMs(), rollout: 'mcp', what: line, why: '' });

const RIGHTS: Readonly<Record<string, Right>> = { approve: 'approve' };
const rightOf = ({ is, operation }: ToolRow): Right => (is === 'acts' ? (RIGHTS[operation] ?? 'operate') : 'look');

const forCaller = (c: Asked, serving: Serving): Parameters<typeof serverOn>[0] => {
  const { operation, ports, log, version } = serving;
  const caller = c.get('caller');
  return {
    operation,
    version,
    ports: {
      ...ports,
      repository: NO_REPOSITORY,
      ask: async () => undefined,
      openLog: heldOpen(log),
    },
    tools: TOOLS.filter((row) => maySomewhere(caller, rightOf(row))),
    files: filesFor,
    admit: (row, given) => admitted(row, given, c, serving),
    mayRead: async (rollout) => problemOf(await ofRollout(rollout, 'look', c, serving)),
  };
};

/** What may be asked for, in whose name, and of what: the same rules as for every other way in. */
const admitted = async (row: ToolRow, given: Given, c: Asked, serving: Serving): Promise<Result<Given>> => {
  const caller = c.get('caller');
  const refused = await refusedOf(row, given, c, serving);
  if (refused) return failed(refused);
  const { role: _, by: __, ...input } = given.input;
  const asThem = row.is === 'acts' ? { by: caller.name, role: [...caller.teams] } : {};
  // Whoever starts a change is one of its authors, and does not approve it.
  const theirOwn = row.operation === 'apply' ? { author: [caller.name, ...(caller.knownAs ?? [])] } : {};
  const known = row.operation === 'approve' && caller.knownAs ? { knownAs: [...caller.knownAs] } : {};
  const narrowed = row.operation === 'list' ? { environment: theirs(caller, undefined) } : {};
  return ok({ ...given, input: { ...input, ...asThem, ...theirOwn, ...known, ...narrowed } });
};

const refusedOf = async (row: ToolRow, given: Given, c: Asked, serving: Serving): Promise<Problem | undefined> => {
  const right = rightOf(row);
  if (row.takes.includes('rollout'))
    return problemOf(await ofRollout(String(given.input['rollout'] ?? ''), right, c, serving));
  const where = row.operation === 'apply' ? 'plan' : row.operation.startsWith('flags ') ? 'all' : 'some';
  const said = { input: given.input, documents: new Map([['given:plan', planIn(given)]]) };
  return problemOf(await allowed({ where, right }, c, said, serving));
};

/** A model names a rollout by its whole name here: a beginning could be that of one it may not know of. */
const ofRollout = (id: string, right: Right, c: Asked, serving: Serving): Promise<Result<unknown>> =>
  allowed({ where: 'rollout', right, id }, c, { input: {}, documents: new Map() }, serving);

const planIn = ({ input, documents }: Given): string => documents.get(String(input['file'] ?? '')) ?? '{}';

const problemOf = (result: Result<unknown>): Problem | undefined => (result.ok ? undefined : result.problems[0]);
