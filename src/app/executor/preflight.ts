import { reachesNobody } from '../../core/flags/flag-state.ts';
import { lint } from '../../core/plan/lint/index.ts';
import { problem, type Problem, type ProblemKind } from '../../core/problem.ts';
import { type Check, checksToGoOn } from '../../core/rollout/checks.ts';
import { decide } from '../../core/rollout/decide.ts';
import { fold } from '../../core/rollout/evolve.ts';
import type { Command } from '../../core/rollout/input.ts';
import type { State } from '../../core/rollout/state.ts';
import type { EffectivePolicy } from '../../core/policy/built-in.ts';
import { type Found, readCards } from './card.ts';
import type { Rollout } from './journal.ts';
import { look, measure } from './look.ts';
import { LIVE } from '../../core/rollout/table.ts';
import type { World } from './world.ts';

export type Preflight = {
  readonly rollout: Rollout;
  readonly policy: EffectivePolicy;
  readonly world: World;
  readonly start: Command;
  /** The commit that is checked out, where that can be told. */
  readonly head: string | undefined;
};

/** Everything that could be in the way, looked at before the first write, and said at once. */
export const preflight = async (flight: Preflight): Promise<readonly Problem[]> => {
  const { rollout, policy, world } = flight;
  const listed = await world.log.list();
  return [
    ...lint(rollout.plan, { policy: policy.policy, ...heldThere(rollout, world) }),
    ...stale(flight),
    ...(listed.ok ? taken(rollout, readCards(listed.value)) : listed.problems),
    ...(await metricsIn(flight)),
    ...(await gatesIn(flight)),
  ];
};

/** What this very flag system can hold, which may be less than the policy says of its kind. */
const heldThere = ({ plan }: Rollout, { flags }: World) =>
  plan.flags.length > 0 ? { capabilities: flags.capabilities } : {};

const about = (kind: ProblemKind, code: string, [path, message, hint]: readonly [string, string, string]): Problem =>
  problem({ kind, code, path, message, hint });

/** A plan is made for one change under one policy. */
const stale = ({ rollout: { plan }, policy, head }: Preflight): readonly Problem[] => [
  ...(plan.provenance.policySha256 === policy.sha256
    ? []
    : [
        about('stale', 'policy-moved', [
          'provenance.policySha256',
          'the plan was made under another policy than the one in force here',
          'plan again: rampart plan',
        ]),
      ]),
  ...(plan.change.head === undefined || head === undefined || plan.change.head === head
    ? []
    : [
        about('stale', 'head-moved', [
          'change.head',
          `the plan was made for ${plan.change.head.slice(0, 12)}, and here is ${head.slice(0, 12)}`,
          'plan again: rampart plan',
        ]),
      ]),
];

/** Two rollouts that turn one flag would undo each other. */
const taken = ({ id, plan }: Rollout, others: readonly Found[]): readonly Problem[] =>
  others
    .filter(({ id: other, summary }) => other !== id && summary.environment === plan.provenance.environment)
    .filter(({ summary }) => LIVE.includes(summary.status) && summary.status !== 'rolled-back')
    .flatMap((other) => {
      const shared = plan.flags.filter(({ key }) => other.summary.flags.includes(key));
      return shared.map(({ key }) =>
        about('stale', 'flag-taken', [key, `the rollout ${other.id} holds this flag`, 'let it end, or abort it']),
      );
    });

/** Nobody has the change yet, so there may be no data. But whoever is asked must know the metric and answer. */
const metricsIn = async ({ rollout: { plan, places }, world }: Preflight): Promise<readonly Problem[]> => {
  const atMs = world.clock.nowMs();
  const used = plan.monitors.filter(({ id }) => plan.triggers.some(({ monitor }) => monitor === id));
  if (used.length > 0 && places.metrics === undefined) return [noMetrics(used.map(({ id }) => id))];
  const answers = await Promise.all(
    used.map(async (monitor) => {
      const window = plan.triggers.find((one) => one.monitor === monitor.id)?.window ?? '';
      return [monitor.id, await measure(monitor, { plan, world, atMs, window })] as const;
    }),
  );
  return answers.flatMap(([id, answer]) =>
    answer.is === 'error'
      ? [
          about('unreachable', 'metric-silent', [
            id,
            answer.why,
            'name the source with --metrics, and see that it answers',
          ]),
        ]
      : [],
  );
};

