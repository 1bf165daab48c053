import type { Documents } from '../documents.ts';
import { Problems, Shown } from '../parts/said.tsx';
import { documentOf, heldOf, type State } from '../state.ts';
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

const One = ({ state, id }: { readonly state: State; readonly id: string }) => {
  const wanted = { kind: 'result', id } as const;
  const result = documentOf(state, wanted);
  return result === undefined ? (
    <Problems problems={heldOf(state, wanted)?.problems ?? []} />
  ) : (
    <Result result={result} linked />
  );
};

const Nothing = () => (
  <div class="card empty">
    <h2>No experiments</h2>
    <p>
      An experiment begins with a question: <code>rampart plan --hypothesis "…" --metric conversion-rate</code>
    </p>
  </div>
);
