import { z } from 'zod';
import { manifests } from '../core/plan/manifests/index.ts';
import type { Plan } from '../core/plan/plan.ts';
import { failed, ok, problem, type Problem } from '../core/problem.ts';
import { didYouMean } from '../core/values/nearest.ts';
import { quoted } from '../core/values/quote.ts';
import { force, optionalPath, planFile, words } from './fields.ts';
import { operation, outcome } from './operation.ts';
import { loadPlan } from './plan-file.ts';

const NAMES = Object.keys(manifests) as [keyof typeof manifests, ...(keyof typeof manifests)[]];

const Exported = z.strictObject({
  schemaVersion: z.literal(1),
  to: z.enum(NAMES),
  documents: z.array(z.record(z.string(), z.unknown())),
  notCarried: z.array(z.string()).meta({ description: 'everything of the plan that the documents do not say' }),
});
type Exported = z.infer<typeof Exported>;

export const exportPlan = operation({
  name: 'export',
  summary: 'Writes a plan in the words of another system, and says what of it that system cannot keep.',
  effect: 'writes-files',
  examples: [
    {
      command: 'rampart export rollout.plan.json --to argo-rollouts --workload shop',
      what: 'what is lost stands above it',
    },
    { command: 'rampart export rollout.plan.json --to goff --starts 2026-12-01T09:00:00Z', what: 'steps by the clock' },
    { command: 'rampart export rollout.plan.json --to flagd --phase canary-5-percent', what: 'the flags of one phase' },
  ],
  input: z.strictObject({
    file: planFile,
    to: z.enum(NAMES).meta(words(`the system: ${NAMES.join(', ')}`, { value: 'SYSTEM' })),
    workload: z
      .string()
      .regex(/^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/, 'not a name in Kubernetes')
      .optional()
      .meta(words('what is brought out, by its name in Kubernetes; else the id of the plan', { value: 'NAME' })),
    prometheus: z
      .url({ protocol: /^https?$/ })
      .max(2000)
      .default('http://prometheus:9090')
      .meta(words('where Prometheus answers', { value: 'URL' })),
    phase: z
      .string()
      .min(1)
      .max(100)
      .optional()
      .meta(words('for flagd: the phase whose flags are written; else the first', { value: 'PHASE' })),
    starts: z.iso
      .datetime()
      .optional()
      .meta(words('when the first phase begins, in UTC', { value: 'TIME' })),
    out: optionalPath('where to write; else to standard output'),
    force,
  }),
  output: Exported,
  run: async ({ file, to, workload, prometheus, starts, phase, out, force: replace = false }, ports) => {
    const plan = await loadPlan(file, ports);
    if (!plan.ok) return plan;
    const wrong = phase === undefined ? undefined : wrongPhase(phase, to, plan.value);
    if (wrong) return failed(wrong);
    const startsMs = starts === undefined ? undefined : Date.parse(starts);
    const around = {
      workload: workload ?? plan.value.id.slice(0, 63).replace(/-+$/, ''),
      prometheus,
      startsMs,
      phase,
      dateOf,
    };
    const { documents, notCarried } = manifests[to](plan.value, around);
    const text = await textOf(plan.value.id, { documents, notCarried });
    const document: Exported = {
      schemaVersion: 1,
      to,
      documents: documents.map((one) => ({ ...one })),
      notCarried: [...notCarried],
    };
    if (out === undefined) return ok(outcome(document, { beside: { text } }));
    const written = await ports.files.write(out, text, { replace });
    return written.ok ? ok(outcome(document, { written: [out] })) : written;
  },
});

/** A phase that is not there, or a system that takes none: written all the same, it would be another phase than was meant. */
const wrongPhase = (phase: string, to: string, { phases }: Plan): Problem | undefined => {
  const ids = phases.map(({ id }) => id);
  const about = { kind: 'usage', code: 'export-phase', path: 'phase' } as const;
  if (to !== 'flagd')
    return problem({ ...about, message: `${to} is given all phases, and no single one`, hint: 'leave out --phase' });
  if (ids.includes(phase)) return undefined;
  const message = `the plan has no phase ${quoted(phase)}${didYouMean(phase, ids)}`;
  return problem({ ...about, message, hint: `its phases are ${ids.join(', ')}` });
};

const dateOf = (atMs: number): string => new Date(atMs).toISOString();

type Made = { readonly documents: readonly object[]; readonly notCarried: readonly string[] };

/** What is lost stands in the file itself, where whoever reviews it will look. */
const textOf = async (plan: string, { documents, notCarried }: Made): Promise<string> => {
  const { stringify } = await import('yaml');
  const head = [`made from the plan ${plan}; not carried over:`, ...notCarried.map((what) => `- ${what}`)];
  const comments = head.map((line) => `# ${line.replaceAll(UNSEEN, ' ')}\n`).join('');
  return comments + documents.map((one) => stringify(one, { lineWidth: 0 })).join('---\n');
};

const UNSEEN = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu;
