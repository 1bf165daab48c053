import { needsControl } from '../../../src/core/values/metric.ts';
import {
  at,
  AT_ONCE,
  experiment,
  HIGH,
  NAMED,
  named,
  owner,
  PATIENT,
  person,
  RINGS,
  signal,
  SKIPPED,
  TEST,
  without,
  type Ways,
} from './lint-plans.ts';
import { aPlan } from '../../helpers/samples.ts';

export const peopleRows: Ways = {
  R041: [['phases without a flag', HIGH, (plan) => (plan.flags = [])]],
  R042: [
    ['a phase that nothing stops', HIGH, (plan) => (at(plan.phases, 1).watch = [])],
    [
      'a plan that nothing stops',
      HIGH,
      (plan) => (plan.triggers = plan.triggers.filter(({ action }) => action === 'hold')),
    ],
  ],
  R043: [
    [
      'a rollback of nothing',
      AT_ONCE,
      (plan) => Object.assign(named(plan.triggers, 'errors-high'), { action: 'rollback', kind: 'limit' }),
    ],
  ],
  R044: [['a rollback that leaves users in', HIGH, (plan) => (plan.rollback.target.percent = 1)]],
  R045: [['a phase slower than the rollback', HIGH, (plan) => (at(plan.phases, 1).rollbackWithin = 'PT1H')]],
  R046: [['stored data without a way back', HIGH, (plan) => plan.risk.signals.push(signal({}))]],
  R047: [
    ['a level below the floor', HIGH, (plan) => (plan.risk.floor = plan.risk.estimate = 'critical')],
    ['money at low risk', AT_ONCE, (plan) => plan.risk.signals.push(signal({ area: 'money', level: 'critical' }))],
  ],
  R048: [['a level below the estimate', HIGH, (plan) => (plan.risk.estimate = 'critical')]],
  R049: [
    [
      'another level than was chosen',
      HIGH,
      (plan) => (plan.risk.override = { level: 'medium', by: 'ada', reason: 'seen it' }),
    ],
  ],
  R050: [
    ['a skip at high risk', HIGH, (plan) => (plan.risk.skip = true)],
    [
      'a skip in phases',
      SKIPPED,
      (plan) => {
        plan.phases = structuredClone(HIGH.phases);
        Object.assign(
          plan,
          structuredClone({ flags: HIGH.flags, triggers: HIGH.triggers, communications: HIGH.communications }),
        );
      },
    ],
  ],
  R051: [
    ['nobody who agrees', RINGS, (plan) => (plan.approvals = [])],
    [
      'an author who agrees alone',
      RINGS,
      (plan) => {
        for (const approval of plan.approvals) approval.authorMayApprove = true;
      },
    ],
    ['nobody who agrees, whatever the policy', RINGS, (plan) => (plan.approvals = []), {}],
  ],
  R052: [
    ['one approval where two are asked', RINGS, (plan) => (at(plan.approvals, 0).count = 1)],
    ['an approval that was taken out', HIGH, (plan) => (plan.approvals = [])],
  ],
  R053: [['an owner without a name', HIGH, (plan) => (plan.cleanup.owner = 'TBD')]],
  R054: [
    ['users whom nobody tells', HIGH, (plan) => (plan.communications = [])],
    [
      'a rollback nobody hears of',
      HIGH,
      (plan) => (plan.communications = plan.communications.filter(({ when }) => when !== 'rollback')),
    ],
  ],
  R055: [
    [
      'one name for two confirmations',
      HIGH,
      (plan) =>
        at(plan.phases, 0).gates.push({ is: 'confirmed', item: { ...person, id: at(plan.checklists.before, 0).id } }),
    ],
  ],
  R056: [
    [
      'a check that nobody knows',
      HIGH,
      (plan) =>
        at(plan.phases, 0).gates.push({ is: 'confirmed', item: { ...person, confirm: 'check', by: 'bencmarks' } }),
    ],
  ],
  R057: [
    [
      'dependencies nobody asks for',
      HIGH,
      (plan) => {
        for (const phase of plan.phases) phase.gates = phase.gates.filter(({ is }) => is !== 'dependencies');
      },
    ],
  ],
  R058: [
    ['a flag that stays for years', HIGH, (plan) => (plan.cleanup.removeFlagAfter = 'P900D')],
    ['a flag that goes at once', HIGH, (plan) => (plan.cleanup.removeFlagAfter = 'PT0S')],
  ],
  R059: [
    ['arms without a question', TEST, (plan) => delete plan.experiment],
    ['a question in a climb', TEST, (plan) => (plan.strategy.kind = 'canary')],
  ],
  R060: [['too few users', TEST, (plan) => (experiment(plan).sampleSize = 5000)]],
  R061: [['traffic that nobody knows', TEST, (plan) => delete experiment(plan).usersPerDay]],
  R062: [['days too few for the sample', TEST, (plan) => (experiment(plan).usersPerDay = 10)]],
  R063: [
    ['a phase too short for the experiment', TEST, (plan) => (at(plan.phases, 0).soak = 'P2D')],
    [
      'no phase that compares',
      TEST,
      (plan) => {
        plan.phases.shift();
        plan.triggers = plan.triggers.filter(({ rule }) => !needsControl(rule));
      },
    ],
  ],
  R064: [['a primary metric that is not compared', TEST, (plan) => (experiment(plan).primaryMetric = 'crash-rate')]],
  R065: [['a primary metric that is an amount', TEST, (plan) => (experiment(plan).primaryMetric = 'user-engagement')]],
  R066: [
    [
      'steps that are too fine',
      aPlan('high', { owner, ladder: 'dark-launch', backend: 'exec' }),
      (plan) => (plan.strategy.kind = 'canary'),
    ],
  ],
  R067: [['rings', RINGS, () => {}, without({ segments: false })]],
  R068: [['named users', NAMED, () => {}, without({ allowList: false })]],
  R069: [['places', aPlan('medium', { owner, ladder: 'canary-by-place', backend: 'sql' }), () => {}]],
  R070: [['arms', TEST, () => {}, without({ variants: false })]],
  R071: [['prerequisites', aPlan('high', { owner, prerequisites: ['billing-v2'] }), () => {}]],
  R072: [
    ['users who come and go', HIGH, () => {}, without({ sticky: false })],
    ['users who are drawn anew', HIGH, () => {}, without({ monotone: false })],
  ],
  R079: [
    [
      'an arm that no query can name',
      TEST,
      (plan) => {
        const arms = [
          { name: 'control', percent: 50 },
          { name: 'the "new" one', percent: 25 },
          { name: 'other', percent: 25 },
        ];
        experiment(plan).variants = arms;
        for (const flag of plan.flags) flag.variants = arms;
        experiment(plan).sampleSize = 40_000;
        experiment(plan).durationDays = 20;
        at(plan.phases, 0).soak = 'P20D';
        at(plan.phases, 0).deadline = { after: 'P60D', action: 'pause' };
      },
      PATIENT,
    ],
  ],
  R080: [
    [
      'a guardrail that is not compared',
      TEST,
      (plan) => (experiment(plan).guardrails = [{ metric: 'crash-rate', tolerate: 5 }]),
    ],
    [
      'a guardrail that decides',
      TEST,
      (plan) => (experiment(plan).guardrails = [{ metric: experiment(plan).primaryMetric, tolerate: 5 }]),
    ],
  ],
  R081: [
    [
      'a first day after the last',
      TEST,
      (plan) => Object.assign(experiment(plan).decision ?? {}, { earliestDays: 99 }),
    ],
  ],
};
