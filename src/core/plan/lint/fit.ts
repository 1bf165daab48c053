import type { Capabilities } from '../../flags/capabilities.ts';
import { formatPercent, hasAtMostThreeDecimals } from '../../values/percent.ts';
import { quoted } from '../../values/quote.ts';
import type { Plan } from '../plan.ts';
import type { Context, Finding, Rule } from './rule.ts';

/** Rules about the flag system: silent where nobody said what it can hold. */
const fit =
  (look: (plan: Plan, can: Capabilities) => readonly Finding[]): Rule['look'] =>
  (plan, context) => {
    const can = capabilitiesOf(plan, context);
    return can && plan.flags.length > 0 ? look(plan, can) : [];
  };

const capabilitiesOf = (
  { provenance: { backend } }: Plan,
  { capabilities, policy }: Context,
): Capabilities | undefined =>
  capabilities ??
  (policy && Object.hasOwn(policy.backends, backend) ? policy.backends[backend]?.capabilities : undefined);

/** One mistake is one finding: the first place, and all values that do not fit. */
const together = (found: readonly { path: string; value: string }[], say: (values: string) => string): Finding[] => {
  const [first] = found;
  const values = [...new Set(found.map(({ value }) => value))];
  const shown =
    values.length > 8 ? `${values.slice(0, 8).join(', ')} and ${values.length - 8} more` : values.join(', ');
  return first ? [{ path: first.path, message: say(shown) }] : [];
};

const stepsFit: Rule = {
  code: 'R066',
  title: "The flag system has steps as fine as the plan's",
  why: 'it would round: 0.5 % becomes nobody or twice as many, and what is read back is not what was asked for',
  fix: 'use shares that it can hold, another ladder, or another flag system',
  severity: 'error',
  look: fit((plan, { stepPercent }) =>
    together(
      flagShares(plan).flatMap(([path, percent]) =>
        isMultiple(percent, stepPercent) ? [] : [{ path, value: formatPercent(percent) }],
      ),
      (values) =>
        `${quoted(plan.provenance.backend)} takes steps of ${formatPercent(stepPercent)} %, and the plan asks for ${values} %`,
    ),
  ),
};

const flagShares = ({ phases, flags, rollback }: Plan): [path: string, percent: number][] => [
  ...phases.flatMap(({ audience }, at): [string, number][] => [
    [`phases[${at}].audience.percent`, audience.percent],
    ...audience.rings.map(({ percent }, nth): [string, number] => [
      `phases[${at}].audience.rings[${nth}].percent`,
      percent,
    ]),
  ]),
  ...flags.flatMap(({ variants }, at) =>
    variants.map(({ percent }, nth): [string, number] => [`flags[${at}].variants[${nth}].percent`, percent]),
  ),
  ['rollback.target.percent', rollback.target.percent],
];

/** Shares finer than any flag system's are another rule's business. */
const isMultiple = (percent: number, step: number): boolean =>
  !hasAtMostThreeDecimals(percent) || Math.abs(percent / step - Math.round(percent / step)) < 1e-6;

const groupsFit: Rule = {
  code: 'R067',
  title: 'The flag system can target the groups that the plan names',
  why: 'where it cannot tell groups apart, a ring is nobody or everybody',
  fix: 'use a ladder without rings, drop the targeting rules, or use another flag system',
  severity: 'error',
  look: fit(({ phases, flags, provenance }, { segments, conditions }) =>
    together(
      [...(segments ? [] : ringsAsked(phases)), ...(conditions ? [] : conditionsAsked(flags))],
      (values) => `${quoted(provenance.backend)} cannot target groups, and the plan asks for ${values}`,
    ),
  ),
};

const ringsAsked = (phases: Plan['phases']) =>
  phases.flatMap(({ audience }, at) =>
    audience.rings.map(({ ring }, nth) => ({
      path: `phases[${at}].audience.rings[${nth}]`,
      value: `ring ${quoted(ring)}`,
    })),
  );

