import type { Route } from './route.ts';
import { ACTIONS } from './rollout/actions.ts';

/** What a key does: something on the page, or somewhere to go. */
export type Wish =
  | { readonly is: 'search' }
  | { readonly is: 'help' }
  | { readonly is: 'row'; readonly by: 1 | -1 }
  | { readonly is: 'go'; readonly hash: string }
  | { readonly is: 'act'; readonly action: string };

export type Key = {
  readonly key: string;
  readonly does: string;
  readonly on: Route['is'] | 'anywhere';
  readonly wish: Wish;
};

const GO: readonly (readonly [key: string, does: string, hash: string])[] = [
  ['1', 'rollouts', '#/'],
  ['2', 'flags', '#/flags'],
  ['3', 'programmes', '#/programmes'],
  ['4', 'experiments', '#/experiments'],
];

/** The same letters as in the terminal, where there are some. */
export const KEYS: readonly Key[] = [
  { key: '?', does: 'these keys', on: 'anywhere', wish: { is: 'help' } },
  { key: '/', does: 'search', on: 'anywhere', wish: { is: 'search' } },
  ...GO.map(([key, does, hash]): Key => ({ key, does, on: 'anywhere', wish: { is: 'go', hash } })),
  { key: 'j', does: 'next rollout', on: 'list', wish: { is: 'row', by: 1 } },
  { key: 'k', does: 'the one before', on: 'list', wish: { is: 'row', by: -1 } },
  { key: 'u', does: 'back to all rollouts', on: 'rollout', wish: { is: 'go', hash: '#/' } },
  ...ACTIONS.flatMap(({ key, label, name }): readonly Key[] =>
    key === undefined ? [] : [{ key, does: label.toLowerCase(), on: 'rollout', wish: { is: 'act', action: name } }],
  ),
];

/** What a key does here; undefined where it does nothing. */
export const wishOf = (pressed: string, route: Route): Wish | undefined =>
  KEYS.find(({ key, on }) => key === pressed && (on === 'anywhere' || on === route.is))?.wish;
