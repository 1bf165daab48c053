import { z } from 'zod';
import type { NumbersHook } from '../../core/hooks/hook.ts';
import { failed, ok, problem, type Problem, type Result } from '../../core/problem.ts';
import { readPush } from '../../core/series/push.ts';
import type { Sha256 } from '../../core/values/digest.ts';
import type { Clock } from '../../ports/clock.ts';
import type { EventLog } from '../../ports/event-log.ts';
import { type ObservationStore, observationStore } from '../../ports/observation-store.ts';
import { heldOpen } from '../executor/open.ts';

/** What came of numbers that somebody pushed. */
export const KeptPush = z.strictObject({
  schemaVersion: z.literal(1),
  environment: z.string(),
  kept: z.int().meta({ description: 'observations that are new' }),
  known: z.int().meta({ description: 'those that were told before, in the same words' }),
});
export type KeptPush = z.infer<typeof KeptPush>;

type Pushing = {
  readonly hook: NumbersHook;
  readonly body: unknown;
  readonly by: string;
  /** Of what was signed. */
  readonly said: Sha256 | undefined;
  /** Undefined where whoever pushes may do so there; else why not. */
  readonly refused: (environment: string) => Promise<Problem | undefined>;
};

/** Where the numbers of each environment are kept, for as long as the service runs. */
export const numbersKeeper = (log: EventLog, { nowMs }: Pick<Clock, 'nowMs'>) => {
  const stores = new Map<string, ObservationStore>();
  const storeOf = (environment: string): ObservationStore => {
    const store = stores.get(environment) ?? observationStore({ open: heldOpen(log), environment, nowMs });
    stores.set(environment, store);
    return store;
  };
  return async ({ hook, body, by, said, refused }: Pushing): Promise<Result<KeptPush>> => {
    const push = readPush(body, hook, nowMs());
    if (!push.ok) return push;
    const environment = environmentOf(push.value.environment, hook);
    if (!environment.ok) return environment;
    const stands = await refused(environment.value);
    if (stands) return failed(stands);
    const { observations } = push.value;
    const taken = await storeOf(environment.value).keep({ by, ...(said ? { said } : {}), observations });
    if (!taken.ok) return taken;
    const { kept } = taken.value;
    return ok({ schemaVersion: 1, environment: environment.value, kept, known: observations.length - kept });
  };
};

/** One that is not named can only be the only one. What is not this hook's is not told apart from what is not there. */
const environmentOf = (named: string | undefined, { environments }: NumbersHook): Result<string> => {
  const [only, ...more] = environments;
  if (named === undefined && only !== undefined && more.length === 0) return ok(only);
  if (named !== undefined && environments.includes(named)) return ok(named);
  return failed(
    problem({
      kind: 'invalid',
      code: 'push-environment',
      path: 'environment',
      message: named === undefined ? 'is missing' : 'this hook does not speak of this environment',
      hint: `it speaks of ${environments.slice(0, 8).join(', ')}`,
    }),
  );
};
