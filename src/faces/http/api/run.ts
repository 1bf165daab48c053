import { heldOpen } from '../../../app/executor/open.ts';
import type { Operation, Outcome, Ports } from '../../../app/operation.ts';
import type { Plan } from '../../../core/plan/plan.ts';
import { failed, problem, type Problem, type Result } from '../../../core/problem.ts';
import type { EventLog } from '../../../ports/event-log.ts';
import type { Repository } from '../../../ports/repository.ts';
import { actorOf, type Caller } from '../caller.ts';
import type { Asked, Serving } from '../serving.ts';
import { theirs } from './rights.ts';
import type { Row } from './rows.ts';
import { filesFor, NO_INPUT, PLACE, type Said } from './said.ts';

type Asking = {
  readonly row: Row;
  readonly said: Said;
  readonly operation: Operation;
  readonly plan: Plan | undefined;
  readonly log: EventLog;
};

/** The operation, as this caller may ask for it: with what was said, what the row says, and who asks. */
export const run = async (
  { row, said, operation, plan, log }: Asking,
  c: Asked,
  { ports }: Pick<Serving, 'ports'>,
): Promise<Result<Outcome<unknown>>> => {
  const caller = c.get('caller');
  const actor = actorOf(caller);
  const theirOwn = row.narrows ? theirs(caller, said.input[row.narrows]) : undefined;
  const { [row.narrows ?? '']: _, ...own } = said.input;
  const whole = withPlan(row, { ...said, input: own }, plan);
  const input = operation.input.safeParse({
    ...row.usual,
    ...whole.input,
    ...(row.narrows && theirOwn ? { [row.narrows]: theirOwn } : {}),
    ...(row.signs ? { [row.signs]: signed(own[row.signs], caller) } : {}),
    ...(row.names && caller.knownAs ? { [row.names]: [...caller.knownAs] } : {}),
    ...pick(operation, { ...c.req.param(), by: actor.name, role: actor.roles }),
  });
  if (!input.success) return failed(...input.error.issues.map(badInput));
  return operation.run(input.data, portsFor(whole, ports, log));
};

/** Whoever starts a change is one of its authors: they do not approve it, whoever they say wrote it. */
const signed = (named: unknown, { name, knownAs = [] }: Caller): unknown =>
  named === undefined || Array.isArray(named) ? [...(named ?? []), name, ...knownAs] : named;

const withPlan = ({ ofPlan }: Row, { input, documents }: Said, plan: Plan | undefined): Said => {
  if (ofPlan === undefined || !plan) return { input, documents };
  const name = `${PLACE}plan`;
  return { input: { ...input, [ofPlan]: name }, documents: new Map([...documents, [name, JSON.stringify(plan)]]) };
};

/** Those that the operation has a field for, and that are known. */
const pick = ({ input }: Operation, known: Readonly<Record<string, unknown>>) =>
  Object.fromEntries(
    Object.entries(known).filter(([name, value]) => value !== undefined && Object.hasOwn(input.shape, name)),
  );

/** The service's own log, and nobody who could be asked. */
const portsFor = (said: Said, ports: Ports, log: EventLog): Ports => ({
  ...ports,
  files: filesFor(ports.files, said),
  input: NO_INPUT,
  repository: NO_REPOSITORY,
  ask: async () => undefined,
  openLog: heldOpen(log),
});

const noRepository = async (): Promise<Result<never>> =>
  failed(
    problem({
      kind: 'usage',
      code: 'no-repository-here',
      path: 'diff',
      message: 'this service stands in no repository',
      hint: 'send the diff',
    }),
  );

export const NO_REPOSITORY: Repository = {
  read: noRepository,
  history: noRepository,
  search: noRepository,
  before: noRepository,
};

const badInput = ({ path, message }: { readonly path: readonly PropertyKey[]; readonly message: string }): Problem =>
  problem({ kind: 'usage', code: 'usage', path: path.join('.'), message, hint: 'see /openapi.json' });
