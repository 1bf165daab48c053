/** Where somebody is, as it stands behind the `#` of the address: such an address can be kept, sent, and gone back to. */
export type Route =
  | { readonly is: 'list'; readonly sought: Sought }
  | { readonly is: 'rollout'; readonly id: string }
  | { readonly is: 'flags' }
  | { readonly is: 'programmes' }
  | { readonly is: 'experiments' }
  | { readonly is: 'nowhere' };

/** What of the list is to be seen. */
export type Sought = {
  readonly text: string;
  readonly group: 'all' | 'look' | 'going' | 'over';
  readonly environment: string;
};

export const EVERYTHING: Sought = { text: '', group: 'all', environment: '' };

export const routeOf = (hash: string): Route => {
  const [path = '', query = ''] = hash.replace(/^#?\/?/, '').split('?', 2);
  const [page = '', name] = path.split('/').map(decoded);
  if (page === '') return { is: 'list', sought: soughtIn(new URLSearchParams(query)) };
  if (page === 'rollouts' && name) return { is: 'rollout', id: name };
  return page === 'flags' || page === 'programmes' || page === 'experiments' ? { is: page } : { is: 'nowhere' };
};

export const hashOf = (route: Route): string => {
  if (route.is === 'rollout') return `#/rollouts/${encodeURIComponent(route.id)}`;
  if (route.is !== 'list') return `#/${route.is === 'nowhere' ? '' : route.is}`;
  const { text, group, environment } = route.sought;
  const query = new URLSearchParams({
    ...(text === '' ? {} : { q: text }),
    ...(group === 'all' ? {} : { show: group }),
    ...(environment === '' ? {} : { in: environment }),
  }).toString();
  return `#/${query === '' ? '' : `?${query}`}`;
};

const GROUPS: readonly Sought['group'][] = ['all', 'look', 'going', 'over'];

const soughtIn = (query: URLSearchParams): Sought => ({
  text: query.get('q') ?? '',
  group: GROUPS.find((group) => group === query.get('show')) ?? 'all',
  environment: query.get('in') ?? '',
});

/** What was never an address of ours is a name that nobody has. */
const decoded = (part: string): string => {
  try {
    return decodeURIComponent(part);
  } catch {
    return '';
  }
};
