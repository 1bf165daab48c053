import { readFileSync } from 'node:fs';
import { memoryFiles } from '../../../src/adapters/files/memory.ts';
import { loadPolicy } from '../../../src/app/policy-file.ts';
import { assemble } from '../../../src/core/plan/assemble/assemble.ts';
import type { Plan } from '../../../src/core/plan/plan.ts';
import type { Choices } from '../../../src/core/plan/request.ts';
import type { EffectivePolicy } from '../../../src/core/policy/built-in.ts';
import type { Level } from '../../../src/core/values/level.ts';
import { aRequest } from '../../helpers/samples.ts';

const FOLDER = new URL('../../../fixtures/policies/', import.meta.url);

export const policyOf = async (name: string): Promise<EffectivePolicy> => {
  const text = readFileSync(new URL(`${name}.yaml`, FOLDER), 'utf8');
  const loaded = await loadPolicy({ files: memoryFiles(new Map([['p.yaml', text]])), folder: '/' }, 'p.yaml');
  if (!loaded.ok) throw new Error(`${name}: ${JSON.stringify(loaded.problems, null, 2)}`);
  return loaded.value;
};

export const planBy = async (name: string, level: Level, choices: Choices = {}): Promise<Plan> => {
  const { policy, sha256 } = await policyOf(name);
  const made = assemble(aRequest(level, choices, { policy, policySha256: sha256 }));
  if (!made.ok) throw new Error(`${name}: ${JSON.stringify(made.problems, null, 2)}`);
  return made.value;
};

/** One policy for each rollout that the seeds describe: percent and soak of every phase, and the days it is meant to take. */
export type Row = {
  readonly name: string;
  readonly level: Level;
  readonly ladder: string;
  readonly choices?: Choices;
  readonly phases: readonly string[];
  readonly days: readonly [from: number, to: number];
};

export const ROLLOUTS: readonly Row[] = [
  {
    name: 'playbook',
    level: 'medium',
    ladder: 'ten-fifty-hundred',
    choices: { allow: ['ana', 'bo', 'chi', 'dag', 'eva'] },
    phases: ['0 % P1D', '1 % P1D', '10 % P3D', '50 % P7D', '100 %'],
    days: [12, 23],
  },
  {
    name: 'guide-percentage',
    level: 'medium',
    ladder: 'hold-at-half',
    phases: ['0 % PT30M', '1 % PT1H30M', '5 % PT2H', '10 % PT2H', '25 % PT2H', '50 % PT6H', '75 % PT2H', '100 %'],
    days: [2, 3],
  },
  {
    name: 'guide-percentage',
    level: 'medium',
    ladder: 'hold-at-half',
    choices: { environment: 'staging' },
    phases: ['0 % PT30M', '1 % PT30M', '5 % PT30M', '10 % PT30M', '25 % PT30M', '50 % PT30M', '75 % PT30M', '100 %'],
    days: [2, 3],
  },
  {
    name: 'guide-rings',
    level: 'critical',
    ladder: 'weekly-rings',
    phases: [
      '0 % + internal 100 % P7D',
      '0 % + internal 100 % + beta 100 % P7D',
      '100 % + internal 100 % + beta 100 % + ga 100 %',
    ],
    days: [14, 21],
  },
  {
    name: 'guide-canary',
    level: 'high',
    ladder: 'canary-by-place',
    phases: [
      '100 % on 1 servers (5 %) P1D',
      '100 % on 1 regions (20 %) P1D',
      '25 % P2D',
      '50 % P2D',
      '75 % P1D',
      '100 %',
    ],
    days: [7, 10],
  },
  {
    name: 'pilot',
    level: 'medium',
    ladder: 'tiers',
    choices: { allow: ['your-internal-customer'] },
    phases: ['0 % P7D', '1 % P2D', '10 % P7D', '50 % P7D', '100 %'],
    days: [23, 35],
  },
  {
    name: 'pilot-fast-track',
    level: 'low',
    ladder: 'tiers-fast',
    phases: ['1 % P2D', '10 % P5D', '50 % P7D', '100 %'],
    days: [14, 21],
  },
  {
    name: 'planner',
    level: 'medium',
    ladder: 'internal-then-percentage',
    phases: [
      '0 % + internal 100 % P1D',
      '5 % + internal 100 % P2D',
      '25 % + internal 100 % P3D',
      '100 % + internal 100 %',
    ],
    days: [6, 8],
  },
  {
    name: 'summary-infrastructure',
    level: 'low',
    ladder: 'infrastructure',
    phases: ['0 % P1D', '100 %'],
    days: [1, 2],
  },
  {
    name: 'summary-core-features',
    level: 'medium',
    ladder: 'core-features',
    phases: ['10 % P2D', '50 % P2D', '100 %'],
    days: [3, 5],
  },
  {
    name: 'summary-advanced-features',
    level: 'medium',
    ladder: 'advanced-features',
    phases: ['5 % P3D', '25 % P3D', '100 %'],
    days: [5, 7],
  },
  {
    name: 'summary-experimental-features',
    level: 'medium',
    ladder: 'experimental-features',
    phases: ['1 % P4D', '5 % P4D', '25 %'],
    days: [7, 10],
  },
  {
    name: 'summary-legacy-deprecation',
    level: 'medium',
    ladder: 'legacy-deprecation',
    phases: ['10 % P4D', '50 % P4D', '100 % P3D'],
    days: [10, 14],
  },
  {
    name: 'dark-launch',
    level: 'high',
    ladder: 'dark-launch',
    phases: ['0.1 % P1D', '1 % P1D', '5 % P2D', '25 % P2D', '50 % P4D', '100 %'],
    days: [10, 14],
  },
];
