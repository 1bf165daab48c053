import { formatPercent } from '../../values/percent.ts';
import { quoted } from '../../values/quote.ts';
import { HARDLY, hasControl } from '../exposure.ts';
import type { Experiment } from '../experiment.ts';
import type { Flag, Variant } from '../flag.ts';
import type { Phase } from '../phase.ts';
import type { Finding, Rule } from './rule.ts';

const armsAddUp: Rule = {
  code: 'R011',
  title: 'The arms of a flag add up to all users, and only multivariate flags have arms',
  why: 'a share that belongs to no arm is given to one by the flag system, and nobody knows to which',
  fix: 'let the shares add up to 100, or take the variants out of a flag that is on or off',
  severity: 'error',
  look: ({ flags }) =>
    flags.flatMap(({ key, type, variants }, at) => {
      const path = `flags[${at}].variants`;
      const message = type === 'multivariate' ? wrongSum(variants) : superfluous(key, type, variants);
      return message === undefined ? [] : [{ path, message }];
    }),
};

const wrongSum = (variants: readonly Variant[]): string | undefined => {
  if (variants.length < 2) return `a multivariate flag needs two arms or more, and this one has ${variants.length}`;
  const sum = variants.reduce((total, { percent }) => total + percent, 0);
  return Math.abs(sum - 100) <= 0.001
    ? undefined
    : `the shares of the arms add up to ${formatPercent(sum)}, not to 100`;
};

const superfluous = (key: string, type: Flag['type'], variants: readonly Variant[]): string | undefined =>
  variants.length === 0 ? undefined : `${quoted(key)} is a ${type} flag and has ${variants.length} arms`;

const CONTROL_NAMES: ReadonlySet<string> = new Set(['control', 'existing', 'baseline', 'original', 'off']);

const controlFirst: Rule = {
  code: 'R012',
  title: 'The first arm is control',
  why: 'the others are compared with the first one: in another order a harm reads as a gain',
  fix: 'move control to the front',
  severity: 'error',
  look: ({ flags }) =>
    flags.flatMap(({ variants }, at) => {
      const nth = variants.findIndex(({ name }) => CONTROL_NAMES.has(name.toLowerCase()));
      if (nth <= 0) return [];
      const { name = '' } = variants[nth] ?? {};
      return [
        {
          path: `flags[${at}].variants[${nth}]`,
          message: `${quoted(name)} is arm ${nth + 1}, and the first arm counts as control`,
        },
      ];
    }),
};

const armsAreServed: Rule = {
  code: 'R013',
  title: 'The flag serves the arms that the experiment compares, in the shares it plans with',
  why: 'otherwise the answer is about other groups than the question',
  fix: 'make the arms of the flag, those of the experiment, and the percent of the phase that compares them agree',
  severity: 'error',
  look: ({ experiment, flags, phases }) => {
    if (!experiment || flags.length === 0) return [];
    const unlike = flags.flatMap((flag, at) => differing(flag, at, experiment));
    return unlike.length > 0 ? unlike : wrongShare(experiment, phases);
  },
};

const differing = (flag: Flag, at: number, { variants }: Experiment): Finding[] => {
  if (inWords(flag.variants) === inWords(variants)) return [];
  return [
    {
      path: `flags[${at}].variants`,
      message: `${quoted(flag.key)} serves ${inWords(flag.variants)}; the experiment compares ${inWords(variants)}`,
    },
  ];
};

const wrongShare = ({ variants }: Experiment, phases: readonly Phase[]): Finding[] => {
  const at = phases.findLastIndex(({ audience }) => hasControl(audience));
  const audience = phases[at]?.audience;
  const treated = 100 - (variants[0]?.percent ?? 0);
  if (!audience || Math.abs(audience.percent - treated) < HARDLY) return [];
  return [
    {
      path: `phases[${at}].audience.percent`,
      message: `${formatPercent(audience.percent)} % are to see a treatment, and the arms beside control add up to ${formatPercent(treated)} %`,
    },
  ];
};

const inWords = (arms: readonly Variant[]): string =>
  arms.map(({ name, percent }) => `${quoted(name)} ${formatPercent(percent)} %`).join(', ') || 'no arms';

export const armRules: readonly Rule[] = [armsAddUp, controlFirst, armsAreServed];
