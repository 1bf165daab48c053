import {
  at,
  audience,
  AT_ONCE,
  BY_PLACE,
  experiment,
  HIGH,
  NAMED,
  owner,
  PATIENT,
  RINGS,
  TEST,
  without,
  type Ways,
} from './lint-plans.ts';
import { aPlan } from '../../helpers/samples.ts';

export const exposureRows: Ways = {
  R001: [
    ['two triggers of one name', HIGH, (plan) => (at(plan.triggers, 1).id = at(plan.triggers, 0).id)],
    ['a ring twice in one phase', RINGS, (plan) => audience(plan, 3).rings.push({ ring: 'beta', percent: 100 })],
  ],
  R002: [
    [
      'two flags but for capitals',
      HIGH,
      (plan) => plan.flags.push({ ...at(plan.flags, 0), key: at(plan.flags, 0).key.toUpperCase() }),
    ],
  ],
  R003: [
    ['a ring that nobody described', RINGS, (plan) => plan.rings.shift()],
    [
      'an approval before no phase',
      RINGS,
      (plan) => plan.approvals.push({ ...at(plan.approvals, 0), id: 'legal', before: 'intrenal' }),
    ],
  ],
  R004: [
    ['an unknown environment', HIGH, (plan) => (plan.provenance.environment = 'prodution')],
    ['an unknown flag system', HIGH, (plan) => (plan.provenance.backend = 'flgd')],
    ['an unknown ladder', HIGH, (plan) => (plan.strategy.ladder = 'cannary')],
  ],
  R005: [['a percent like a third', HIGH, (plan) => (audience(plan, 2).percent = 10.0001)]],
  R006: [['a flag that is on', HIGH, (plan) => (at(plan.flags, 0).default = true)]],
  R007: [
    [
      'a flag that needs itself',
      HIGH,
      (plan) => at(plan.flags, 0).prerequisites.push(at(plan.flags, 0).key),
      without({}),
    ],
    [
      'two flags that need each other',
      HIGH,
      (plan) => {
        const flag = at(plan.flags, 0);
        plan.flags.push({ ...flag, key: 'other', prerequisites: [flag.key] });
        flag.prerequisites = ['other'];
      },
      without({}),
    ],
  ],
  R008: [['a share for an on-off flag', HIGH, (plan) => (at(plan.flags, 0).type = 'boolean')]],
  R009: [
    [
      'a rule that serves always',
      HIGH,
      (plan) =>
        at(plan.flags, 0).targeting.push({
          when: { attribute: 'user.tier', is: 'equal-to', values: ['beta'] },
          serve: true,
        }),
    ],
  ],
  R010: [
    [
      'a prerequisite nothing waits for',
      HIGH,
      (plan) => at(plan.flags, 0).prerequisites.push('billing-v2'),
      without({}),
    ],
  ],
  R011: [
    [
      'arms of 90 %',
      TEST,
      (plan) => {
        for (const arms of [experiment(plan).variants, at(plan.flags, 0).variants])
          Object.assign(at(arms, 1), { percent: 40 });
        audience(plan, 0).percent = 50;
        experiment(plan).sampleSize = 19_000;
        experiment(plan).durationDays = 7;
        experiment(plan).usersPerDay = 100_000;
      },
    ],
    [
      'arms of a flag that has none',
      HIGH,
      (plan) =>
        (at(plan.flags, 0).variants = [
          { name: 'a', percent: 50 },
          { name: 'b', percent: 50 },
        ]),
    ],
  ],
  R012: [
    [
      'control behind the treatment',
      TEST,
      (plan) => {
        experiment(plan).variants.reverse();
        at(plan.flags, 0).variants.reverse();
      },
    ],
  ],
  R013: [
    ['other arms than the question has', TEST, (plan) => (at(at(plan.flags, 0).variants, 1).name = 'shiny')],
    ['another share than the arms have', TEST, (plan) => (audience(plan, 0).percent = 40)],
  ],
  R014: [
    ['less than before', HIGH, (plan) => (audience(plan, 2).percent = 4)],
    [
      'less of everyone in a larger place',
      BY_PLACE,
      (plan) => (audience(plan, 1).place = { is: 'regions', count: 1, share: 3 }),
      PATIENT,
    ],
    [
      'fewer servers',
      BY_PLACE,
      (plan) => {
        audience(plan, 0).place = { is: 'servers', count: 3, share: 5 };
        audience(plan, 1).place = { is: 'servers', count: 2, share: 20 };
      },
      PATIENT,
    ],
    [
      'from everywhere back to a region',
      HIGH,
      (plan) => Object.assign(audience(plan, 1), { percent: 50, place: { is: 'regions', count: 1, share: 10 } }),
    ],
  ],
  R015: [
    ['a ring that leaves', RINGS, (plan) => audience(plan, 1).rings.shift()],
    ['a ring that shrinks', RINGS, (plan) => (at(audience(plan, 2).rings, 0).percent = 50)],
  ],
  R016: [['a named user who is dropped', NAMED, (plan) => audience(plan, 1).allow.pop()]],
  R017: [
    ['an end before the target', HIGH, (plan) => (audience(plan, -1).percent = 90)],
    ['nobody at the end', AT_ONCE, (plan) => (plan.strategy.target = audience(plan, 0).percent = 0)],
  ],
  R018: [['a phase like the one before', HIGH, (plan) => (audience(plan, 2).percent = 5)]],
  R019: [
    [
      'a large first step',
      HIGH,
      (plan) => {
        plan.phases.splice(0, 3);
        for (const approval of plan.approvals) approval.before = at(plan.phases, 0).id;
      },
      PATIENT,
    ],
  ],
  R020: [['an easier way than the level asks for', aPlan('high', { owner, strategy: 'percentage' }), () => {}]],
};
