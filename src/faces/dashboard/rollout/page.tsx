import { useState } from 'preact/hooks';
import type { Watched } from '../../../app/executor/watched.ts';
import type { Caller } from '../../../core/access/caller.ts';
import { Pill } from '../parts/icon.tsx';
import { Shown } from '../parts/said.tsx';
import { STANDING } from '../standing.ts';
import { documentOf, heldOf, type State } from '../state.ts';
import { moment } from '../words.ts';
import { type Action, type ActionName, actionsFor, arranged, onlyLooks } from './actions.ts';
import { Dangers, Gates } from './gates.tsx';
import { Ladder } from './ladder.tsx';
import { nextInWords, standInWords, whereInWords } from './ladder.ts';
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
              {watched.happened.length === 0 ? null : <Happened happened={watched.happened} />}
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
      <p class="where">
        {whereInWords(watched)} {next}
      </p>
      <p class="unseen" role="status">
        {standInWords(watched)}
      </p>
      {why.map((one) => (
        <p key={one} class="because">
          {one}
        </p>
      ))}
      <Ladder watched={watched} />
      <Actions actions={actionsFor(watched, me)} ask={ask} />
      <OnlyLooks why={onlyLooks(watched, me)} />
    </section>
  );
};

type Acting = { readonly actions: readonly Action[]; readonly ask: Given['ask'] };

/** The few that are needed in a hurry, and a step further what is done at leisure. */
const Actions = ({ actions, ask }: Acting) => {
  const [open, setOpen] = useState(false);
  if (actions.length === 0) return null;
  const { first, more } = arranged(actions);
  return (
    <div class="actions" role="group" aria-label="What you can do">
      <Buttons actions={first} ask={ask} />
      {more.length === 0 ? null : (
        <button
          type="button"
          class="button quiet others"
          aria-expanded={open}
          aria-controls="more-actions"
          onClick={() => setOpen(!open)}
        >
          {open ? 'Less' : 'More'}
        </button>
      )}
      <div id="more-actions" class="more" hidden={!open}>
        <Buttons actions={more} ask={ask} />
      </div>
    </div>
  );
};

const Buttons = ({ actions, ask }: Acting) => (
  <>
    {actions.map(({ name, label, tone }) => (
      <button key={name} type="button" class={`button ${tone}`} data-action={name} onClick={() => ask(name)}>
        {label} …
      </button>
    ))}
  </>
);

const OnlyLooks = ({ why }: { readonly why: string | undefined }) =>
  why === undefined ? null : <p class="soft">{why}</p>;
