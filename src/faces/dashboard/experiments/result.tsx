import type { Compared, ExperimentResult } from '../../../core/rollout/experiment-result.ts';
import { Pill } from '../parts/icon.tsx';
import { Section } from '../parts/said.tsx';
import { hashOf } from '../route.ts';
import type { Tone } from '../standing.ts';
import { amountInWords, numberInWords, rounded } from '../words.ts';
import { DECISIONS, differenceInWords, intervalOf, reachOf } from './interval.ts';

/** What an experiment has found so far: each difference with how sure that is. */
export const Result = ({
  result,
  linked = false,
}: {
  readonly result: ExperimentResult;
  readonly linked?: boolean;
}) => {
  const { rollout, hypothesis, is, why, days, ofDays, observed, sampleSize, compared, notMeasured } = result;
  return (
    <Section title={linked ? rollout : 'Experiment'} id={`experiment-${rollout}`} class="wide">
      <p>
        <Pill look={DECISIONS[is]} /> {why}
      </p>
      <p class="lead">{hypothesis}</p>
      <p class="soft">
        {numberInWords(days)} of {numberInWords(ofDays)} days, {numberInWords(observed)} of {numberInWords(sampleSize)}{' '}
        observed
      </p>
      <ul class="compared">
        {compared.map((one) => (
          <One
            key={`${one.variant} ${one.metric}`}
            one={one}
            reach={reachOf(compared.filter(({ unit }) => unit === one.unit))}
          />
        ))}
      </ul>
      {notMeasured.length > 0 ? (
        <details>
          <summary>What this does not tell</summary>
          <ul class="lines">
            {notMeasured.map((what) => (
              <li key={what}>{what}</li>
            ))}
          </ul>
        </details>
      ) : null}
      {linked ? <a href={hashOf({ is: 'rollout', id: rollout })}>Look at the rollout</a> : null}
    </Section>
  );
};

const TONES: Readonly<Record<Compared['says'], Tone>> = {
  better: 'good',
  worse: 'bad',
  'within what is tolerated': 'good',
  'cannot tell': 'calm',
  'not measured': 'calm',
};

const One = ({ one, reach }: { readonly one: Compared; readonly reach: number }) => {
  const { name, variant, role, unit, treated, control, says } = one;
  return (
    <li>
      <p>
        <b>{name}</b>{' '}
        <small>
          {variant}, {role}
        </small>
        <span class={`says ${TONES[says]}`}>{says}</span>
      </p>
      <Line one={one} reach={reach} />
      <p class="numbers">
        {differenceInWords(one)}
        {treated === undefined || control === undefined ? null : (
          <small>
            {amountInWords(rounded(treated), unit)} against {amountInWords(rounded(control), unit)}
          </small>
        )}
      </p>
    </li>
  );
};

/** The words beside it say the same. */
const Line = ({ one, reach }: { readonly one: Compared; readonly reach: number }) => {
  const found = intervalOf(one, reach);
  if (found === undefined) return null;
  const { low, high, at } = found;
  return (
    <svg class={`interval ${TONES[one.says]}`} aria-hidden="true" focusable="false" width="100%" height="28">
      <line class="zero" x1="50%" x2="50%" y1="0" y2="28" />
      <line class="span" x1={`${low}%`} x2={`${high}%`} y1="14" y2="14" />
      <line class="end" x1={`${low}%`} x2={`${low}%`} y1="8" y2="20" />
      <line class="end" x1={`${high}%`} x2={`${high}%`} y1="8" y2="20" />
      <circle cx={`${at}%`} cy="14" r="5" />
    </svg>
  );
};
