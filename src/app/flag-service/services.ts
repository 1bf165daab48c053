import { failed, ok, type Problem, type Result } from '../../core/problem.ts';
import type { EventLog } from '../../ports/event-log.ts';
import { troublesOf } from '../drive/troubles.ts';
import { unknownEnvironment } from '../flags/refusals.ts';
import type { Ports } from '../operation.ts';
import { loadPolicy } from '../policy-file.ts';
import { type FlagService, openFlagService } from './service.ts';

/** The flags of each environment, opened when somebody first asks for them and held as long as the service runs. */
export type Services = {
  /** To answer with; by the rules of the team as they were when it was opened. */
  readonly at: (environment: string) => Promise<Result<FlagService>>;
  /** To change with: rings are those of the team's rules as they are now. */
  readonly toChange: (environment: string) => Promise<Result<FlagService>>;
  /** Those that are answered for on what was known before, or not at all, since when and why. */
  readonly old: () => Promise<readonly OldFlagSet[]>;
};

export type OldFlagSet = {
  readonly environment: string;
  readonly sinceMs: number;
  readonly problems: readonly Problem[];
};

export const flagServices = (ports: Ports, log: EventLog): Services => {
  const opened = new Map<string, FlagService>();
  const opening = new Map<string, Promise<Result<FlagService>>>();
  const { old, note } = oldSets(ports.clock.nowMs);
  /** Flags are answered for on what was known before; whoever runs the service hears that it may be old. */
  const troubles = troublesOf(ports);
  const teamIn = async (environment: string): Promise<Result<FlagService['team']>> => {
    const policy = await loadPolicy(ports, undefined);
    if (!policy.ok) return policy;
    const { environments, rings, flags } = policy.value.policy;
    if (!Object.hasOwn(environments, environment))
      return failed(unknownEnvironment(environment, Object.keys(environments)));
    return ok({ rings, bucketBy: flags.bucketBy });
  };
  const open = async (environment: string): Promise<Result<FlagService>> => {
    const team = await teamIn(environment);
    if (!team.ok) return team;
    const [evaluator, whose] = [await ports.openEvaluator(), `flags of ${environment}`];
    const service = await openFlagService({
      log,
      environment,
      team: team.value,
      evaluator,
      clock: ports.clock,
      looked: (problems) => {
        if (problems.length > 0) troubles.met(whose, problems);
        else troubles.over(whose);
        note(environment, problems);
      },
    });
    if (service.ok) opened.set(environment, service.value);
    note(environment, service.ok ? [] : service.problems);
    return service;
  };
  /** Two of one environment would not hear of each other's changes. */
  const openOnce = (environment: string): Promise<Result<FlagService>> => {
    const found = opening.get(environment) ?? open(environment).finally(() => opening.delete(environment));
    opening.set(environment, found);
    return found;
  };
  const at: Services['at'] = async (environment) => {
    const service = opened.get(environment);
    if (!service) return openOnce(environment);
    await service.fresh();
    return ok(service);
  };
  return {
    at,
    old: async () => {
      await Promise.all([...opened.values()].map((service) => service.fresh()));
      return [...old.values()];
    },
    toChange: async (environment) => {
      const [service, team] = [await at(environment), await teamIn(environment)];
      if (!service.ok || !team.ok) return service.ok ? (team as Result<never>) : service;
      return ok({ ...service.value, team: team.value });
    },
  };
};

/** Only environments of the policy come here, so this does not grow. */
const oldSets = (nowMs: () => number) => {
  const old = new Map<string, OldFlagSet>();
  const note = (environment: string, problems: readonly Problem[]): void => {
    const sinceMs = old.get(environment)?.sinceMs ?? nowMs();
    if (problems.length > 0) old.set(environment, { environment, sinceMs, problems });
    else old.delete(environment);
  };
  return { old, note };
};
