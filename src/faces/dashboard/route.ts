/** Where somebody is, as it stands behind the `#` of the address: such an address can be kept, sent, and gone back to. */
export type Route =
  | { readonly is: 'list'; readonly sought: Sought }
  | { readonly is: 'rollout'; readonly id: string }
  | { readonly is: 'flags'; readonly sought: FlagsSought }
  | { readonly is: 'programmes' }
  | { readonly is: 'experiments' }
  | { readonly is: 'nowhere' };

/** What of the list is to be seen. */
export type Sought = {
  readonly text: string;
  readonly group: 'all' | 'look' | 'asked' | 'going' | 'over';
  readonly environment: string;
  readonly status: string;
};

/** What of the flags is to be seen: all, those that can go, those in a rollout's hands, those that are neither. */
export type FlagsSought = { readonly text: string; readonly group: 'all' | 'stale' | 'held' | 'frozen' | 'free' };

export const ALL_FLAGS: FlagsSought = { text: '', group: 'all' };

export const EVERYTHING: Sought = { text: '', group: 'all', environment: '', status: '' };

export const routeOf = (hash: string): Route => {
  const [path = '', query = ''] = hash.replace(/^#?\/?/, '').split('?', 2);
  const [page = '', name] = path.split('/').map(decoded);
  if (page === '') return { is: 'list', sought: soughtIn(new URLSearchParams(query)) };
  if (page === 'rollouts' && name) return { is: 'rollout', id: name };
  if (page === 'flags') return { is: page, sought: flagsIn(new URLSearchParams(query)) };
  return page === 'programmes' || page === 'experiments' ? { is: page } : { is: 'nowhere' };
};

export const hashOf = (route: Route): string => {
  if (route.is === 'rollout') return `#/rollouts/${encodeURIComponent(route.id)}`;
  if (route.is === 'flags') return flagsHash(route.sought);
  if (route.is !== 'list') return `#/${route.is === 'nowhere' ? '' : route.is}`;
  const { text, group, environment, status } = route.sought;
  const query = new URLSearchParams({
    ...(text === '' ? {} : { q: text }),
    ...(group === 'all' ? {} : { show: group }),
    ...(environment === '' ? {} : { in: environment }),
    ...(status === '' ? {} : { is: status }),
  }).toString();
  return `#/${query === '' ? '' : `?${query}`}`;
};

const GROUPS: readonly Sought['group'][] = ['all', 'look', 'asked', 'going', 'over'];

const soughtIn = (query: URLSearchParams): Sought => ({
  text: query.get('q') ?? '',
  group: GROUPS.find((group) => group === query.get('show')) ?? 'all',
  environment: query.get('in') ?? '',
  status: query.get('is') ?? '',
});

const FLAG_GROUPS: readonly FlagsSought['group'][] = ['all', 'stale', 'held', 'frozen', 'free'];

const flagsIn = (query: URLSearchParams): FlagsSought => ({
  text: query.get('q') ?? '',
  group: FLAG_GROUPS.find((group) => group === query.get('show')) ?? 'all',
});

const flagsHash = ({ text, group }: FlagsSought): string => {
  const query = new URLSearchParams({
    ...(text === '' ? {} : { q: text }),
    ...(group === 'all' ? {} : { show: group }),
  }).toString();
  return `#/flags${query === '' ? '' : `?${query}`}`;
};

/** What was never an address of ours is a name that nobody has. */
const decoded = (part: string): string => {
  try {
    return decodeURIComponent(part);
  } catch {
    return '';
  }
};
