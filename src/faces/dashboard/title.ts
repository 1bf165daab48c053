import { groupOf } from './list/rows.ts';
import { STANDING } from './standing.ts';
import { documentOf, type State } from './state.ts';

/** What a tab says while somebody looks elsewhere: how many need a look, or how the one stands. */
export const titleOf = (state: State): string => {
  const { route, nowMs } = state;
  if (route.is === 'rollout') {
    const watched = documentOf(state, { kind: 'watched', id: route.id });
    return `${watched ? `${STANDING[watched.status].word}: ` : ''}${route.id} · Rampart`;
  }
  const rows = documentOf(state, { kind: 'list' })?.rollouts ?? [];
  const troubled = rows.filter((row) => groupOf(row, nowMs) === 'look').length;
  return `${troubled === 0 ? '' : `(${troubled}) `}Rampart`;
};
