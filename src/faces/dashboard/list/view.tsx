import type { Listed } from '../../../app/executor/pages.ts';
import type { Documents } from '../documents.ts';
import { Bar } from '../parts/bar.tsx';
import { Pill } from '../parts/icon.tsx';
import { Ago, Shown } from '../parts/said.tsx';
import { EVERYTHING, hashOf, type Sought } from '../route.ts';
import { STANDING } from '../standing.ts';
import { heldOf, type State } from '../state.ts';
import { countInWords, foundInWords } from '../words.ts';
import { concernOf, GROUPS, reachOf, shownOf, type Shown as Sections } from './rows.ts';

type Given = { readonly state: State; readonly sought: Sought; readonly more: () => void };

export const List = ({ state, sought, more }: Given) => (
  <>
    <h1>Rollouts</h1>
    <Shown<Documents['list']> held={heldOf(state, { kind: 'list' })}>
      {({ rollouts }) => {
        if (rollouts.length === 0) return <Nothing />;
        const shown = shownOf(rollouts, sought, state.rows);
        return (
          <>
            <Seek sought={sought} shown={shown} />
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
            <Rest shown={shown} rows={state.rows} more={more} />
          </>
        );
      }}
    </Shown>
  </>
);

const Nothing = () => (
  <div class="card empty">
    <h2>No rollouts yet</h2>
    <p>
      A rollout begins with a plan: <code>rampart plan</code> in a repository writes one, <code>rampart apply</code>{' '}
      starts it on this log.
    </p>
  </div>
);

const go = (sought: Sought): void => {
  history.replaceState(null, '', hashOf({ is: 'list', sought }));
  window.dispatchEvent(new HashChangeEvent('hashchange'));
};

const Seek = ({ sought, shown }: { readonly sought: Sought; readonly shown: Sections }) => (
  <form class="seek" role="search" onSubmit={(event) => event.preventDefault()}>
    <label class="field">
      <span class="unseen">Search rollouts</span>
      <input
        id="search"
        type="search"
        placeholder="Search: a name, a flag, a state"
        value={sought.text}
        autoComplete="off"
        spellcheck={false}
        onInput={({ currentTarget: { value } }) => go({ ...sought, text: value })}
      />
    </label>
    <fieldset class="chips">
      <legend class="unseen">Which of them</legend>
      {[{ group: 'all' as const, title: 'All' }, ...GROUPS].map(({ group, title }) => (
        <label key={group} class="chip">
          <input type="radio" name="group" checked={sought.group === group} onChange={() => go({ ...sought, group })} />
          <span>
            {title} <b>{shown.counts[group]}</b>
          </span>
        </label>
      ))}
    </fieldset>
    {shown.environments.length > 1 ? (
      <label class="field narrow">
        <span class="unseen">Environment</span>
        <select
          value={sought.environment}
          onChange={({ currentTarget: { value } }) => go({ ...sought, environment: value })}
        >
          <option value="">every environment</option>
          {shown.environments.map((name) => (
            <option key={name} value={name}>
              {name}
            </option>
          ))}
        </select>
      </label>
    ) : null}
    <p class="unseen" role="status">
      {foundInWords(shown.matching, shown.all, 'rollout')}
    </p>
  </form>
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

const Rest = ({
  shown,
  rows,
  more,
}: {
  readonly shown: Sections;
  readonly rows: number;
  readonly more: () => void;
}) => {
  if (shown.matching === 0)
    return (
      <p class="empty">
        Nothing here matches. <a href={hashOf({ is: 'list', sought: EVERYTHING })}>Show all</a>
      </p>
    );
  const left = shown.matching - rows;
  return left > 0 ? (
    <button type="button" class="button wide" onClick={more}>
      Show more: {countInWords(left, 'rollout')} below
    </button>
  ) : null;
};
