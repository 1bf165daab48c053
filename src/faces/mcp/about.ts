import type { Operation, Ports } from '../../app/operation.ts';
import type { Standing } from '../../app/executor/standing.ts';
import { loadPlan } from '../../app/plan-file.ts';
import type { Plan } from '../../core/plan/plan.ts';
import { plain } from '../../core/values/quote.ts';
import type { ToolRow } from './tools.ts';

type Call = { readonly row: ToolRow; readonly input: Readonly<Record<string, unknown>> };

/** Which plan a call is about, how grave its change is and how far it has come: for the person who is asked, in a line. */
export const aboutOf = async (
  { row, input }: Call,
  ports: Ports,
  status: () => Promise<Operation>,
): Promise<string> => {
  const [key] = row.plans;
  if (key !== undefined) {
    const plan = await loadPlan(String(input[key]), ports);
    return plan.ok ? ofPlan(plan.value) : UNKNOWN;
  }
  const standing = await (await status()).run({ rollout: input['rollout'] }, ports);
  return standing.ok ? ofRollout(standing.value.document as Standing) : UNKNOWN;
};

const UNKNOWN = 'nothing is known of it here';

const ofPlan = ({ id, feature, risk, strategy, phases, provenance }: Plan): string =>
  `${named(id, feature)}, ${risk.level}, ${strategy.kind} in ${plain(provenance.environment)}, ${phases[0]?.audience.percent ?? 0} % first`;

const ofRollout = ({ id, feature, level, strategy, environment, status, percent }: Standing): string =>
  `${named(id, feature)}, ${level}, ${plain(strategy)} in ${plain(environment)}, ${status} at ${percent} % now`;

const named = (id: string, feature: string): string => `plan ${plain(id)} "${plain(feature, 80)}"`;
