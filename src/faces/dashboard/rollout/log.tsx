import type { Watched } from '../../../app/executor/watched.ts';
import { useState } from 'preact/hooks';
import { Section } from '../parts/said.tsx';
import { moment } from '../words.ts';
import { groupsOf } from './happened.ts';

const FIRST = 30;

/** What happened, the latest first. */
export const Happened = ({ happened }: { readonly happened: Watched['happened'] }) => {
  const [room, setRoom] = useState(FIRST);
  const latest = groupsOf(happened);
  return (
    <Section title="What happened" id="happened">
      <ol class="happened">
        {latest.slice(0, room).map(({ atMs, what, why, times, nth }) => (
          <li key={nth}>
            <time dateTime={new Date(atMs).toISOString()}>{moment(atMs)}</time>
            <span>
              <b>{what}</b> {times === 1 ? null : <small>{times} times </small>}
              {why === '' ? null : <span class="why">{why}</span>}
            </span>
          </li>
        ))}
      </ol>
      {latest.length > room ? (
        <button type="button" class="button" onClick={() => setRoom(room * 4)}>
          Show earlier: {latest.length - room} more
        </button>
      ) : null}
    </Section>
  );
};