/** Asking again would change nothing: somebody has to say it. */
const noMetrics = (ids: readonly string[]): Problem =>
  about('usage', 'metrics-not-named', [
    '--metrics',
    `nobody said where the metrics are that this plan watches: ${ids.join(', ')}`,
    'name a file or a source, --metrics prometheus:https://…, or set RAMPART_METRICS; rampart doctor tries it',
  ]);

/** What would have to pass before the first phase, if it were started now. Hours pass by themselves and are no problem. */
const gatesIn = async ({ rollout, world, start }: Preflight): Promise<readonly Problem[]> => {
  const { tick, flags, unread } = await look(rollout, world);
  const unreadable = unread.map(({ kind, path, message, hint }) =>
    about(kind, 'flags-silent', [
      path || 'flags',
      message,
      `${hint ? `${hint}; ` : ''}or name another place with --flags`,
    ]),
  );
  const inUse = (flags ?? [])
    .filter((flag) => !reachesNobody(flag))
    .map(({ key }) =>
      about('stale', 'flag-in-use', [key, 'somebody has this flag already', 'switch it off, or plan another flag']),
    );
  const begun = started(rollout, start);
  if ('problems' in begun) return [...unreadable, ...inUse, ...begun.problems];
  const nowMs = Math.max(tick.atMs, begun.state.atMs);
  const checks = checksToGoOn({ plan: rollout.plan, state: begun.state, tick, judged: new Map(), nowMs });
  const [unsaid, others] = rollout.places.checks === undefined ? parted(checks, isOfMachine) : [[], checks];
  return [...unreadable, ...inUse, ...noChecks(unsaid), ...others.flatMap((check) => missing(rollout.id, check))];
};

const isOfMachine = ({ what, verdict }: Check): boolean =>
  what === 'confirmed' && verdict !== 'pass' && verdict !== 'inconclusive';

const parted = <T>(all: readonly T[], fits: (one: T) => boolean): readonly [readonly T[], readonly T[]] => [
  all.filter(fits),
  all.filter((one) => !fits(one)),
];

/** Said before anything is written down: where a rollout finds its checks stays as it began. */
const noChecks = (unsaid: readonly Check[]): readonly Problem[] =>
  unsaid.length === 0
    ? []
    : [
        about('usage', 'checks-not-named', [
          '--checks',
          `nobody said where machines write what they have checked: ${unsaid.map(({ why }) => why.split(': ')[0]).join(', ')}`,
          'name a file, or set RAMPART_CHECKS; it may begin as {} and is read in every turn: docs/operating.md',
        ]),
      ];

type Begun = { readonly state: State } | { readonly problems: readonly Problem[] };

const started = ({ plan, state }: Rollout, start: Command): Begun => {
  const events = decide(plan, state, start);
  const folded = events.ok ? fold(state, events.value) : events;
  return folded.ok ? { state: folded.value } : { problems: folded.problems };
};

const TOO_EARLY = 'bring that there first, or let this one wait for it: rampart apply --when-ready';

/** What passes by itself once others have come that far. */
export const OF_OTHERS: ReadonlySet<string> = new Set(['dependency-missing', 'not-its-turn']);

/** What somebody has to give before anything begins. The rollout is written down all the same, so that they can. */
export const GIVEN_BY_PEOPLE: ReadonlySet<string> = new Set(['approval-needed', 'not-confirmed']);

const missing = (id: string, { what, verdict, why }: Check): readonly Problem[] => {
  if (verdict === 'pass') return [];
  switch (what) {
    case 'approval':
      return [about('refused', 'approval-needed', [id, why, `rampart approve ${id}`])];
    case 'confirmed':
      return [notConfirmed(id, verdict, why)];
    case 'dependencies':
      return [about('stale', 'dependency-missing', [id, why, TOO_EARLY])];
    case 'program':
      return [about('stale', 'not-its-turn', [id, why, `${TOO_EARLY}; the order: rampart program FILE`])];
    case 'freeze':
      return [about('refused', 'frozen', [id, why, `rampart unfreeze ${id}`])];
    default:
      return [];
  }
};

/** What a person has not said is undecided; what a machine has not said is missing, and no person says it for them. */
const notConfirmed = (id: string, verdict: Check['verdict'], why: string): Problem => {
  const [item = '', ...said] = why.split(': ');
  return about('refused', 'not-confirmed', [
    item,
    said.join(': '),
    verdict === 'inconclusive'
      ? `rampart confirm ${id} ITEM …, or all of them at once: --all`
      : 'let the machine write it into the file that --checks names, as {"ci": {"verdict": "pass", "why": "build 812"}}',
  ]);
};
