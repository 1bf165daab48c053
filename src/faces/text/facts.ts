import { BUILT_IN, type PolicyRow } from '../../core/policy/describe.ts';
import type { Screen } from './helpers.ts';
import { type Load, render } from './render.ts';
import type { Cell } from './table.ts';

export type Explanation = {
  readonly id: string;
  readonly kind: string;
  readonly weight: string;
  readonly what: string;
  readonly why: string;
  readonly answer: string;
};

/** `rampart explain`: what it is, why it is there, what to do about it. */
export const explanationText = (explained: Explanation, load: Load, screen: Screen): Promise<string> =>
  render('explain.txt', explained, load, screen);

export type PolicyAnswer = {
  readonly rows: readonly PolicyRow[];
  readonly source: string | null;
  readonly sha256: string;
};

/** `rampart policy`: every value in force; what the team changed stands out. */
export const policyText = ({ rows, source, sha256 }: PolicyAnswer, load: Load, screen: Screen): Promise<string> => {
  const changed = rows.filter(({ origin }) => origin !== BUILT_IN).length;
  const values = {
    headline: source === null ? 'The built-in policy' : `The built-in policy, with ${changed} values from ${source}`,
    digest: `sha256:${sha256}`,
    rows: rows.map(({ path, value, origin }): Cell[] => {
      const tone = origin === BUILT_IN ? 'dim' : 'strong';
      return [{ text: path, tone }, value, { text: origin, tone }];
    }),
    next: source === null ? ['rampart init'] : ['rampart plan'],
  };
  return render('policy.txt', values, load, screen);
};
