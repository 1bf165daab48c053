import { z } from 'zod';
import type { Plan } from '../core/plan/plan.ts';
import type { Policy } from '../core/policy/policy.ts';
import { failed, isError, ok, problem, type Problem, type Result } from '../core/problem.ts';
import type { Command } from '../core/rollout/input.ts';
import type { Places } from '../core/program/planned.ts';
import { DEFAULT_OPTIONS } from '../core/rollout/words.ts';
import { plainLine } from '../core/values/quote.ts';
import { parseDuration, WrittenDuration } from '../core/values/duration.ts';
import type { EventLog } from '../ports/event-log.ts';
import { authorsAtStart } from './access/people.ts';
import { announce, listeners } from './announce/announce.ts';
import { ask } from './executor/ask.ts';
import { rolloutOf } from './executor/begin.ts';
import { byField, db, placeFields, reasonField, roleField, yesField } from './executor/fields.ts';
import { follow } from './executor/follow.ts';
import { found as foundLog, type Rollout } from './executor/journal.ts';
import { alone, onlookerOf } from './executor/onlooker.ts';
import { openWorld, withLog } from './executor/open.ts';
import { actorOf, refusedConsent } from './executor/people.ts';
import { fits, placesFor } from './executor/places.ts';
import { GIVEN_BY_PEOPLE, OF_OTHERS, preflight } from './executor/preflight.ts';
import { Standing, standingOf } from './executor/standing.ts';
import { told } from './executor/told.ts';
import type { Turned } from './executor/turn.ts';
import type { World } from './executor/world.ts';
import { optionalPath, planFile, policyFile, words } from './fields.ts';
import { altScreenField, liveField } from './live-fields.ts';
import { operation, outcome, type Outcome, type Ports } from './operation.ts';
import { isFingerprint, loadPlan } from './plan-file.ts';
import { loadPolicy } from './policy-file.ts';
import { membershipIn } from './program-file.ts';

const Input = z.strictObject({
  file: planFile,
  program: optionalPath('the program that the plan belongs to: its order and its budget are kept with the rollout'),
  whenReady: z
    .boolean()
    .optional()
    .meta(words('start it now, and let it wait until what it rests on is there and its turn has come')),
  once: z.boolean().optional().meta(words('take one turn and leave the rest to rampart tick')),
  every: WrittenDuration.optional().meta(
    words('how long between two turns; else 1m, and 15s in the first ten minutes of a phase', { value: 'TIME' }),
  ),
  live: liveField,
  altScreen: altScreenField,
  yes: yesField,
  ...placeFields,
  author: z
    .array(z.string().min(1).max(300))
    .max(50)
    .optional()
    .meta(words('who wrote the change; else whom git names; may be repeated', { value: 'NAME' })),
  reason: reasonField.optional(),
  by: byField,
  role: roleField,
  policy: policyFile,
  db,
});
type Input = z.infer<typeof Input>;

export const apply = operation({
  name: 'apply',
  summary: 'Carries a plan out: checks everything first, then step by step, watched, to its end.',
  effect: 'acts',
  examples: [
    { command: 'rampart apply rollout.plan.json', what: 'starts it and follows it; safe to stop and to repeat' },
    { command: 'rampart apply rollout.plan.json --once --yes', what: 'for a pipeline; then: rampart tick --all' },
    {
      command: 'rampart apply b.plan.json --program program.yaml --when-ready --once',
      what: 'one of several, when its turn comes',
    },
  ],
  input: Input,
  output: Standing,
  run: (input, ports) => withLog(ports, input.db, (log) => applied(input, log, ports)),
});

const applied = async (input: Input, log: EventLog, ports: Ports): Promise<Result<Outcome<Standing>>> => {
  const plan = await loadPlan(input.file, ports);
  if (!plan.ok) return plan;
  const kept = isFingerprint(input.file)
    ? await (await import('./review/kept.ts')).agreedThere(plan.value, input, log, ports)
    : ok(undefined);
  if (!kept.ok) return kept;
  const { value: there } = kept;
  const here = there === undefined ? () => changeHere(ports) : async () => there;
  return applyPlan(plan.value, { ...input, here }, log, ports);
};

/** What is known of the change where it is carried out. */
type Here = { readonly authors: readonly string[]; readonly head: string | undefined };

export type Applying = Omit<Input, 'file'> & { readonly here: () => Promise<Here> };

export const applyPlan = async (
  plan: Plan,
  input: Applying,
  log: EventLog,
  ports: Ports,
): Promise<Result<Outcome<Standing>>> => {
  const isAt = (places: Places): boolean => fits(places, input, ports);
  const program = input.program === undefined ? ok(undefined) : await membershipIn(input.program, plan, ports);
  if (!program.ok) return program;
  const places = placesFor(plan, input, ports);
  const rollout = await rolloutOf(log, plan, { places, isAt, program: program.value });
  if (!rollout.ok) return rollout;
  const world = await openWorld(rollout.value, log, ports);
  if (!world.ok) return world;
  const begun =
    rollout.value.state.status === 'pending' ? await begin(rollout.value, world.value, input, ports) : ok([]);
  if (!begun.ok) return begun;
  return followed(rollout.value.id, world.value, { input, ports, warnings: begun.value });
};

