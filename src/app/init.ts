import { z } from 'zod';
import { failed, ok, problem, type Problem } from '../core/problem.ts';
import { force } from './fields.ts';
import { inFolder } from './folders.ts';
import { operation, outcome, type Ports } from './operation.ts';
import { POLICY_FILE, POLICY_NAMES } from './policy-file.ts';

const Begun = z.strictObject({ schemaVersion: z.literal(1), written: z.array(z.string()) });

export const init = operation({
  name: 'init',
  summary: 'Writes a rampart.yaml to begin with: the rules of your team, every line explained.',
  effect: 'writes-files',
  examples: [{ command: 'rampart init', what: 'nothing that is there is replaced' }],
  input: z.strictObject({ force }),
  output: Begun,
  run: async ({ force: replace = false }, ports) => {
    const inTheWay = replace ? [] : await policiesIn(ports);
    if (inTheWay.length > 0) return failed(...inTheWay.map(isThere));
    const text = await ports.bundle.read('templates/rampart.yaml');
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
