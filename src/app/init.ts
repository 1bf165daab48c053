import { z } from 'zod';
import { failed, ok, problem, type Problem } from '../core/problem.ts';
import { force, words } from './fields.ts';
import { inFolder } from './folders.ts';
import { operation, outcome, type Ports } from './operation.ts';
import { POLICY_FILE, POLICY_NAMES } from './policy-file.ts';

/** Rules that others made, to begin with or to take whole. */
const POLICIES = { pilot: 'templates/policies/pilot.yaml', playbook: 'templates/policies/playbook.yaml' } as const;
const NAMES = Object.keys(POLICIES) as [keyof typeof POLICIES, ...(keyof typeof POLICIES)[]];

const Begun = z.strictObject({ schemaVersion: z.literal(1), written: z.array(z.string()) });

export const init = operation({
  name: 'init',
  summary: 'Writes a rampart.yaml to begin with: the rules of your team, every line explained.',
  effect: 'writes-files',
  examples: [
    { command: 'rampart init', what: 'nothing that is there is replaced' },
    { command: 'rampart init --policy pilot', what: 'tiers of 0, 1, 10, 50, 100 %, and bands of errors' },
  ],
  input: z.strictObject({
    policy: z
      .enum(NAMES)
      .optional()
      .meta(words(`whole rules of others in place of the examples: ${NAMES.join(', ')}`, { value: 'NAME' })),
    force,
  }),
  output: Begun,
  run: async ({ policy, force: replace = false }, ports) => {
    const inTheWay = replace ? [] : await policiesIn(ports);
    if (inTheWay.length > 0) return failed(...inTheWay.map(isThere));
    const text = await ports.bundle.read(policy === undefined ? 'templates/rampart.yaml' : POLICIES[policy]);
    const written = await ports.files.write(inFolder(ports.folder, POLICY_FILE), text, { replace });
    if (!written.ok) return written;
    const begun = { schemaVersion: 1 as const, written: [POLICY_FILE] };
    return ok(outcome<z.infer<typeof Begun>>(begun, { written: begun.written }));
  },
});

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
