import { toMs } from '../../values/duration.ts';
import { strictness } from '../../values/metric.ts';
import { formatPercent } from '../../values/percent.ts';
import { quoted } from '../../values/quote.ts';
import { reachesAnybody, shareOfEveryone } from '../exposure.ts';
import type { Trigger } from '../watch.ts';
import type { Rule } from './rule.ts';

const aFlagHoldsIt: Rule = {
  code: 'R041',
  title: 'A staged plan has a flag',
  why: 'without a flag there is nothing to raise step by step and nothing to switch off',
  fix: 'name the flag that holds the change, or ship it in one phase',
  severity: 'error',
  look: ({ phases, flags }) =>
    phases.length > 1 && flags.length === 0
      ? [{ path: 'flags', message: `there are ${phases.length} phases and no flag to move` }]
      : [],
};

const stops = ({ action }: Trigger): boolean => strictness(action) >= strictness('pause');

const somethingStopsIt: Rule = {
  code: 'R042',
  title: 'In every phase that reaches users something can pause or roll back',
  why: 'a phase with nothing but notes and warnings harms users for as long as nobody reads them',
  fix: 'add a trigger that pauses or rolls back, and its monitor to the watch list of the phase',
  severity: 'error',
  look: ({ flags, phases, triggers }) => {
    if (flags.length === 0) return [];
    const stopping = new Set(triggers.filter(stops).map(({ monitor }) => monitor));
    if (stopping.size === 0) return [{ path: 'triggers', message: 'no trigger of this plan pauses or rolls back' }];
    return phases.flatMap(({ id, audience, watch }, at) =>
      !reachesAnybody(audience) || watch.some((monitor) => stopping.has(monitor))
        ? []
        : [{ path: `phases[${at}].watch`, message: `nothing that phase ${quoted(id)} watches pauses or rolls back` }],
    );
  },
};

const onlyTells: Rule = {
  code: 'R043',
  title: 'Where no flag holds the change, triggers only tell',
  why: 'there is nothing to hold, pause or switch off: the way back is a deployment, and a person starts it',
  fix: 'set the action to notify, or put the change behind a flag',
  severity: 'error',
  look: ({ flags, phases, triggers }) =>
    flags.length > 0 || phases.length > 1
      ? []
      : triggers.flatMap(({ id, action }, at) =>
          action === 'notify'
            ? []
            : [
                {
                  path: `triggers[${at}].action`,
                  message: `${quoted(id)} wants to ${action}, and no flag holds the change`,
                },
              ],
        ),
};

const targetIsBelow: Rule = {
  code: 'R044',
  title: 'A rollback goes below the first exposure',
  why: 'a rollback that ends where users still have the change has not ended the harm',
  fix: 'set rollback.target.percent to 0, or at least below the first phase',
  severity: 'error',
  look: ({ rollback: { target }, phases }) => {
    const first = phases.find(({ audience }) => reachesAnybody(audience));
    if (!first || target.percent === 0) return [];
    const share = shareOfEveryone(first.audience);
    if (target.percent < share) return [];
    const message = `${formatPercent(target.percent)} % is not below the ${formatPercent(share)} % of the first exposure, phase ${quoted(first.id)}`;
    return [{ path: 'rollback.target.percent', message }];
  },
};

const deadlinesAgree: Rule = {
  code: 'R045',
  title: 'No phase takes longer to come down than a whole rollback may',
  why: 'the two times are promises to the people on call, and one of them would be broken',
  fix: 'shorten rollbackWithin of the phase, or lengthen rollback.deadline',
  severity: 'error',
  look: ({ rollback, phases }) =>
    phases.flatMap(({ rollbackWithin }, at) =>
      toMs(rollbackWithin) > toMs(rollback.deadline)
        ? [
            {
              path: `phases[${at}].rollbackWithin`,
              message: `${rollbackWithin} is longer than rollback.deadline, ${rollback.deadline}`,
            },
          ]
        : [],
    ),
};

const dataHasAWayBack: Rule = {
  code: 'R046',
  title: 'Where the change touches stored data, the way back covers the data',
  why: 'a flag that is off leaves behind what was written while it was on',
  fix: 'set rollback.data.required and write the procedure',
  severity: 'error',
  look: ({ risk, rollback }) => {
    const signal = risk.signals.find(
      ({ area, certainty }) => certainty === 'established' && (area === 'data' || area === 'migration'),
    );
    if (!signal || rollback.data.required) return [];
    const { path, line } = signal.evidence;
    return [
      {
        path: 'rollback.data.required',
        message: `${signal.id} was found at ${quoted(`${path}:${line}`)}, and no data procedure is required`,
      },
    ];
  },
};

export const safetyRules: readonly Rule[] = [
  aFlagHoldsIt,
  somethingStopsIt,
  onlyTells,
  targetIsBelow,
  deadlinesAgree,
  dataHasAWayBack,
];
