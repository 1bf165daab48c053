import type { Policy } from '../../policy/policy.ts';
import { formatPercent } from '../../values/percent.ts';
import { type Flag, FlagKey } from '../flag.ts';
import type { Phase } from '../phase.ts';
import type { Plan } from '../plan.ts';
import { reachInWords } from './moments.ts';
import { approvalInWords, oneOfInWords } from './words.ts';

export type StepDown = {
  readonly phase: string;
  readonly reach: string;
  /** One for each flag; none where no command of this backend says it. */
  readonly commands: string;
  readonly note: string;
};

/** The way back by hand, with the commands of the flag system that holds the plan. Raw: whoever shows it escapes it. */
export type Runbook = {
  readonly backend: string;
  /** Nothing to switch off: it goes back by deployment. */
  readonly noFlag: boolean;
  readonly off: string;
  readonly status: string;
  readonly steps: readonly { readonly number: number; readonly text: string; readonly command: string }[];
  readonly down: readonly StepDown[];
  /** What nobody can run: names that fit into no command, a backend that the policy does not know. */
  readonly missing: readonly string[];
  readonly upAgain: readonly string[];
  readonly told: readonly string[];
  readonly owners: string;
};

type Backend = Policy['backends'][string];

export const runbookOf = (plan: Plan, policy: Pick<Policy, 'backends'>): Runbook => {
  const name = plan.provenance.backend;
  const backend = Object.hasOwn(policy.backends, name) ? policy.backends[name] : undefined;
  const keys = dependantsFirst(plan.flags).map(({ key }) => key);
  const safe = keys.filter((key) => FlagKey.safeParse(key).success);
  const all = (command: string | undefined, percent = 0): string =>
    command === undefined ? '' : safe.map((key) => filled(command, key, percent)).join('\n');
  return {
    backend: backend ? `${name}, ${backend.about}` : name,
    noFlag: keys.length === 0,
    off: all(backend?.commands.off),
    status: all(backend?.commands.status),
    steps: plan.rollback.steps.map(({ text, command = '' }, at) => ({ number: at + 1, text, command })),
    down: backend ? earlier(plan).map((phase) => stepDown(phase, backend, all)) : [],
    missing: [
      ...(backend || keys.length === 0 ? [] : [`the policy knows no commands for ${name}`]),
      ...keys.filter((key) => !safe.includes(key)).map((key) => `"${key}" is no name for a flag: no command holds it`),
    ],
    upAgain: plan.approvals.map((one) => `${approvalInWords(one)}: ${one.why}`),
    told: [
      ...plan.communications.filter(({ when }) => when === 'rollback').map(({ to, channel }) => `${to}: ${channel}`),
      `inside: ${plan.rollback.communication.internal}`,
      `outside: ${plan.rollback.communication.external}`,
    ],
    owners: oneOfInWords([...new Set(plan.flags.map(({ owner }) => owner))]),
  };
};

const earlier = ({ phases }: Plan): Phase[] => phases.slice(0, -1).toReversed();

/** A flag that others need goes off after them. */
const dependantsFirst = (flags: readonly Flag[]): Flag[] => {
  const rest = [...flags];
  const ordered: Flag[] = [];
  while (rest.length > 0) {
    const free = rest.findIndex(
      ({ key }) => !rest.some((other) => other.key !== key && other.prerequisites.includes(key)),
    );
    ordered.push(...rest.splice(Math.max(0, free), 1));
  }
  return ordered;
};

/**
 * A flag's name is letters, digits and `. _ : -`, and begins with a letter or a digit: no shell reads anything else into
 * it, whether the command has it bare, in quotes or in double quotes. Names that are not like that are never filled in.
 */
const filled = (command: string, key: string, percent: number): string =>
  command.replaceAll('{flag}', () => key).replaceAll('{percent}', () => formatPercent(percent));

/** A command sets one share for everyone and knows no groups: with groups in the phase it would put them out. */
const stepDown = (phase: Phase, backend: Backend, all: (command: string, percent: number) => string): StepDown => {
  const said = { phase: phase.name, reach: reachInWords(phase.audience) };
  const { percent, place, rings, allow } = phase.audience;
  if (place.is !== 'everywhere') return { ...said, commands: '', note: 'set the place in the flag system by hand' };
  const groups = [...rings.map(({ ring }) => ring), ...(allow.length > 0 ? ['the allow-list'] : [])];
  const byHand =
    groups.length > 0
      ? `by hand in the flag system: ${formatPercent(percent)} % of everyone, and on for ${groups.join(', ')}`
      : '';
  if (groups.length > 0) return { ...said, commands: '', note: byHand };
  const { stepPercent } = backend.capabilities;
  const held = stepPercent * Math.floor(Math.round((percent / stepPercent) * 1e6) / 1e6);
  const commands = held > 0 ? all(backend.commands.set, held) : all(backend.commands.off, 0);
  const coarse =
    held === percent
      ? ''
      : `this backend holds steps of ${formatPercent(stepPercent)} %: down to ${formatPercent(held)} %`;
  return { ...said, commands, note: coarse };
};
