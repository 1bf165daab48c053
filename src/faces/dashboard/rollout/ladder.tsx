import type { Watched } from '../../../app/executor/watched.ts';
import { stepsOf } from './ladder.ts';

export const Ladder = ({ watched }: { readonly watched: Watched }) => (
  <ol class="ladder" aria-label="Phases">
    {stepsOf(watched).map(({ id, percent, is, done, word }) => (
      <li key={id} class={is} aria-current={is === 'now' ? 'step' : undefined}>
        <span class="track" aria-hidden="true">
          <span style={{ width: `${Math.round(done * 1000) / 10}%` }} />
        </span>
        <b>{percent === '' ? id : percent}</b>
        <span class="id">{percent === '' ? 'those named in it' : id}</span>
        <small>{word}</small>
      </li>
    ))}
  </ol>
);
