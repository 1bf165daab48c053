import type { Ladder, Step, WrittenGate } from '../ladder.ts';
import { confirmedBy, holds, ladder } from './ladder-parts.ts';

/** Ways up that teams asked for by name. A level, a rule or `--ladder` picks one. */
export const namedLadders: Record<string, Ladder> = {
  'internal-then-percentage': ladder('percentage', 'the team first, then 5, 25, 100 %', 'default', [
    {
      name: 'Internal testing',
      purpose: 'internal testing',
      who: 'Internal team',
      percent: 0,
      rings: { internal: 100 },
      soak: '24h',
      gates: [
        confirmedBy('on-call', 'no-critical-errors', 'No critical errors were logged'),
        confirmedBy('engineering', 'within-baseline', 'Performance is within the baseline'),
        confirmedBy('team', 'team-approves', 'Team approval'),
      ],
    },
    {
      name: 'Canary rollout',
      percent: 5,
      soak: '48h',
      gates: [
        holds('error-rate', 'below', 1),
        noSlower(),
        confirmedBy('support', 'no-complaints', 'No user complains'),
      ],
    },
    {
      name: 'Gradual expansion',
      percent: 25,
      soak: '72h',
      gates: [
        holds('error-rate', 'below', 0.5),
        noSlower(),
        confirmedBy('product', 'engagement-stable', 'User engagement is stable'),
      ],
    },
    { name: 'Full rollout', percent: 100 },
  ]),

  'canary-by-place': ladder('canary', 'one server, one region, then a share of everyone', 'default', [
    { name: 'One server', percent: 100, place: { is: 'servers', count: 1, share: 5 }, soak: '24h' },
    { name: 'One region', percent: 100, place: { is: 'regions', count: 1, share: 20 }, soak: '24h' },
    { percent: 25, soak: '48h' },
    { percent: 50, soak: '48h' },
    { percent: 75, soak: '24h' },
    { percent: 100 },
  ]),

  'dark-launch': ladder('percentage', '0.1, 1, 5, 25, 50, 100 %: on for a few before anybody is told', 'operations', [
    { percent: 0.1, soak: '24h', watch: 'critical' },
    { percent: 1, soak: '24h' },
    { percent: 5, soak: '48h' },
    { percent: 25, soak: '48h' },
    { percent: 50, soak: '96h' },
    { percent: 100 },
  ]),

  'ten-fifty-hundred': ladder('percentage', '1, 10, 50, 100 % after a canary of named users', 'warned', [
    {
      name: 'Canary',
      purpose: '5 to 10 trusted users on the allow-list',
      who: 'trusted users on the allow-list',
      percent: 0,
      soak: '24h',
      upTo: '48h',
      watch: 'critical',
      gates: [confirmedBy('team', 'no-critical-issues', 'No critical issues among the trusted users')],
    },
    {
      percent: 1,
      soak: '24h',
      upTo: '48h',
      watch: 'critical',
      rollbackWithin: '5m',
      gates: [confirmedBy('team', 'basics-work', 'No critical errors, basic functionality works')],
    },
    {
      percent: 10,
      soak: '3d',
      upTo: '5d',
      rollbackWithin: '1h',
      gates: [
        confirmedBy('engineering', 'performance-targets-met', 'Performance targets are met'),
        holds('user-satisfaction', 'at-least', 4, '3d'),
      ],
    },
    {
      percent: 50,
      soak: '7d',
      upTo: '14d',
      rollbackWithin: '30m',
      gates: [
        confirmedBy('product', 'acceptance-criteria-met', 'Every acceptance criterion is met'),
        holds('completion-rate', 'at-least', 70, '7d'),
      ],
    },
    {
      percent: 100,
      gates: [
        confirmedBy('product', 'exit-criteria-met', 'Every exit criterion is met'),
        holds('retention-rate', 'at-least', 60, '7d'),
      ],
    },
  ]),

  'hold-at-half': ladder('percentage', '0, 1, 5, 10, 25, 50, 75, 100 % in three days, longest at 50 %', 'state', [
    { percent: 0, soak: '30m', purpose: 'deployed, off for everyone' },
    { percent: 1, soak: '90m' },
    { percent: 5, soak: '2h' },
    { percent: 10, soak: '2h' },
    { percent: 25, soak: '2h' },
    { percent: 50, soak: '6h', purpose: 'hold and watch' },
    { percent: 75, soak: '2h' },
    { percent: 100 },
  ]),

  'half-hour-steps': ladder('percentage', '0 to 100 % in steps of 30 minutes, for staging', 'state', [
    { percent: 0, soak: '30m' },
    { percent: 1, soak: '30m' },
    { percent: 5, soak: '30m' },
    { percent: 10, soak: '30m' },
    { percent: 25, soak: '30m' },
    { percent: 50, soak: '30m' },
    { percent: 75, soak: '30m' },
    { percent: 100 },
  ]),

  'weekly-rings': ladder('ring', 'internal, beta, general availability: a week each', 'state', [
    { name: 'Internal', percent: 0, rings: { internal: 100 }, soak: '7d' },
    { name: 'Beta', rings: { beta: 100 }, soak: '7d' },
    { name: 'General availability', rings: { ga: 100 }, percent: 100 },
  ]),

  tiers: ladder('percentage', 'five tiers in five weeks: 0, 1, 10, 50, 100 %', 'bands', [
    { name: 'Tier 0: disabled', percent: 0, soak: '7d', purpose: 'feature off: planning and set-up' },
    { ...tier(1), soak: '48h', upTo: '7d', gates: tierGates() },
    { ...tier(2), soak: '7d', gates: tierGates() },
    { ...tier(3), soak: '7d', gates: tierGates() },
    tier(4),
  ]),

  'tiers-fast': ladder('percentage', 'the tiers in three weeks, for changes of low risk above 98 % success', 'bands', [
    { ...tier(1), soak: '48h', gates: tierGates(98) },
    { ...tier(2), soak: '5d', gates: tierGates(98) },
    { ...tier(3), soak: '7d', gates: tierGates(98) },
    tier(4),
  ]),

  infrastructure: ladder('immediate', 'the ground first: deployed, tried, then on, in 1 to 2 days', 'operations', [
    {
      name: 'Deployed, off',
      percent: 0,
      soak: '24h',
      gates: [confirmedBy('team', 'way-back-tested', 'The way back was tested')],
    },
    { name: 'On', percent: 100 },
  ]),

  'core-features': ladder('percentage', '10, 50, 100 % in 3 to 5 days', 'operations', [
    { percent: 10, soak: '48h' },
    { percent: 50, soak: '48h' },
    { percent: 100 },
  ]),

  'advanced-features': ladder('percentage', '5, 25, 100 % in 5 to 7 days', 'operations', [
    { percent: 5, soak: '72h' },
    { percent: 25, soak: '72h' },
    { percent: 100 },
  ]),

  'experimental-features': ladder('percentage', '1, 5, 25 % in 7 to 10 days, and no further', 'operations', [
    { percent: 1, soak: '4d' },
    { percent: 5, soak: '4d' },
    { percent: 25 },
  ]),

  'legacy-deprecation': ladder('percentage', 'users moved off the old system in 10 to 14 days', 'operations', [
    { name: 'Migration tools on', percent: 10, soak: '4d', purpose: 'the first users are moved' },
    {
      name: 'Legacy deprecated',
      percent: 50,
      soak: '4d',
      purpose: 'the old system still answers, and says it will go',
    },
    {
      name: 'Legacy gone',
      percent: 100,
      soak: '3d',
      gates: [
        confirmedBy('engineering', 'legacy-code-removed', 'The deprecated code is cleaned up'),
        confirmedBy('engineering', 'documentation-final', 'The documentation is final'),
      ],
    },
  ]),
};

/** Hoisted, as all helpers below, so that the tables come first. */
function tier(number: 1 | 2 | 3 | 4): Step {
  return {
    1: { name: 'Tier 1: internal', percent: 1, purpose: 'team testing', who: 'the team and 1 to 2 customers' },
    2: { name: 'Tier 2: early adopters', percent: 10, purpose: 'beta testing', who: 'about 100 customers' },
    3: { name: 'Tier 3: general', percent: 50, purpose: 'stability validation', who: 'about 500 customers' },
    4: { name: 'Tier 4: full', percent: 100, purpose: 'production', who: 'all customers' },
  }[number];
}

/** What has to hold before a tier is left. */
function tierGates(successPercent = 95): WrittenGate[] {
  return [
    holds('error-rate', 'below', 5),
    holds('success-rate', 'above', successPercent),
    noSlower(),
    confirmedBy('engineering', 'no-critical-bugs', 'All P0 and P1 issues are resolved'),
    confirmedBy('product', 'feedback-is-fine', 'No major concerns from customers; product and engineering sign off'),
  ];
}

/** Within a tenth of those who do not have the change. */
function noSlower(): WrittenGate {
  return holds('latency-p99', 'times-control', 1.1);
}
