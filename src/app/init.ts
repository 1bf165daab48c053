import { z } from 'zod';
import { failed, ok, problem, type Problem, type Result } from '../core/problem.ts';
import { AGENT_FILES, type AgentFile, AGENTS, renewed } from './agent-files.ts';
import { force, words } from './fields.ts';
import { inFolder } from './folders.ts';
import { operation, type Outcome, outcome, type Ports } from './operation.ts';
import { POLICY_FILE, POLICY_NAMES } from './policy-file.ts';

/** Rules that others made, to begin with or to take whole. */
const POLICIES = { pilot: 'templates/policies/pilot.yaml', playbook: 'templates/policies/playbook.yaml' } as const;
const NAMES = Object.keys(POLICIES) as [keyof typeof POLICIES, ...(keyof typeof POLICIES)[]];
type Named = keyof typeof POLICIES;

const Begun = z.strictObject({
  schemaVersion: z.literal(1),
  written: z.array(z.string()),
  kept: z.array(z.strictObject({ path: z.string(), why: z.string() })),
});
type Begun = z.infer<typeof Begun>;

export const init = operation({
  name: 'init',
  summary: 'Writes a rampart.yaml to begin with, every line explained; or what a coding agent reads.',
  effect: 'writes-files',
  examples: [
    { command: 'rampart init', what: 'nothing that is there is replaced' },
    { command: 'rampart init --policy pilot', what: 'tiers of 0, 1, 10, 50, 100 %, and bands of errors' },
    {
      command: 'rampart init --agent claude-code',
      what: 'a planner, a skill and the server for an agent; may be repeated',
    },
  ],
  input: z.strictObject({
    policy: z
      .enum(NAMES)
      .optional()
      .meta(words(`whole rules of others in place of the examples: ${NAMES.join(', ')}`, { value: 'NAME' })),
    force,
    agent: z
      .array(z.enum(AGENTS))
      .max(10)
      .optional()
      .meta(
        words(`what this agent reads, in place of a policy: ${AGENTS.join(', ')}; may be given again`, {
          value: 'NAME',
        }),
      ),
  }),
  output: Begun,
  run: async ({ policy, force: replace = false, agent }, ports) => {
    if (policy !== undefined && agent !== undefined) return failed(oneAtATime());
    return agent === undefined
      ? writePolicy(policy, replace, ports)
      : writeAgents([...new Set(agent.flatMap((name) => AGENT_FILES[name]))], replace, ports);
  },
});

const writePolicy = async (
  policy: Named | undefined,
  replace: boolean,
  ports: Ports,
): Promise<Result<Outcome<Begun>>> => {
  const inTheWay = replace ? [] : await policiesIn(ports);
  if (inTheWay.length > 0) return failed(...inTheWay.map(isThere));
  const text = await ports.bundle.read(policy === undefined ? 'templates/rampart.yaml' : POLICIES[policy]);
  const written = await ports.files.write(inFolder(ports.folder, POLICY_FILE), text, { replace });
  return written.ok ? begun([POLICY_FILE], []) : written;
};

const AGENT_FILE_MAX_BYTES = 1024 * 1024;

/** What somebody has edited is left as it is, and said. Force writes over a file that is ours alone, and over no other. */
const writeAgents = async (
  files: readonly AgentFile[],
  replace: boolean,
  ports: Ports,
): Promise<Result<Outcome<Begun>>> => {
  const written: string[] = [];
  const kept: Begun['kept'] = [];
  for (const file of files) {
    const path = inFolder(ports.folder, file.path);
    const isOver = !(await ports.files.exists(path)) || (replace && file.is === 'whole');
    const there = !isOver ? await ports.files.read(path, AGENT_FILE_MAX_BYTES) : ok(undefined);
    if (!there.ok) return there;
    const ours = 'from' in file ? await ports.bundle.read(file.from) : '';
    const next = renewed(file, there.value, ours);
    if ('kept' in next) kept.push({ path: file.path, why: next.kept });
    else {
      const done = await ports.files.write(path, next.text, { replace: true });
      if (!done.ok) return done;
      written.push(file.path);
    }
  }
  return begun(written, kept);
};

const begun = (written: string[], kept: Begun['kept']): Result<Outcome<Begun>> =>
  ok(outcome<Begun>({ schemaVersion: 1, written, kept }, { written }));

/** By whatever name: a second one beside it would be read by nobody, or keep the first from being read. */
const policiesIn = async ({ files, folder }: Ports): Promise<readonly string[]> => {
  const there = await Promise.all(POLICY_NAMES.map((name) => files.exists(inFolder(folder, name))));
  return POLICY_NAMES.filter((_, at) => there[at]);
};

const isThere = (name: string): Problem =>
  problem({
    kind: 'usage',
    code: 'file-exists',
    path: name,
    message: 'there is a policy already',
    hint: 'edit it; rampart policy shows what is in force, --force writes the starter over rampart.yaml',
  });

const oneAtATime = (): Problem =>
  problem({
    kind: 'usage',
    code: 'usage',
    path: '--agent',
    message: 'a policy and the files of an agent are written one at a time',
    hint: 'rampart init --policy NAME, then rampart init --agent NAME',
  });