const conditionsAsked = (flags: Plan['flags']) =>
  flags.flatMap(({ targeting }, at) =>
    targeting.map(({ when }, nth) => ({
      path: `flags[${at}].targeting[${nth}]`,
      value: `the condition on ${quoted(when.attribute)}`,
    })),
  );

const namedUsersFit: Rule = {
  code: 'R068',
  title: 'The flag system can name single users',
  why: 'the users on the allow-list would not get it',
  fix: 'leave the allow-list out, or use another flag system',
  severity: 'error',
  look: fit(({ phases, provenance }, { allowList }) => {
    const at = phases.findIndex(({ audience }) => audience.allow.length > 0);
    if (allowList || at < 0) return [];
    return [
      { path: `phases[${at}].audience.allow`, message: `${quoted(provenance.backend)} cannot name single users` },
    ];
  }),
};

const placesFit: Rule = {
  code: 'R069',
  title: 'The flag system can serve some servers or regions only',
  why: 'a share meant for one server would be given to everybody',
  fix: 'use a ladder of percentages, or another flag system',
  severity: 'error',
  look: fit(({ phases, provenance }, { places }) => {
    const at = phases.findIndex(({ audience }) => audience.place.is !== 'everywhere');
    const place = phases[at]?.audience.place;
    if (places || !place) return [];
    return [
      {
        path: `phases[${at}].audience.place`,
        message: `${quoted(provenance.backend)} cannot serve some ${place.is} only`,
      },
    ];
  }),
};

const armsFit: Rule = {
  code: 'R070',
  title: 'The flag system can hold more than on and off',
  why: 'without arms an experiment has nothing to compare',
  fix: 'use another strategy, or another flag system',
  severity: 'error',
  look: fit(({ flags, provenance }, { variants }) => {
    const at = flags.findIndex(({ type }) => type === 'multivariate');
    if (variants || at < 0) return [];
    return [
      {
        path: `flags[${at}].type`,
        message: `${quoted(provenance.backend)} knows on and off, and ${quoted(flags[at]?.key)} has arms`,
      },
    ];
  }),
};

const needsFit: Rule = {
  code: 'R071',
  title: 'The flag system knows which flag needs which',
  why: 'the rollout waits for prerequisites, but whoever switches one off by hand is not stopped',
  fix: 'tell those who own the other flag, or use a flag system with prerequisites',
  severity: 'warning',
  look: fit(({ flags, provenance }, { prerequisites }) => {
    const at = flags.findIndex((flag) => flag.prerequisites.length > 0);
    if (prerequisites || at < 0) return [];
    const message = `${quoted(provenance.backend)} does not know that ${quoted(flags[at]?.key)} needs ${quoted(flags[at]?.prerequisites[0])}: only this rollout does`;
    return [{ path: `flags[${at}].prerequisites`, message }];
  }),
};

const usersStay: Rule = {
  code: 'R072',
  title: 'The flag system keeps users in as the share grows',
  why: 'users who are drawn anew see the change come and go, and no measurement of them means anything',
  fix: 'let the phases go from 0 to 100, or use another flag system',
  severity: 'error',
  look: fit(({ phases, flags, provenance }, { sticky, monotone }) => {
    const shares = phases.map(({ audience }) => audience.percent).filter((percent) => percent > 0 && percent < 100);
    const name = quoted(provenance.backend);
    const at = flags.findIndex((flag) => flag.sticky);
    if (!sticky && at >= 0 && shares.length > 0)
      return [{ path: `flags[${at}].sticky`, message: `${name} does not give a user the same answer twice` }];
    return monotone || new Set(shares).size < 2
      ? []
      : [{ path: 'phases', message: `${name} may take users out again when the share is raised` }];
  }),
};

export const fitRules: readonly Rule[] = [stepsFit, groupsFit, namedUsersFit, placesFit, armsFit, needsFit, usersStay];
