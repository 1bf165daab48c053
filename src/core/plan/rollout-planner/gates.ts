import type { WrittenGate } from '../../policy/ladder.ts';
import type { ChecklistItem } from '../../values/people.ts';
import type { Policy } from '../../policy/policy.ts';
import { toIso } from '../../values/duration.ts';
import { slug } from '../../values/text.ts';
import type { Gate } from '../phase.ts';
import type { Plan } from '../plan.ts';
import { checkComparison, doubt, type Hearing, monitorIn, unusedId } from './hearing.ts';
import { readRule, ruleOf, sayFor, sayGate } from './rule-words.ts';

const USUAL_WINDOW = 'PT1H';
const AFTER_ALL = 'All previous phases successful';

type Standing = Exclude<Gate['is'], 'metric' | 'confirmed'>;

/** What every phase of every plan waits for. */
const STANDING: Readonly<Record<Standing, string>> = {
  dependencies: 'Dependencies are available',
  'triggers-quiet': 'No trigger has fired',
  window: 'The rollout window is open',
};

/** Said only where a phase waits for nothing else; reading a report adds them to every phase. */
export const STANDING_GATES: readonly WrittenGate[] = [
  { is: 'dependencies' },
  { is: 'triggers-quiet' },
  { is: 'window' },
];

export const sayGates = (gates: readonly Gate[], plan: Plan, last: boolean): string[] => {
  const own = gates.flatMap((gate) => sayOwn(gate, plan));
  const first = last && plan.phases.length > 1 ? [AFTER_ALL] : [];
  const said = [...first, ...own];
  if (said.length > 0) return said;
  return gates.flatMap((gate) => (gate.is === 'metric' || gate.is === 'confirmed' ? [] : [STANDING[gate.is]]));
};

const sayOwn = (gate: Gate, { monitors }: Plan): string[] => {
  if (gate.is === 'confirmed') return [gate.item.text];
  if (gate.is !== 'metric') return [];
  const monitor = monitors.find(({ id }) => id === gate.metric) ?? {
    name: gate.metric,
    unit: '',
    good: 'down' as const,
  };
  return [`${sayGate(monitor, gate.rule)}${sayFor(gate.window, USUAL_WINDOW)}`.slice(-300)];
};

/** A limit that a metric can answer becomes one; anything else somebody confirms. */
export const hearGates = (hearing: Hearing, texts: readonly string[], path: string): WrittenGate[] => {
  const taken: string[] = [];
  return texts.flatMap((text, at): WrittenGate[] => {
    if (text === AFTER_ALL || Object.values(STANDING).includes(text)) return [];
    const limit = hearMetricGate(hearing, text, `${path}[${at}]`);
    if (limit) return [limit];
    const known = itemCalled(text, hearing.policy);
    if (!known) saidForPeople(hearing, text, `${path}[${at}]`);
    const item = known ?? { id: slug(text), text, confirm: 'person', by: 'team' };
    const id = unusedId(item.id, taken);
    taken.push(id);
    return [{ is: 'confirmed', item: { ...item, id } }];
  });
};

const saidForPeople = (hearing: Hearing, text: string, path: string): void =>
  doubt(hearing, {
    code: 'criterion-for-people',
    path,
    message: `"${text}" names no metric with a limit: a person has to confirm it`,
    hint: 'write it as "METRIC < NUMBER", or leave it to a person',
  });

const hearMetricGate = (hearing: Hearing, text: string, path: string): WrittenGate | undefined => {
  const read = readRule(text);
  const monitor = read && monitorIn(hearing, read, path);
  const rule = monitor && ruleOf(read, monitor, 'holds');
  if (!rule) return undefined;
  checkComparison(hearing, read, rule, path);
  const window = read.windowMs === undefined ? '1h' : toIso(read.windowMs);
  return { is: 'metric', metric: monitor.id, rule, window, minSamples: 100 };
};

const itemCalled = (text: string, { ladders, checklists }: Policy): ChecklistItem | undefined => {
  const inLadders = Object.values(ladders)
    .flatMap(({ gates, steps }) => [...gates, ...steps.flatMap((step) => step.gates ?? [])])
    .flatMap((gate) => (gate.is === 'confirmed' ? [gate.item] : []));
  const inLists = Object.values(checklists).flatMap((list) =>
    Object.entries(list).map(([id, item]) => ({ id, ...item })),
  );
  return [...inLadders, ...inLists].find((item) => item.text === text);
};
