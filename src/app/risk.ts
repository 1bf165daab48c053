import { z } from 'zod';
import { Assessment } from '../core/assessment/assessment.ts';
import { judgeAdvice } from '../core/assessment/judge.ts';
import { ok } from '../core/problem.ts';
import { Sha256 } from '../core/values/digest.ts';
import { lookAround } from './look-around.ts';
import { droppedFrom } from './make-plan.ts';
import { operation, outcome } from './operation.ts';
import { changeFields, opinionField } from './plan-input.ts';
import { policyFile } from './fields.ts';

const Judged = z.strictObject({
  schemaVersion: z.literal(1),
  change: z.strictObject({
    title: z.string(),
    compared: z.string(),
    diffSha256: Sha256,
    files: z.int(),
    added: z.int(),
    removed: z.int(),
  }),
  risk: Assessment,
});
export type Judged = z.infer<typeof Judged>;

export const risk = operation({
  name: 'risk',
  summary: 'Judges the risk of a change and shows the lines that make it so. Writes nothing.',
  effect: 'reads',
  examples: [
    { command: 'rampart risk', what: 'the change on this branch' },
    { command: 'rampart risk --json', what: 'for a program' },
    { command: 'rampart risk --format sarif > rampart.sarif', what: 'for code scanning (SARIF 2.1.0)' },
  ],
  input: z.strictObject({
    ...changeFields,
    ...opinionField,
    policy: policyFile,
    format: z
      .enum(['sarif', 'code-quality'])
      .optional()
      .meta({ description: 'print it as sarif, or as code-quality for GitLab', value: 'KIND' }),
  }),
  output: Judged,
  run: async (input, ports) => {
    const known = await lookAround(input, ports);
    if (!known.ok) return known;
    const { change, found, advised, compared } = known.value;
    const assessment = judgeAdvice(found, advised);
    const { title, diffSha256, files, added, removed } = change;
    const about = { title, compared, diffSha256, files: files.length, added, removed };
    return ok(
      outcome(
        { schemaVersion: 1 as const, change: about, risk: assessment },
        {
          warnings: [...known.warnings, ...droppedFrom(assessment)],
          beside: { tool: ports.tool.replace(/^\S+ /, '') },
        },
      ),
    );
  },
});
