import type { Plan } from '../../../core/plan/plan.ts';
import { triggerInWords } from '../../../core/plan/report/words.ts';
import { Section } from '../parts/said.tsx';
import { sentence } from '../words.ts';

/** What was agreed to: why it is this careful, with the lines that say so, and what brings it back. */
export const PlanShown = ({ plan }: { readonly plan: Plan }) => (
  <Section title="Plan" id="plan" class="wide">
    <p class="lead">
      <b>{sentence(plan.risk.level)}</b> risk, {plan.strategy.kind}. {sentence(plan.strategy.why)}.
    </p>
    <p class="soft">{plan.change.title}</p>
    <Signals plan={plan} />
    <h3>What stops it or brings it back</h3>
    <ul class="lines">
      {plan.triggers.map((trigger) => (
        <li key={trigger.id}>{triggerInWords(trigger, plan.monitors)}</li>
      ))}
    </ul>
    <details>
      <summary>The whole plan, as it was agreed to</summary>
      <pre tabIndex={0} role="region" aria-label="Plan as JSON">
        {JSON.stringify(plan, null, 2)}
      </pre>
    </details>
  </Section>
);

type Signal = Plan['risk']['signals'][number];

/** So many tell why; the rest is there to be read. */
const FIRST = 6;

const Signals = ({ plan: { risk } }: { readonly plan: Plan }) =>
  risk.signals.length === 0 ? null : (
    <>
      <h3>What the change shows</h3>
      <SignalList signals={risk.signals.slice(0, FIRST)} />
      {risk.signals.length > FIRST ? (
        <details>
          <summary>{risk.signals.length - FIRST} more</summary>
          <SignalList signals={risk.signals.slice(FIRST)} />
        </details>
      ) : null}
    </>
  );

const SignalList = ({ signals }: { readonly signals: readonly Signal[] }) => (
  <ul class="signals">
    {signals.map((signal, nth) => (
      <li key={nth}>
        <p>
          <b>{signal.level}</b> {signal.area}: {signal.why}
        </p>
        <Evidence signal={signal} />
      </li>
    ))}
  </ul>
);

/** The line itself, as it was taken away or added: a mark and a word, and not the colour alone. */
const Evidence = ({ signal: { evidence } }: { readonly signal: Signal }) => {
  const { path, line, quote, side } = evidence;
  return (
    <p class={`diff ${side}`}>
      <span class="place">{line === 0 ? path : `${path}:${line}`}</span>
      <code tabIndex={0}>
        <span aria-hidden="true">{side === 'old' ? '− ' : '+ '}</span>
        <span class="unseen">{side === 'old' ? 'removed: ' : 'added: '}</span>
        {quote}
      </code>
    </p>
  );
};
