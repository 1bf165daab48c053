import type { ExperimentResult } from '../../../core/rollout/experiment-result.ts';
import type { Documents } from '../documents.ts';
import { Shown } from '../parts/said.tsx';
import { heldOf, type State } from '../state.ts';
import { Result } from './result.tsx';

export const Experiments = ({ state }: { readonly state: State }) => (
  <>
    <h1>Experiments</h1>
    <Shown<Documents['list']> held={heldOf(state, { kind: 'list' })}>
      {({ rollouts }) => {
        const own = rollouts.filter(({ strategy }) => strategy === 'ab');
        return own.length === 0 ? <Nothing /> : own.map(({ id }) => <One key={id} state={state} id={id} />);
      }}
    </Shown>
  </>
);

const One = ({ state, id }: { readonly state: State; readonly id: string }) => (
  <Shown<ExperimentResult> held={heldOf(state, { kind: 'result', id })}>
    {(result) => <Result result={result} linked />}
  </Shown>
);

const Nothing = () => (
  <div class="card empty">
    <h2>No experiments</h2>
    <p>
      An experiment begins with a question: <code>rampart plan --hypothesis "…" --metric conversion-rate</code>
    </p>
  </div>
);
