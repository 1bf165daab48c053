import type { Documents } from '../documents.ts';
import { Bar } from '../parts/bar.tsx';
import { Pill } from '../parts/icon.tsx';
import { Problems, Shown } from '../parts/said.tsx';
import { hashOf } from '../route.ts';
import { documentOf, heldOf, type State } from '../state.ts';
import { countInWords } from '../words.ts';
import { flagRows, type Row, doneInWords } from './rows.ts';

export const Flags = ({ state }: { readonly state: State }) => {
  const stale = documentOf(state, { kind: 'stale' })?.flags ?? [];
  const done = documentOf(state, { kind: 'done' })?.flags ?? [];
  return (
    <>
      <h1>Flags</h1>
      <Problems problems={heldOf(state, { kind: 'stale' })?.problems ?? []} />
      <Shown<Documents['flags']> held={heldOf(state, { kind: 'flags' })}>
        {({ backend, place, flags }) => {
          const rows = flagRows(flags, done, stale);
          return (
            <>
              <p class="soft">
                {countInWords(rows.length, 'flag')} on {backend}, <code>{place}</code>
                {stale.length > 0 ? `; ${stale.length} can go` : ''}
              </p>
              {rows.length === 0 ? <p class="empty">No flag is known here yet.</p> : null}
              <ul class="flags">
                {rows.map((row) => (
                  <Flag key={row.key} row={row} />
                ))}
              </ul>
            </>
          );
        }}
      </Shown>
    </>
  );
};

const Flag = ({ row: { key, look, percent, reach, heldBy, done, canGo } }: { readonly row: Row }) => (
  <li class="card flag">
    <Pill look={look} />
    <span class="name">
      <b>{key}</b>
      {heldBy === undefined ? null : (
        <small>
          in the hands of <a href={hashOf({ is: 'rollout', id: heldBy })}>{heldBy}</a>
        </small>
      )}
    </span>
    <span class="reach">
      <Bar share={percent / 100} tone={look.tone} />
      <span class="number">{reach}</span>
    </span>
    {done === undefined ? null : (
      <span class={canGo ? 'done old' : 'done'}>
        {canGo ? <b>can go: </b> : null}
        {doneInWords(done)}
      </span>
    )}
  </li>
);
