import type { Listed } from '../../../app/executor/pages.ts';
import type { Documents } from '../documents.ts';
import { Bar } from '../parts/bar.tsx';
import { Icon, Pill } from '../parts/icon.tsx';
import { Ago, Shown } from '../parts/said.tsx';
import { goTo, Seek } from '../parts/seek.tsx';
import { EVERYTHING, hashOf, type Sought } from '../route.ts';
import { STANDING } from '../standing.ts';
import { heldOf, type State } from '../state.ts';
import { countInWords, foundInWords, numberInWords } from '../words.ts';
import { concernOf, GROUPS, reachOf, shownOf, type Shown as Sections } from './rows.ts';

type Given = { readonly state: State; readonly sought: Sought; readonly more: () => void };

export const List = ({ state, sought, more }: Given) => (
  <>
    <h1>Rollouts</h1>
    <Shown<Documents['list']> held={heldOf(state, { kind: 'list' })}>
      {({ rollouts, of }) => {
        if (rollouts.length === 0) return <Nothing />;
        const shown = shownOf(rollouts, sought, { room: state.rows, nowMs: state.nowMs });
        return (
          <>
            <Narrow sought={sought} shown={shown} />
            {isQuiet(sought, shown) ? (
              <p class="allwell">
                <Icon name="check" /> {GROUPS[0]?.none}
              </p>
            ) : null}
            {shown.sections.map(({ group, title, rows, of }) => (
              <section key={group} aria-labelledby={`g-${group}`} class="rows">
                <h2 id={`g-${group}`}>
                  {title} <span class="soft">{of}</span>
                </h2>
                <ul>
                  {rows.map((row) => (
                    <Row key={row.id} row={row} nowMs={state.nowMs} />
                  ))}
                </ul>
              </section>
            ))}
            <Rest shown={shown} sought={sought} rows={state.rows} more={more} />
            {of > rollouts.length ? <Beyond here={rollouts.length} of={of} /> : null}
          </>
        );
      }}
    </Shown>
  </>
);

/** All is looked at, and all is well: that is said, and not only not denied. */
const isQuiet = (sought: Sought, { counts }: Sections): boolean =>
  sought.group === 'all' && counts.look === 0 && isOnly(sought);

const isOnly = ({ text, environment, status }: Sought): boolean => text === '' && environment === '' && status === '';

const Nothing = () => (
  <div class="card empty">
    <h2>No rollouts yet</h2>
    <p>
      A rollout begins with a plan: <code>rampart plan</code> in a repository writes one, <code>rampart apply</code>{' '}
      starts it on this log.
    </p>
  </div>
);

/** Whoever seeks one of those has to be told that it was not looked for. */
const Beyond = ({ here, of }: { readonly here: number; readonly of: number }) => (
  <p class="beyond">
    These are the {numberInWords(here)} most urgent of {numberInWords(of)}; the others are looked for with{' '}
    <code>rampart list</code>.
  </p>
);

const go = (next: Sought): void => goTo(hashOf({ is: 'list', sought: next }));

const CHOICES = [{ group: 'all' as const, title: 'All' }, ...GROUPS];

const Narrow = ({ sought, shown }: { readonly sought: Sought; readonly shown: Sections }) => (
  <Seek
    what="rollouts"
    placeholder="Search: a name, a flag, a state"
    text={sought.text}
    group={sought.group}
    groups={CHOICES.filter(({ group }) => group === 'all' || group === sought.group || shown.counts[group] > 0)}
    counts={shown.counts}
    seek={(text) => go({ ...sought, text })}
    choose={(group) => go({ ...sought, group })}
    found={foundInWords(shown.matching, shown.all, 'rollout')}
  >
    <div class="picks">
      {shown.environments.length > 1 || sought.environment !== '' ? (
        <Pick
          label="Environment"
          all="every environment"
          value={sought.environment}
          options={shown.environments.map((name) => [name, name])}
          pick={(environment) => go({ ...sought, environment })}
        />
      ) : null}
      <Pick
        label="State"
        all="every state"
        value={sought.status}
        options={shown.statuses.map((status) => [status, STANDING[status].word])}
        pick={(status) => go({ ...sought, status })}
      />
    </div>
  </Seek>
);

type Picking = {
  readonly label: string;
  readonly all: string;
  readonly value: string;
  readonly options: readonly (readonly [value: string, name: string])[];
  readonly pick: (value: string) => void;
};

/** What an address asks for and nothing here has is still said to be asked for. */
const Pick = ({ label, all, value, options, pick }: Picking) => (
  <label class="field narrow">
    <span class="unseen">{label}</span>
    <select value={value} onChange={({ currentTarget }) => pick(currentTarget.value)}>
      <option value="">{all}</option>
      {options.some(([one]) => one === value) || value === '' ? null : <option value={value}>{value}</option>}
      {options.map(([one, name]) => (
        <option key={one} value={one}>
          {name}
        </option>
      ))}
    </select>
  </label>
);

const Row = ({ row, nowMs }: { readonly row: Listed; readonly nowMs: number }) => {
  const look = STANDING[row.status];
  const concern = concernOf(row);
  return (
    <li>
      <a class={`row ${look.tone}`} href={hashOf({ is: 'rollout', id: row.id })}>
        <Pill look={look} />
        <span class="name">
          <b>{row.id}</b>
          <small>
            {row.environment} · {row.strategy}
            {row.level === undefined ? '' : ` · ${row.level}`}
          </small>
        </span>
        <span class="reach">
          <Bar share={row.percent / 100} tone={look.tone} />
          <span class="number">{reachOf(row)}</span>
        </span>
        <span class="concern">{concern}</span>
        <span class="when">
          <Ago atMs={row.atMs} nowMs={nowMs} />
        </span>
      </a>
    </li>
  );
};

type Resting = { readonly shown: Sections; readonly sought: Sought; readonly rows: number; readonly more: () => void };

const Rest = ({ shown, sought, rows, more }: Resting) => {
  if (shown.matching === 0)
    return (
      <p class="empty">
        {isOnly(sought) ? GROUPS.find(({ group }) => group === sought.group)?.none : 'Nothing here matches.'}{' '}
        <a href={hashOf({ is: 'list', sought: EVERYTHING })}>Show all</a>
      </p>
    );
  const left = shown.matching - rows;
  return left > 0 ? (
    <button type="button" class="button wide" onClick={more}>
      Show more: {countInWords(left, 'rollout')} below
    </button>
  ) : null;
};
