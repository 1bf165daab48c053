import type { Watched } from '../../../app/executor/watched.ts';
import type { Caller } from '../../../core/access/caller.ts';
import { Pill } from '../parts/icon.tsx';
import { Shown } from '../parts/said.tsx';
import { STANDING } from '../standing.ts';
import { documentOf, heldOf, type State } from '../state.ts';
import { moment } from '../words.ts';
import { type Action, type ActionName, actionsFor } from './asking.ts';
import { Dangers, Gates } from './gates.tsx';
import { Ladder } from './ladder.tsx';
import { nextInWords, whereInWords } from './ladder.ts';
import { Happened } from './log.tsx';
import { Monitors } from './monitors.tsx';
import { PlanShown } from './plan.tsx';
import { Result } from '../experiments/result.tsx';

type Given = { readonly state: State; readonly id: string; readonly ask: (action: ActionName) => void };

export const RolloutPage = ({ state, id, ask }: Given) => {
  const me = documentOf(state, { kind: 'me' });
  const plan = documentOf(state, { kind: 'plan', id });
  const result = documentOf(state, { kind: 'result', id });
  return (
    <>
      <p class="back">
        <a href="#/">Rollouts</a>
      </p>
      <h1>{id}</h1>
      <Shown<Watched> held={heldOf(state, { kind: 'watched', id })}>
        {(watched) => (
          <>
            <Standing watched={watched} me={me} ask={ask} />
            <div class="columns">
              {result === undefined ? null : <Result result={result} />}
              <Monitors watched={watched} />
              <div class="column">
                <Gates watched={watched} />
                <Dangers dangers={watched.dangers} />
              </div>
              <Happened happened={watched.happened} />
              {plan === undefined ? null : <PlanShown plan={plan} />}
            </div>
          </>
        )}
      </Shown>
    </>
  );
};

const Standing = (given: { watched: Watched; me: Caller | undefined; ask: Given['ask'] }) => {
  const { watched, me, ask } = given;
  const { status, environment, strategy, level, feature, why } = watched;
  const next = nextInWords(watched, moment);
  return (
    <section class={`standing ${STANDING[status].tone}`} aria-label="Where it stands">
      <p class="facts">
        <Pill look={STANDING[status]} />
        <span>{environment}</span>
        <span>{strategy}</span>
        <span>{level} risk</span>
        {feature === watched.id ? null : <span>{feature}</span>}
      </p>
      <p class="where" role="status">
        {whereInWords(watched)} {next}
      </p>
      {why.map((one) => (
        <p key={one} class="because">
          {one}
        </p>
      ))}
      <Ladder watched={watched} />
      <Actions actions={actionsFor(watched, me)} ask={ask} />
    </section>
  );
};

const Actions = ({ actions, ask }: { readonly actions: readonly Action[]; readonly ask: Given['ask'] }) =>
  actions.length === 0 ? null : (
    <div class="actions" role="group" aria-label="What you can do">
      {actions.map(({ name, label, tone }) => (
        <button key={name} type="button" class={`button ${tone}`} data-action={name} onClick={() => ask(name)}>
          {label} …
        </button>
      ))}
    </div>
  );
