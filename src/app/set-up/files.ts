import type { HostName } from '../../ports/pr-host.ts';
import { ok, type Result } from '../../core/problem.ts';
import { AGENT_FILES, type Agent, type AgentFile, renewed } from '../agent-files.ts';
import { foldersUpToRoot, inFolder } from '../folders.ts';
import type { Ports } from '../operation.ts';
import { POLICY_FILE, POLICY_NAMES } from '../policy-file.ts';
import { type Prepared, prepare, type Told, type Wanted } from './wanted.ts';
import { workflowFiles, workflowTodo } from './workflow-files.ts';

/** Rules to begin with: every line explained and nothing changed, or those of others, to take whole. */
export const POLICIES = {
  starter: 'templates/rampart.yaml',
  pilot: 'templates/policies/pilot.yaml',
  playbook: 'templates/policies/playbook.yaml',
} as const;
export type PolicyName = keyof typeof POLICIES;

/** What somebody wants set up. What is left out is not touched. */
export type Choices = {
  readonly policy?: PolicyName | undefined;
  readonly backend?: string | undefined;
  readonly workflow?: HostName | undefined;
  readonly from?: string | undefined;
  readonly agents: readonly Agent[];
} & Told;

export type SetUp = { readonly files: readonly Prepared[]; readonly todo: readonly string[] };

/** Everything that was asked for, as it would stand on the disk. Writes nothing. */
export const prepareAll = async (choices: Choices, ports: Ports): Promise<Result<SetUp>> => {
  const { policy, workflow, from, agents } = choices;
  const { folders } = await foldersUpToRoot(ports.folder, ports.files);
  const above = '../'.repeat(folders.length - 1);
  const wanted = [
    ...(policy === undefined ? [] : [await policyWanted(policy, choices, ports)]),
    ...(workflow === undefined ? [] : await workflowFiles(workflow, { from, above }, ports)),
    ...(await agentsWanted(agents, ports)),
  ];
  const files = await prepare(wanted, choices, ports);
  if (!files.ok) return files;
  return ok({
    files: files.value,
    todo: workflow === undefined ? [] : workflowTodo(workflow, from, files.value),
  });
};

const policyWanted = async (policy: PolicyName, { backend, ...told }: Choices, ports: Ports): Promise<Wanted> => {
  const text = withBackend(await ports.bundle.read(POLICIES[policy]), backend);
  const isTold = told.force || told.replace.includes(POLICY_FILE);
  const [there] = isTold ? [] : await policiesIn(ports);
  return {
    path: POLICY_FILE,
    next: () => (there === undefined ? { text } : { kept: `there is a policy already: ${there}` }),
    mayReplace: true,
  };
};

const withBackend = (text: string, backend: string | undefined): string =>
  backend === undefined ? text : text.replace(/^backend: .*$/m, `backend: ${backend}`);

/** By whatever name: a second one beside it would be read by nobody, or keep the first from being read. */
export const policiesIn = async ({ files, folder }: Pick<Ports, 'files' | 'folder'>): Promise<readonly string[]> => {
  const there = await Promise.all(POLICY_NAMES.map((name) => files.exists(inFolder(folder, name))));
  return POLICY_NAMES.filter((_, at) => there[at]);
};

/** Two agents may read one file. */
const agentsWanted = (agents: readonly Agent[], ports: Ports): Promise<readonly Wanted[]> =>
  Promise.all([...new Set(agents.flatMap((name) => AGENT_FILES[name]))].map((file) => agentWanted(file, ports)));

const agentWanted = async (file: AgentFile, { bundle }: Ports): Promise<Wanted> => {
  const ours = 'from' in file ? await bundle.read(file.from) : '';
  return {
    path: file.path,
    next: (there) => renewed(file, there, ours),
    mayReplace: file.is === 'whole',
  };
};
