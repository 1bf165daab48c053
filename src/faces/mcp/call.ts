import type { CallToolResult, InputRequiredResult, ServerContext } from '@modelcontextprotocol/server';
import type { Operation, Outcome, Ports } from '../../app/operation.ts';
import type { Plan } from '../../core/plan/plan.ts';
import { failed, type Problem, problem, type Result } from '../../core/problem.ts';
import { answered, asFailure, asResult, narrowed, type Narrowed, paged } from './answers.ts';
import type { Consent } from './consent.ts';
import { documentsOf, filesWith, NO_INPUT, type Plans } from './documents.ts';
import type { ToolRow } from './tools.ts';

export type Session = {
  readonly ports: Ports;
  readonly plans: Plans;
  readonly consent: Consent;
  readonly canAsk: (ctx: ServerContext) => boolean;
};

type Args = Readonly<Record<string, unknown>>;

/** One call of a tool: a person asked where it acts, documents put where the operation looks, its answer narrowed. */
export const callTool = async (
  { row, operation }: { readonly row: ToolRow; readonly operation: Operation },
  args: Args,
  ctx: ServerContext,
  session: Session,
): Promise<CallToolResult | InputRequiredResult> => {
  if (row.is === 'acts') {
    const agreed = await session.consent.agreed({ row, args, canAsk: session.canAsk(ctx) }, ctx);
    if (agreed.is === 'asking') return agreed.ask;
    if (agreed.is === 'no') return asFailure([agreed.why]);
  }
  const { fields, cursor, limit, code: _, ...rest } = args as Args & Narrowed & { code?: string };
  const given = documentsOf(row, rest, session.plans);
  if (!given.ok) return asFailure(given.problems);
  const input = operation.input.safeParse({ ...given.value.input, ...row.always });
  if (!input.success) return asFailure(input.error.issues.map(badInput));
  const files = filesWith(session.ports.files, given.value.documents);
  const ports = { ...session.ports, files, input: NO_INPUT, ask: async () => undefined, tell: progressTo(ctx) };
  const result = await guarded(() => operation.run(input.data, ports));
  if (!result.ok) return asFailure(result.problems);
  return asResult(await shown(result.value, row, { fields, cursor, limit }, session.plans));
};

const shown = async (result: Outcome<unknown>, row: ToolRow, asked: Narrowed, plans: Plans): Promise<Args> => {
  const digest = row.is === 'plans' ? { digest: await kept(result.document as Plan, plans) } : {};
  const whole = answered(result, digest);
  return row.operation === 'list' ? paged(whole, asked) : narrowed(whole, row, asked);
};

const kept = async (plan: Plan, plans: Plans): Promise<string> => {
  const { planDigest } = await import('../../core/plan/plan.ts');
  return plans.keep(plan, planDigest(plan));
};

const badInput = ({ path, message }: { readonly path: readonly PropertyKey[]; readonly message: string }): Problem =>
  problem({ kind: 'usage', code: 'usage', path: path.join('.'), message, hint: 'see the schema of this tool' });

/** News of an operation, where the client has asked to hear of its progress. */
const progressTo = (ctx: ServerContext): Ports['tell'] => {
  const progressToken = ctx.mcpReq._meta?.progressToken;
  let progress = 0;
  return ({ what, why }) => {
    if (progressToken === undefined) return;
    progress += 1;
    const message = why === '' ? what : `${what}: ${why}`;
    const told = ctx.mcpReq.notify({ method: 'notifications/progress', params: { progressToken, progress, message } });
    told.catch(() => undefined);
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
