import { amountInWords, numberInWords } from '../../core/plan/report/words.ts';
import type { Compared, ExperimentResult } from '../../core/rollout/experiment-result.ts';
import type { Tone } from './colour.ts';
import type { Screen } from './helpers.ts';
import { type Load, render } from './render.ts';
import type { Cell } from './table.ts';

/** `rampart result`: the decision first, then what it rests on, then what nobody knows. */
export const resultText = (result: ExperimentResult, load: Load, screen: Screen): Promise<string> =>
  render('result.txt', valuesOf(result), load, screen);

export const resultMarkdown = (result: ExperimentResult, load: Load): Promise<string> =>
  render('result.md', { ...valuesOf(result), rows: result.compared.map(markdownRow) }, load);

const valuesOf = (result: ExperimentResult) => {
  const { hypothesis, is, variant = '', why, compared, notMeasured, feature } = result;
  return {
    feature,
    rollout: result.rollout,
    hypothesis,
    decision: WORDS[is],
    variant,
    why: result.answered ? `${why}; a person let it go on` : why,
    facts: factsOf(result),
    verdict: [[{ text: WORDS[is], tone: TONES[is] }, why]] satisfies Cell[][],
    compared: [HEAD, ...compared.map(rowOf)],
    arrived: result.arrived.flatMap(({ variant: arm, treated, control, odds }): string[] =>
      treated + control === 0
        ? []
        : [
            `${arm}: ${numberInWords(treated)} new users, control ${numberInWords(control)}; ${odds >= 1000 ? 'not as assigned, the arms do not compare' : 'as assigned'}`,
          ],
    ),
    notMeasured: [...notMeasured],
    next: NEXT[is].map((words) => words.replace('ID', result.rollout)),
  };
};

const factsOf = ({ days, ofDays, observed, sampleSize, windows, alpha }: ExperimentResult): string[] => [
  `${numberInWords(days)} of ${ofDays} d`,
  `${numberInWords(observed)} of ${numberInWords(sampleSize)} planned`,
  `${windows.counted} windows${windows.missed > 0 ? `, ${windows.missed} missed` : ''}`,
  `α ${alpha}`,
];

const WORDS: Readonly<Record<ExperimentResult['is'], string>> = {
  'not-begun': 'Not begun',
  running: 'Not decided',
  success: 'Better',
  harm: 'Worse',
  futility: 'No effect worth having',
  undecided: 'No difference found',
};

const TONES: Readonly<Record<ExperimentResult['is'], Tone>> = {
  'not-begun': 'dim',
  running: 'dim',
  success: 'good',
  harm: 'bad',
  futility: 'warn',
  undecided: 'warn',
};

const NEXT: Readonly<Record<ExperimentResult['is'], readonly string[]>> = {
  'not-begun': ['rampart why ID'],
  running: ['rampart why ID'],
  success: ['rampart why ID'],
  harm: ['rampart log ID'],
  futility: ['rampart rollback ID --reason WHY', 'rampart resume ID --reason WHY'],
  undecided: ['rampart rollback ID --reason WHY', 'rampart resume ID --reason WHY'],
};

const HEAD: Cell[] = ['arm', 'metric', 'with it', 'control', 'difference', 'interval', 'says'].map((text) => ({
  text,
  tone: 'dim',
}));

const SAYS: Readonly<Record<Compared['says'], Tone>> = {
  better: 'good',
  worse: 'bad',
  'within what is tolerated': 'good',
  'cannot tell': 'dim',
  'not measured': 'dim',
};

const rowOf = (one: Compared): Cell[] => [
  one.variant,
  `${one.name}${one.role === 'beside' ? '' : ` (${one.role})`}`,
  amount(one.treated, one.unit),
  amount(one.control, one.unit),
  signed(one.difference, one.unit),
  intervalIn(one),
  { text: one.says, tone: SAYS[one.says] },
];

const markdownRow = (one: Compared) => ({
  variant: one.variant,
  metric: `${one.name} (${one.role})`,
  treated: amount(one.treated, one.unit),
  control: amount(one.control, one.unit),
  difference: `${signed(one.difference, one.unit)}${one.relativePercent === undefined ? '' : ` (${one.relativePercent > 0 ? '+' : ''}${amountInWords(short(one.relativePercent), '%')} of control)`}`,
  interval: intervalIn(one),
  says: one.says,
});

const short = (value: number): number => Number(value.toPrecision(3));
const amount = (value: number | undefined, unit: string): string =>
  value === undefined ? '' : amountInWords(short(value), unit);

/** Shares differ by points: 2 % more of 20 % would be something else. */
const signed = (value: number | undefined, unit: string): string =>
  value === undefined ? '' : `${value > 0 ? '+' : ''}${amountInWords(short(value), unit === '%' ? 'points' : unit)}`;

const intervalIn = ({ low, high, surePercent }: Compared): string =>
  low === undefined || high === undefined || surePercent === undefined
    ? ''
    : `${numberInWords(short(low))} to ${numberInWords(short(high))}, ${numberInWords(surePercent)} % sure`;
