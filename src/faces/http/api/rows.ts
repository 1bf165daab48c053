import type { Right } from '../caller.ts';

/** One route: which operation it is, whose right it asks for, and what of the operation can be said over a network. */
export type Row = {
  readonly method: 'get' | 'post';
  readonly path: string;
  readonly operation: string;
  readonly right: Right;
  /**
   * The environment that the right is asked for in: that of the rollout in the path, that of the plan in the body, any
   * (what comes back is then narrowed to theirs), or all of them.
   */
  readonly where: 'rollout' | 'plan' | 'some' | 'all';
  /** Fields of the operation. Never: a path on this machine, another log, other rules, somebody else's name. */
  readonly takes: readonly string[];
  /** Fields of the body that are whole documents, and the field of the operation that names a file for each. */
  readonly documents?: Readonly<Record<string, string>>;
  readonly always?: Readonly<Record<string, unknown>>;
  /** Where a request says nothing of it. */
  readonly usual?: Readonly<Record<string, unknown>>;
  /** The field that is given the environments that whoever asks may look at. */
  readonly narrows?: 'environment';
  /** The field of the operation that names a file: it is given the plan of the rollout in the path. */
  readonly ofPlan?: 'file';
  /** Told by the log alone: the same version, the same bytes. */
  readonly steady?: true;
  /** Looks at flags and metrics: once for all who ask within a few seconds. */
  readonly shared?: true;
  /** More people may get the change by it: a service that is strict wants to know which version somebody looked at. */
  readonly raises?: true;
  /** The field that whoever asks stands in, beside those that they name. */
  readonly signs?: 'author';
  /** The field that is given what else whoever asks is known as. */
  readonly names?: 'knownAs';
  readonly answers?: 201;
};

const ROLLOUTS = '/api/v1/rollouts';
const ROLLOUT = `${ROLLOUTS}/:rollout`;
const CHANGE = { diff: 'diff', description: 'description', opinion: 'opinion' };
const WAY = ['environment', 'backend', 'strategy', 'ladder', 'pace', 'flag', 'owner', 'feature', 'link', 'traffic'];
const NOBODY_ELSE = { ai: 'never' };
const A_PAGE = { usual: { limit: 100 } };

const looks = (name: string, operation: string, more: Partial<Row> = {}): Row => ({
  method: 'get',
  path: name === '' ? ROLLOUT : `${ROLLOUT}/${name}`,
  operation,
  right: 'look',
  where: 'rollout',
  takes: [],
  ...more,
});

const acts = (operation: string, takes: readonly string[] = [], more: Partial<Row> = {}): Row => ({
  method: 'post',
  path: `${ROLLOUT}/${operation}`,
  operation,
  right: 'operate',
  where: 'rollout',
  takes: ['reason', ...takes],
  ...more,
});

/** What judges a document that is sent, and changes nothing. */
const judges = (operation: string, more: Partial<Row>): Row => ({
  method: 'post',
  path: `/api/v1/${operation}`,
  operation,
  right: 'look',
  where: 'some',
  takes: [],
  ...more,
});

/** Who may come in is nobody's but an admin's of everything. */
const administers = (method: Row['method'], path: string, operation: string, more: Partial<Row>): Row => ({
  method,
  path: `/api/v1/access${path}`,
  operation,
  right: 'administer',
  where: 'all',
  takes: [],
  ...more,
});

/** Looks at what is there of everything that is theirs. */
const lists = (path: string, operation: string, takes: readonly string[], more: Partial<Row> = {}): Row => ({
  method: 'get',
  path: `/api/v1/${path}`,
  operation,
  right: 'look',
  where: 'some',
  takes: ['environment', ...takes],
  narrows: 'environment',
  ...more,
});

/** Flags are of a flag system, and of no environment: they are told to whoever may look at all of them. */
const flags = (path: string, operation: string, takes: readonly string[] = [], more: Partial<Row> = {}): Row => ({
  method: 'get',
  path: `/api/v1/flags${path}`,
  operation,
  right: 'look',
  where: 'all',
  takes,
  shared: true,
  ...more,
});

/** Whoever sends such a request has said yes by sending it. */
const AGREED = { always: { yes: true }, raises: true } as const;

/** The list, in the order of the work. What is not here cannot be asked for over a network. */
export const ROWS: readonly Row[] = [
  lists('rollouts', 'list', ['live', 'trouble', 'limit', 'after'], A_PAGE),
  {
    method: 'post',
    path: ROLLOUTS,
    operation: 'apply',
    right: 'operate',
    where: 'plan',
    takes: ['reason', 'author', 'whenReady'],
    signs: 'author',
    documents: { plan: 'file' },
    always: { yes: true, once: true, live: false },
    answers: 201,
  },
  looks('', 'status'),
  looks('why', 'why', { shared: true }),
  looks('watch', 'watch', { always: { once: true }, shared: true }),
  looks('log', 'log', { takes: ['after', 'before', 'limit', 'newest'], ...A_PAGE, steady: true }),
  looks('plan', 'show', { ofPlan: 'file', steady: true }),
  looks('preview', 'preview', { takes: ['action', 'to', 'gradual', 'item', 'lasts'] }),
  looks('result', 'result'),
  acts('approve', ['before', 'digest'], { right: 'approve', raises: true, names: 'knownAs' }),
  acts('confirm', ['item', 'all'], { right: 'approve', raises: true }),
  acts('pause'),
  acts('resume', [], AGREED),
  acts('hold'),
  acts('advance', [], AGREED),
  acts('rollback', ['to', 'gradual']),
  acts('abort'),
  acts('restart', [], { raises: true }),
  acts('freeze', ['lasts']),
  acts('unfreeze', [], AGREED),
  lists('programs', 'programs', []),
  flags('', 'flags status'),
  flags('/stale', 'flags stale', ['days'], { always: { code: false } }),
  judges('risk', { documents: CHANGE, always: NOBODY_ELSE }),
  judges('plan', { takes: WAY, documents: CHANGE, always: NOBODY_ELSE }),
  judges('check', { documents: { plan: 'file' } }),
  judges('simulate', { takes: ['scenario', 'all', 'seed', 'traffic'], documents: { plan: 'file' } }),
  administers('get', '', 'access list', { takes: ['all'] }),
  administers('post', '', 'access issue', {
    takes: ['name', 'grant', 'team', 'knownAs', 'expires', 'reason'],
    answers: 201,
  }),
  administers('post', '/:token/revoke', 'access revoke', { takes: ['reason'] }),
  administers('get', '', 'audit', { path: '/api/v1/audit', takes: ['since', 'until'] }),
];
