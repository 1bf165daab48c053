import { z } from 'zod';
import { DEFAULT_POLICY } from '../core/policy/defaults/index.ts';
import { failed, ok, problem, type Problem, type Result } from '../core/problem.ts';
import { HOSTS } from '../ports/pr-host.ts';
import { AGENTS } from './agent-files.ts';
import { placeFields } from './executor/fields.ts';
import { force, words } from './fields.ts';
import { operation, type Outcome, outcome, type Ports } from './operation.ts';
import { POLICY_FILE } from './policy-file.ts';
import { type Choices, POLICIES, policiesIn, type PolicyName, prepareAll, type SetUp } from './set-up/files.ts';
import { Found, lookAtProject } from './set-up/found.ts';
import { isWritten, writeAll } from './set-up/wanted.ts';
import { ACTION, IMAGE } from './set-up/workflow-files.ts';

const NAMES = Object.keys(POLICIES) as [PolicyName, ...PolicyName[]];
const BACKENDS = Object.keys(DEFAULT_POLICY.backends) as [string, ...string[]];

const Input = z.strictObject({
  policy: z
    .enum(NAMES)
    .optional()
    .meta(words(`the rules to write: ${NAMES.join(', ')}; else starter, which changes nothing`, { value: 'NAME' })),
  backend: z
    .enum(BACKENDS)
    .optional()
    .meta(words('the flag system that the rules name; rampart doctor --backend NAME tries it', { value: 'NAME' })),
  flags: placeFields.flags.meta(words('where its flags are: you are told what to set for it', { value: 'PLACE' })),
  metrics: placeFields.metrics.meta(words('where metrics are: you are told what to set for it', { value: 'PLACE' })),
  workflow: z
    .enum(HOSTS)
    .optional()
    .meta(
      words(`what a pipeline runs on each change: ${HOSTS.join(', ')}; without --policy no rules`, { value: 'HOST' }),
    ),
  from: z
    .string()
    .max(300)
    .optional()
    .meta(
      words('whence a pipeline takes Rampart: OWNER/NAME@COMMIT on github, an image on gitlab', { value: 'PLACE' }),
    ),
  agent: z
    .array(z.enum(AGENTS))
    .max(10)
    .optional()
    .meta(
      words(`what this agent reads: ${AGENTS.join(', ')}; may be given again; without --policy no rules`, {
        value: 'NAME',
      }),
    ),
  force,
  replace: z
    .array(z.string().min(1).max(4096))
    .max(100)
    .optional()
    .meta(words('replace this file that is there, and no other; may be given again', { value: 'FILE' })),
  dryRun: z.boolean().optional().meta(words('show what was found and what would be written, and write nothing')),
});
type Input = z.infer<typeof Input>;

const File = z.strictObject({
  path: z.string(),
  is: z.enum(['new', 'changed', 'replaced', 'same', 'left']),
  why: z.string(),
  text: z.string(),
});

export const Begun = z.strictObject({
  schemaVersion: z.literal(1),
  written: z.array(z.string()),
  kept: z.array(z.strictObject({ path: z.string(), why: z.string() })),
  found: Found.optional(),
  files: z.array(File).optional().meta({ description: 'with --dry-run: every file as it would stand there' }),
  next: z.array(z.string()).meta({ description: 'what is left for a person, in the order in which it is done' }),
});
export type Begun = z.infer<typeof Begun>;

export const init = operation({
  name: 'init',
  summary:
    'Writes rules to begin with, what a pipeline runs and what a coding agent reads; by itself in a terminal it asks.',
  effect: 'writes-files',
  guided: true,
  examples: [
    { command: 'rampart init', what: 'a rampart.yaml, every line explained; in a terminal a guided set-up' },
    { command: 'rampart init --policy pilot', what: 'tiers of 0, 1, 10, 50, 100 %, and bands of errors' },
    {
      command: 'rampart init --policy starter --backend unleash --workflow github',
      what: 'rules, and comments on pull requests',
    },
    {
      command: 'rampart init --agent claude-code',
      what: 'a planner, a skill and the server for an agent; may be repeated',
    },
  ],
  input: Input,
  output: Begun,
  run: async (input, ports) => {
    const choices = choicesIn(input);
    const wrong = [...fromProblems(input), ...(input.dryRun ? [] : await alreadyThere(choices, ports))];
    if (wrong.length > 0) return failed(...wrong);
    const setUp = await prepareAll(choices, ports);
    if (!setUp.ok) return setUp;
    return input.dryRun ? shownOnly(input, setUp.value, ports) : written(input, setUp.value, ports);
  },
});

