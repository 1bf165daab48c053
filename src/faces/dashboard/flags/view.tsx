import type { Caller } from '../../../core/access/caller.ts';
import type { Documents, Said } from '../documents.ts';
import { Bar } from '../parts/bar.tsx';
import { Pill } from '../parts/icon.tsx';
import { Problems, Shown } from '../parts/said.tsx';
import { goTo, Seek } from '../parts/seek.tsx';
import { ALL_FLAGS, type FlagsSought, hashOf } from '../route.ts';
import { documentOf, heldOf, type State } from '../state.ts';
import { countInWords, foundInWords } from '../words.ts';
import { type FlagAsking, flagActionsFor, flagAskingFor } from './asking.ts';
import { doneInWords, FLAG_GROUPS, FROZEN, flagRows, type FlagsShown, flagsShown, type Row } from './rows.ts';

type Given = {
  readonly state: State;
  readonly sought: FlagsSought;
  readonly more: () => void;
  readonly ask: (asking: FlagAsking) => void;
};

export const Flags = ({ state, sought, more, ask }: Given) => {
  const stale = documentOf(state, { kind: 'stale' })?.flags ?? [];
  const done = documentOf(state, { kind: 'done' })?.flags ?? [];
  const own = documentOf(state, { kind: 'own' });
  const me = documentOf(state, { kind: 'me' });
  return (
    <>
      <h1>Flags</h1>
      <Problems problems={beside(state)} />
      <Shown<Documents['flags']> held={heldOf(state, { kind: 'flags' })}>
        {({ backend, place, flags }) => {
          const ours = backend === OWN_BACKEND ? (own?.flags ?? []) : [];
          const rows = flagRows({ flags, done, stale, own: ours });
          const shown = flagsShown(rows, sought, state.rows);
          return (
            <>
              <p class="soft intro">
                <Where count={rows.length} backend={backend} place={place} />
              </p>
              {rows.length === 0 ? <Nothing /> : <Narrow sought={sought} shown={shown} all={rows.length} />}
              <List rows={shown.rows} me={me} environment={own?.environment ?? ''} ask={ask} />
              <Rest shown={shown} isSome={rows.length > 0} more={more} />
            </>
          );
        }}
      </Shown>
    </>
  );
};

/** What is wrong for both is said once. */
const beside = (state: State): readonly Said[] => {
  const known = new Set(heldOf(state, { kind: 'flags' })?.problems.map(({ message }) => message));
  return (heldOf(state, { kind: 'stale' })?.problems ?? []).filter(({ message }) => !known.has(message));
};

type Placed = { readonly count: number; readonly backend: string; readonly place: string };

const Where = ({ count, backend, place }: Placed) =>
  backend === OWN_BACKEND ? (
    <>{countInWords(count, 'flag')} of this service, where users are</>
  ) : (
    <>
      {countInWords(count, 'flag')} on {backend}, <code>{place}</code>; they are switched there, or by their rollout
    </>
  );

/** How plans call the service's own flags. */
const OWN_BACKEND = 'rampart';

const Nothing = () => (
  <div class="card empty">
    <h2>No flags yet</h2>
    <p>
      A flag is known here once a rollout has it, or somebody has set it: <code>rampart flags get NAME</code> asks the
      flag system for one.
    </p>
  </div>
);

const go = (next: FlagsSought): void => goTo(hashOf({ is: 'flags', sought: next }));

type Narrowing = { readonly sought: FlagsSought; readonly shown: FlagsShown; readonly all: number };

const Narrow = ({ sought, shown, all }: Narrowing) => (
  <Seek
    what="flags"
    placeholder="Search: a flag, a rollout, an owner"
    text={sought.text}
    group={sought.group}
    groups={FLAG_GROUPS.filter(({ group }) => group === 'all' || group === sought.group || shown.counts[group] > 0)}
    counts={shown.counts}
    seek={(text) => go({ ...sought, text })}
    choose={(group) => go({ ...sought, group })}
    found={foundInWords(shown.matching, all, 'flag')}
  />
);

type Listing = {
  readonly rows: readonly Row[];
  readonly me: Caller | undefined;
  readonly environment: string;
  readonly ask: Given['ask'];
};

const List = ({ rows, ...more }: Listing) => (
  <ul class="flags">
    {rows.map((row) => (
      <Flag key={row.key} row={row} {...more} />
    ))}
  </ul>
);

const Flag = ({ row, me, environment, ask }: Omit<Listing, 'rows'> & { readonly row: Row }) => {
  const { key, look, percent, reach, heldBy, done, canGo, own } = row;
  return (
    <li class="card flag">
      <Pill look={look} />
      <span class="name">
        <b>{key}</b> {own?.frozen ? <Pill look={FROZEN} /> : null}
        {heldBy === undefined ? null : (
          <small>
            in the hands of <a href={hashOf({ is: 'rollout', id: heldBy })}>{heldBy}</a>
          </small>
        )}
        {own?.description === undefined ? null : <small>{own.description}</small>}
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
      {own === undefined ? null : (
        <span class="acts" role="group" aria-label={`What you can do about ${key}`}>
          {flagActionsFor(own, environment, me).map(({ name, label, tone }) => (
            <button
              key={name}
              type="button"
              class={`button small ${tone}`}
              data-action={`${name} ${key}`}
              onClick={() => ask(flagAskingFor(name, environment, own))}
            >
              {label} …
            </button>
          ))}
        </span>
      )}
    </li>
  );
};

type Resting = { readonly shown: FlagsShown; readonly isSome: boolean; readonly more: () => void };

const Rest = ({ shown: { rows, matching }, isSome, more }: Resting) => {
  if (isSome && matching === 0)
    return (
      <p class="empty">
        Nothing here matches. <a href={hashOf({ is: 'flags', sought: ALL_FLAGS })}>Show all</a>
      </p>
    );
  return matching > rows.length ? (
    <button type="button" class="button wide" onClick={more}>
      Show more: {countInWords(matching - rows.length, 'flag')} below
    </button>
  ) : null;
};
