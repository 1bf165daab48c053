import { type AccessRules, accessRules } from '../../core/access/rules.ts';
import { failed, ok, type Problem, type Result } from '../../core/problem.ts';
import { isLoopback } from '../../core/values/loopback.ts';
import type { EventLog } from '../../ports/event-log.ts';
import type { Ports, ServingHttp } from '../operation.ts';
import { loadPolicy } from '../policy-file.ts';
import { readYaml } from '../yaml.ts';
import { type Gate, openGate } from './gate.ts';
import { notAlone, oddOrigin } from './refusals.ts';

type Asked = { readonly host: string; readonly origin: readonly string[]; readonly access?: string | undefined };
export type Doors = { readonly gate: Gate; readonly reach: ServingHttp['reach'] };

/** From where a service can be asked, and who comes in: all that stands in the way, at once. */
export const openDoors = async (
  { host, origin, access }: Asked,
  log: EventLog,
  ports: Ports,
): Promise<Result<Doors>> => {
  const rules = access === undefined ? ok(undefined) : await rulesIn(access, ports);
  const provider = rules.ok && rules.value ? await ports.openIdentity(rules.value.oidc) : undefined;
  const vouching = rules.ok && rules.value && provider ? { rules: rules.value, provider } : undefined;
  const gate = openGate(log, ports, vouching);
  const reach = await reachFor(host, origin, rules.ok ? gate : undefined);
  return rules.ok && reach.ok
    ? ok({ gate, reach: reach.value })
    : failed(...[rules, reach].flatMap((part) => (part.ok ? [] : part.problems)));
};

const RULES_MAX_BYTES = 1024 * 1024;

const rulesIn = async (file: string, ports: Ports): Promise<Result<AccessRules>> => {
  const policy = await loadPolicy(ports, undefined);
  const text = await ports.files.read(file, RULES_MAX_BYTES);
  if (!policy.ok || !text.ok) return failed(...[policy, text].flatMap((part) => (part.ok ? [] : part.problems)));
  const written = await readYaml(text.value, 'access', file);
  if (!written.ok) return written;
  const rules = accessRules(written.value.value ?? {}, Object.keys(policy.value.policy.environments));
  return rules.ok ? rules : failed(...rules.problems.map((found) => ({ ...found, path: `${file}: ${found.path}` })));
};

/** Where others reach it, somebody has to be able to prove who they are. */
const reachFor = async (
  host: string,
  origins: readonly string[],
  gate: Gate | undefined,
): Promise<Result<Doors['reach']>> => {
  const far = [host, ...origins].filter((one) => !isHere(one));
  const keys = far.length > 0 && gate ? await gate.hasKeys() : ok(true);
  if (!keys.ok) return keys;
  const problems = [...origins.flatMap(oddIn), ...(keys.value ? [] : far.map(notAlone))];
  return problems.length > 0 ? failed(...problems) : ok({ alone: far.length === 0, origins });
};

const isHere = (where: string): boolean => isLoopback(URL.canParse(where) ? new URL(where).hostname : where);

const oddIn = (origin: string): readonly Problem[] => {
  if (!URL.canParse(origin) || new URL(origin).origin !== origin)
    return [oddOrigin(origin, 'this is no origin of pages')];
  const isSafe = origin.startsWith('https:') || (origin.startsWith('http:') && isHere(origin));
  return isSafe ? [] : [oddOrigin(origin, 'what goes over plain HTTP can be read on its way')];
};

/** That nobody has to prove anything is said as loudly as a service can. */
export const sayWhoMay = async ({ gate, reach: { alone } }: Doors, ports: Ports): Promise<void> => {
  const open = alone ? await gate.isOpen() : ok(false);
  if (!open.ok || !open.value) return;
  const why = 'from then on nobody comes in without one: rampart access issue NAME --grant admin';
  const what = 'ANYBODY ON THIS MACHINE MAY DO EVERYTHING, until somebody is given a token';
  ports.tell({ atMs: ports.clock.nowMs(), rollout: 'access', what, why });
};