/** Rules are what is written where nothing else was asked for. */
const choicesIn = ({ policy, backend, workflow, from, agent, force: isForced, replace }: Input): Choices => {
  const others = workflow !== undefined || agent !== undefined;
  return {
    policy: policy ?? (others && backend === undefined ? undefined : 'starter'),
    backend,
    workflow,
    from: from || undefined,
    agents: agent ?? [],
    force: isForced === true,
    replace: replace ?? [],
  };
};

/** Where rules alone were asked for and some are there, that is no success. Beside other files they are left, and said. */
const alreadyThere = async (choices: Choices, ports: Ports): Promise<readonly Problem[]> => {
  const { policy, workflow, agents, force: isForced, replace } = choices;
  const alone = policy !== undefined && workflow === undefined && agents.length === 0;
  if (!alone || isForced || replace.includes(POLICY_FILE)) return [];
  return (await policiesIn(ports)).map(isThere);
};

const written = async (input: Input, setUp: SetUp, ports: Ports): Promise<Result<Outcome<Begun>>> => {
  const done = await writeAll(setUp.files, ports);
  if (!done.ok) return done;
  const next = [...nextAfter(input, setUp)];
  const document: Begun = { schemaVersion: 1, written: [...done.value], kept: keptOf(setUp), next };
  return ok(outcome(document, { written: done.value }));
};

const shownOnly = async (input: Input, setUp: SetUp, ports: Ports): Promise<Result<Outcome<Begun>>> => {
  const found = await lookAtProject(ports);
  const files = setUp.files.map((file) => ({ ...file }));
  const next = [...nextAfter(input, setUp)];
  return ok(outcome<Begun>({ schemaVersion: 1, written: [], kept: keptOf(setUp), found, files, next }));
};

const keptOf = ({ files }: SetUp): Begun['kept'] =>
  files.filter((file) => !isWritten(file)).map(({ path, why }) => ({ path, why }));

/** What is left for a person, in the order in which it is done. */
const nextAfter = ({ backend, flags, metrics, agent }: Input, { files, todo }: SetUp): readonly string[] => {
  const set = [
    ...(flags === undefined ? [] : [`export RAMPART_FLAGS=${shellWord(flags)}`]),
    ...(metrics === undefined ? [] : [`export RAMPART_METRICS=${shellWord(metrics)}`]),
  ];
  const rules = files.some(({ path }) => path === POLICY_FILE);
  return [
    ...todo,
    ...set,
    ...(set.length > 0 || backend !== undefined ? ['rampart doctor'] : []),
    ...(agent === undefined ? [] : ['start your agent anew, and ask it for a rollout plan']),
    ...(rules ? ['rampart policy', 'rampart plan'] : []),
  ];
};

/** As a shell takes it: what is not plain is put into single quotes. */
export const shellWord = (text: string): string =>
  /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", String.raw`'\''`)}'`;

const isThere = (name: string): Problem =>
  problem({
    kind: 'usage',
    code: 'file-exists',
    path: name,
    message: 'there is a policy already',
    hint: 'edit it; rampart policy shows what is in force, --force writes the starter over rampart.yaml',
  });

const fromProblems = ({ from, workflow }: Input): readonly Problem[] => {
  if (from === undefined || from === '') return [];
  if (workflow === undefined) return [wrongFrom('nobody asked for a workflow', 'add --workflow github or gitlab')];
  if (workflow === 'github' && !ACTION.test(from))
    return [
      wrongFrom('this is no action at a commit', 'OWNER/NAME@ and the forty letters of a commit: a tag can be moved'),
    ];
  if (workflow === 'gitlab' && !IMAGE.test(from))
    return [wrongFrom('this is no name of an image', 'like images.example.com/rampart:1.0.0')];
  return [];
};

const wrongFrom = (message: string, hint: string): Problem =>
  problem({ kind: 'usage', code: 'usage', path: '--from', message, hint });
