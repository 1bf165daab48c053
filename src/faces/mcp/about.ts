import type { Ports } from '../../app/operation.ts';
import type { Standing } from '../../app/executor/standing.ts';
import type { Plan } from '../../core/plan/plan.ts';
import { plain } from '../../core/values/quote.ts';
import type { ToolRow } from './tools.ts';

type Call = { readonly row: ToolRow; readonly input: Readonly<Record<string, unknown>> };

/** Which plan a call is about, how grave its change is and how far it has come: for the person who is asked, in a line. */
export type About = {
  readonly text: string;
  /** Of that plan, so that a yes is for no other. */ readonly digest: string;
};

export const aboutOf = async ({ row, input }: Call, ports: Ports): Promise<About> => {
  const [key] = row.plans;
  return key === undefined ? aboutRollout(String(input['rollout'] ?? ''), ports) : aboutPlan(String(input[key]), ports);
};

const UNKNOWN: About = { text: 'nothing is known of it here', digest: '' };

const aboutPlan = async (file: string, ports: Ports): Promise<About> => {
  const [{ loadPlan }, { planDigest }] = [
    await import('../../app/plan-file.ts'),
    await import('../../core/plan/plan.ts'),
  ];
  const plan = await loadPlan(file, ports);
  return plan.ok ? { text: ofPlan(plan.value), digest: planDigest(plan.value) } : UNKNOWN;
};

/** Loaded when somebody is asked: a list of tools waits for none of it. */
const aboutRollout = async (name: string, ports: Ports): Promise<About> => {
  const [{ withLog }, { find }, { load }, { standingOf }] = await Promise.all([
    import('../../app/executor/open.ts'),
    import('../../app/executor/find.ts'),
    import('../../app/executor/journal.ts'),
    import('../../app/executor/standing.ts'),
  ]);
  const rollout = await withLog(ports, undefined, async (log) => {
    const id = await find(log, name);
    return id.ok ? load(log, id.value) : id;
  });
  if (!rollout.ok) return UNKNOWN;
  const { planDigest } = rollout.value.state;
  return { text: ofRollout(standingOf(rollout.value, ports.clock.nowMs())), digest: planDigest };
};

const ofPlan = ({ id, feature, risk, strategy, phases, provenance }: Plan): string =>
  `${named(id, feature)}, ${risk.level}, ${strategy.kind} in ${plain(provenance.environment)}, ${phases[0]?.audience.percent ?? 0} % first`;

const ofRollout = ({ id, feature, level, strategy, environment, status, percent }: Standing): string =>
  `${named(id, feature)}, ${level}, ${plain(strategy)} in ${plain(environment)}, ${status} at ${percent} % now`;

const named = (id: string, feature: string): string => `plan ${plain(id)} "${plain(feature, 80)}"`;
