import { setImmediate } from 'node:timers/promises';
import type { CallToolResult, InputRequiredResult, ServerContext } from '@modelcontextprotocol/server';
import type { AgentDesk } from '../../app/agents/desk.ts';
import type { Operation, Outcome, Ports } from '../../app/operation.ts';
import type { Plan } from '../../core/plan/plan.ts';
import type { Files } from '../../ports/files.ts';
import { failed, type Problem, problem, type Result } from '../../core/problem.ts';
import { aboutOf } from './about.ts';
import { answered, asFailure, asResult, narrowed, type Narrowed, paged } from './answers.ts';
import type { Consent } from './consent.ts';
import { documentsOf, type Given, NO_INPUT } from './documents.ts';
import { namedBy } from './schema.ts';
import type { ToolRow } from './tools.ts';

export type Session = {
  readonly ports: Ports;
  readonly desk: AgentDesk;
  readonly consent: Consent;
  readonly canAsk: (ctx: ServerContext) => boolean;
  readonly operation: (name: string) => Promise<Operation>;
  /** What is asked for, as it may be asked for by whoever does; a problem where it may not. */
  readonly admit: (row: ToolRow, given: Given) => Promise<Result<Given>>;
  /** Why the log of a rollout may not be read; undefined where it may. */
  readonly mayRead: (rollout: string) => Promise<Problem | undefined>;
  /** Those that a call may read. */
  readonly files: (files: Files, given: Given) => Files;
};

type Args = Readonly<Record<string, unknown>>;

/** One call of a tool: a person asked where it acts, documents put where the operation looks, its answer narrowed. */
export const callTool = async (
  { row, operation }: { readonly row: ToolRow; readonly operation: Operation },
  args: Args,
  ctx: ServerContext,
  session: Session,
): Promise<CallToolResult | InputRequiredResult> => {
  const { fields, cursor, limit, code: _, ...rest } = args as Args & Narrowed & { code?: string };
  const said = await documentsOf(row, rest, session.desk);
  const given = said.ok ? await session.admit(row, said.value) : said;
  if (!given.ok) return asFailure(given.problems);
  const files = session.files(session.ports.files, given.value);
  const ports = { ...session.ports, files, input: NO_INPUT, ask: async () => undefined, ...onTheWay(ctx) };
  if (row.is === 'acts') {
    const about = await aboutOf({ row, input: given.value.input }, ports);
    const agreed = await session.consent.agreed({ row, args, about, canAsk: session.canAsk(ctx) }, ctx);
    if (agreed.is === 'asking') return agreed.ask;
    if (agreed.is === 'no') return asFailure([agreed.why]);
  }
  const input = operation.input.safeParse({ ...given.value.input, ...row.always });
  if (!input.success) return asFailure(input.error.issues.map(badInput));
  const result = await guarded(() => operation.run(input.data, ports));
  if (ctx.mcpReq.signal.aborted) return asFailure([calledOff()]);
  if (!result.ok) return asFailure(result.problems);
  return asResult(await shown(result.value, row, { fields, cursor, limit }, session.desk));
};

const shown = async (result: Outcome<unknown>, row: ToolRow, asked: Narrowed, desk: AgentDesk): Promise<Args> => {
  const { digest, problems } = row.is === 'plans' ? await kept(result.document as Plan, desk) : NOTHING_KEPT;
  const told = { ...result, warnings: [...result.warnings, ...problems] };
  return narrowed(paged(answered(told, digest === undefined ? {} : { digest }), row, asked), row, asked);
};

type Keeping = { readonly digest: string | undefined; readonly problems: readonly Problem[] };
const NOTHING_KEPT: Keeping = { digest: undefined, problems: [] };

/** A plan that could not be kept was made all the same, and is told with why it has to be given whole. */
const kept = async (plan: Plan, desk: AgentDesk): Promise<Keeping> => {
  const { planDigest } = await import('../../core/plan/plan.ts');
  const digest = planDigest(plan);
  const done = await desk.keep(plan, digest);
  return { digest: namedBy(digest), problems: done.ok ? [] : done.problems };
};

/** Nobody hears this, and nothing of the call is kept. */
const calledOff = (): Problem =>
  problem({ kind: 'usage', code: 'called-off', message: 'the client has called this off', hint: 'ask again' });

const badInput = ({ path, message }: { readonly path: readonly PropertyKey[]; readonly message: string }): Problem =>
  problem({ kind: 'usage', code: 'usage', path: path.join('.'), message, hint: 'see the schema of this tool' });

/** News of an operation, where the client has asked to hear of them; and the end of one that it has called off. */
const onTheWay = (ctx: ServerContext): Pick<Ports, 'tell' | 'step'> => {
  const { _meta, signal } = ctx.mcpReq;
  const progressToken = _meta?.progressToken;
  let progress = 0;
  const say = (message: string): void => {
    if (progressToken === undefined) return;
    progress += 1;
    const told = ctx.mcpReq.notify({ method: 'notifications/progress', params: { progressToken, progress, message } });
    told.catch(() => undefined);
  };
  return {
    tell: ({ what, why }) => say(why === '' ? what : `${what}: ${why}`),
    step: async (what) => {
      if (what !== undefined) say(what);
      // What the client has sent in the meantime is heard before it goes on.
      await setImmediate();
      signal.throwIfAborted();
    },
  };
};

/** A bug in one call is told as one; the server lives on. */
const guarded = async (act: () => Promise<Result<Outcome<unknown>>>): Promise<Result<Outcome<unknown>>> => {
  try {
    return await act();
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    return failed(
      problem({ kind: 'internal', code: 'bug', message, hint: 'this is a fault in Rampart: please report it' }),
    );
  }
};
