import { DEFAULT_POLICY } from '../core/policy/defaults/index.ts';
import type { Policy } from '../core/policy/policy.ts';
import { ok, type Result } from '../core/problem.ts';
import { digestOf, type Sha256 } from '../core/values/digest.ts';
import type { Ports } from './operation.ts';

export type EffectivePolicy = { readonly policy: Policy; readonly sha256: Sha256 };

export const builtInPolicy = (): EffectivePolicy => ({ policy: DEFAULT_POLICY, sha256: digestOf(DEFAULT_POLICY) });

export const loadPolicy = async (_ports: Ports, _file: string | undefined): Promise<Result<EffectivePolicy>> =>
  ok(builtInPolicy());