/** Checked, agreed to, written down as started. What it gives are warnings. */
const begin = async (
  rollout: Rollout,
  world: World,
  input: Applying,
  ports: Ports,
): Promise<Result<readonly Problem[]>> => {
  const policy = await loadPolicy(ports, input.policy);
  if (!policy.ok) return policy;
  const change = await input.here();
  const start: Extract<Command, { is: 'start' }> = {
    is: 'start',
    by: await actorOf(input, ports),
    reason: plainLine(input.reason ?? 'the plan was agreed to'),
    atMs: ports.clock.nowMs(),
    authors: (input.author ?? change.authors).map(plainLine),
    ...(input.whenReady ? { options: { ...DEFAULT_OPTIONS, startWithinMs: READY_WITHIN_MS } } : {}),
  };
  const found = [
    ...(await preflight({ rollout, policy: policy.value, world, start, head: change.head })),
    ...(await ofAuthors(start, rollout, { policy: policy.value.policy, log: world.log, ports })),
  ];
  const problems = input.whenReady ? found.map(waitedFor) : found;
  const errors = problems.filter(isError);
  const opens = rollout.head.version === 0 && errors.every(({ code }) => GIVEN_BY_PEOPLE.has(code));
  const written = opens ? await foundLog(world.log, rollout) : ok(rollout);
  if (!written.ok) return written;
  if (errors.length > 0) return failed(...problems, ...(opens ? [writtenDown(rollout.id)] : []));
  const refused = await refusedConsent(
    rollout.plan.provenance,
    input.yes,
    `Start ${rollout.plan.feature} in production?`,
    ports,
  );
  if (refused) return failed(refused);
  const started = await ask(world.log, rollout.id, () => ok({ ...start, atMs: ports.clock.nowMs() }));
  if (started.ok) tell(rollout.id, started.value.events, ports);
  return started.ok ? ok(problems) : started;
};

const writtenDown = (id: string): Problem =>
  problem({
    kind: 'refused',
    code: 'written-down',
    path: id,
    message: 'it is written down and not begun, so that people can give their word',
    hint: 'then start it with the same rampart apply',
    severity: 'warning',
  });

type Known = { readonly policy: Pick<Policy, 'unknownAuthors'>; readonly log: EventLog; readonly ports: Ports };

/** Where everybody may approve, it is nobody's business who wrote it. */
const ofAuthors = async (
  { authors, by }: Extract<Command, { is: 'start' }>,
  { plan }: Rollout,
  { policy: { unknownAuthors = 'told' }, log, ports }: Known,
): Promise<readonly Problem[]> =>
  plan.approvals.every(({ authorMayApprove }) => authorMayApprove)
    ? []
    : authorsAtStart({ authors, by, unknownAuthors }, log, ports);

/** Whoever waits for others may wait for all of them, one after the other: longer than for people, and not without end. */
const READY_WITHIN_MS = 180 * 86_400_000;

const waitedFor = (found: Problem): Problem =>
  OF_OTHERS.has(found.code)
    ? { ...found, severity: 'warning', hint: 'it begins by itself when that has passed' }
    : found;

/** What git knows of the change here. Nothing where there is no git, or nothing to compare. */
const changeHere = async ({ repository }: Ports): Promise<Here> => {
  const read = await repository.read({});
  if (!read.ok) return { authors: [], head: undefined };
  const { author, head } = read.value.words;
  return { authors: author === undefined ? [] : [author, ...namesIn(author)], head };
};

/** Written as git does, and by either part of it: hosts and tokens know people by one. */
const namesIn = (author: string): readonly string[] => {
  const at = author.lastIndexOf('<');
  return at < 0 ? [] : [author.slice(0, at).trim(), author.slice(at + 1).replace(/>$/, '')].filter(Boolean);
};

type Followed = { readonly input: Applying; readonly ports: Ports; readonly warnings: readonly Problem[] };

const followed = async (id: string, world: World, { input, ports, warnings }: Followed) => {
  const events: Turned['events'][number][] = [];
  const once = input.once ?? false;
  const { audiences, troubles } = await listeners(ports, input.policy);
  const troubled = (problems: readonly Problem[]): void =>
    problems.forEach(({ code, message }) =>
      ports.tell({ atMs: ports.clock.nowMs(), rollout: id, what: code, why: message }),
    );
  const onlooker = once ? alone(ports.clock) : await onlookerOf(id, input.db, ports);
  troubled(troubles);
  const turned = await follow(id, world, {
    once,
    onlooker,
    everyMs: input.every === undefined ? undefined : parseDuration(input.every),
    turned: async (one) => {
      events.push(...one.events);
      tell(id, one.events, ports);
      troubled(await announce([id], audiences, world.log, ports));
    },
    troubled,
  });
  await onlooker.leave();
  if (!turned.ok) return turned;
  const { rollout } = turned.value;
  if (rollout.state.status === 'rolled-back') return failed(rolledBack(rollout), ...warnings);
  const standing = standingOf(rollout, ports.clock.nowMs(), events);
  return ok(outcome(standing, { warnings: [...warnings, ...turned.value.warnings] }));
};

const tell = (rollout: string, events: Turned['events'], ports: Ports): void =>
  told(events).forEach((one) => ports.tell({ rollout, ...one }));

const rolledBack = ({ id, state }: Rollout): Problem =>
  problem({
    kind: 'rolled-back',
    code: 'rolled-back',
    path: id,
    message: state.rollback?.why ?? 'it was rolled back',
    hint: `rampart why ${id}`,
  });
