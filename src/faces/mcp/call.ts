import { setImmediate } from 'node:timers/promises';
import type { CallToolResult, InputRequiredResult, ServerContext } from '@modelcontextprotocol/server';
import type { Operation, Outcome, Ports } from '../../app/operation.ts';
import type { Plan } from '../../core/plan/plan.ts';
import type { Files } from '../../ports/files.ts';
import { failed, type Problem, problem, type Result } from '../../core/problem.ts';
import { aboutOf } from './about.ts';
import { answered, asFailure, asResult, narrowed, type Narrowed, paged } from './answers.ts';
import type { Consent } from './consent.ts';
import { documentsOf, type Given, NO_INPUT, type Plans } from './documents.ts';
import type { ToolRow } from './tools.ts';

export type Session = {
  readonly ports: Ports;
  readonly plans: Plans;
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
  const said = documentsOf(row, rest, session.plans);
  const given = said.ok ? await session.admit(row, said.value) : said;
  if (!given.ok) return asFailure(given.problems);
  const files = session.files(session.ports.files, given.value);
  const ports = { ...session.ports, files, input: NO_INPUT, ask: async () => undefined, ...onTheWay(ctx) };
  if (row.is === 'acts') {
    const about = await aboutOf({ row, input: given.value.input }, ports, () => session.operation('status'));
    const agreed = await session.consent.agreed({ row, args, about, canAsk: session.canAsk(ctx) }, ctx);
    if (agreed.is === 'asking') return agreed.ask;
    if (agreed.is === 'no') return asFailure([agreed.why]);
  }
  const input = operation.input.safeParse({ ...given.value.input, ...row.always });
  if (!input.success) return asFailure(input.error.issues.map(badInput));
  const result = await guarded(() => operation.run(input.data, ports));
  if (ctx.mcpReq.signal.aborted) return asFailure([calledOff()]);
  if (!result.ok) return asFailure(result.problems);
  return asResult(await shown(result.value, row, { fields, cursor, limit }, session.plans));
};

const shown = async (result: Outcome<unknown>, row: ToolRow, asked: Narrowed, plans: Plans): Promise<Args> => {
  const digest = row.is === 'plans' ? { digest: await kept(result.document as Plan, plans) } : {};
  const whole = answered(result, digest);
  return narrowed(paged(whole, row, asked), row, asked);
};

const kept = async (plan: Plan, plans: Plans): Promise<string> => {
  const { planDigest } = await import('../../core/plan/plan.ts');
  return plans.keep(plan, planDigest(plan));
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
