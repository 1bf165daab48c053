import type { Plan } from '../../../core/plan/plan.ts';
import { triggerInWords } from '../../../core/plan/report/words.ts';
import { Section } from '../parts/said.tsx';
import { toMs } from '../../../core/values/duration.ts';
import { humanDuration, percentInWords, sentence } from '../words.ts';
import { ChangeShown } from './diff.tsx';

/** What was agreed to: why it is this careful, with the lines that say so, and what brings it back. */
export const PlanShown = ({ plan }: { readonly plan: Plan }) => (
  <Section title="Plan" id="plan" class="wide">
    <p class="lead">
      <b>{sentence(plan.risk.level)}</b> risk, {plan.strategy.kind}. {sentence(plan.strategy.why)}.
    </p>
    <ChangeShown plan={plan} />
    <h3>What stops it or brings it back</h3>
    <ul class="lines">
      {plan.triggers.map((trigger) => (
        <li key={trigger.id}>{triggerInWords(trigger, plan.monitors)}</li>
      ))}
    </ul>
    <WayBack plan={plan} />
    <details>
      <summary>The whole plan, as it was agreed to</summary>
      <pre tabIndex={0} role="region" aria-label="Plan as JSON">
        {JSON.stringify(plan, null, 2)}
      </pre>
    </details>
  </Section>
);

/** What switching off does not bring back: whoever has to, needs it before they look for it. */
const WayBack = ({ plan: { rollback, flags } }: { readonly plan: Plan }) => (
  <>
    <h3>How it goes back</h3>
    <p>
      To {percentInWords(rollback.target.percent)} within {humanDuration(toMs(rollback.deadline))}
      {flags.length === 0 ? ', by hand: no flag holds it' : `: ${flags.map(({ key }) => key).join(', ')}`}. By hand,
      where nothing here does it:
    </p>
    <ol class="steps">
      {rollback.steps.map(({ text, command }) => (
        <li key={text}>
          {text}
          {command === undefined ? null : <code class="copied">{command}</code>}
        </li>
      ))}
    </ol>
    {rollback.data.required ? <p class="because">{rollback.data.procedure}</p> : null}
  </>
);
