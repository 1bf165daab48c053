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
  readonly answers?: 201;
};

const ROLLOUT = '/api/v1/rollouts/:rollout';
const CHANGE = { diff: 'diff', description: 'description', opinion: 'opinion' };
const WAY = ['environment', 'backend', 'strategy', 'ladder', 'pace', 'flag', 'owner', 'feature', 'traffic'];
const NOBODY_ELSE = { ai: 'never' };

const looks = (name: string, operation: string, takes: readonly string[] = []): Row => ({
  method: 'get',
  path: name === '' ? ROLLOUT : `${ROLLOUT}/${name}`,
  operation,
  right: 'look',
  where: 'rollout',
  takes,
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

/** Whoever sends such a request has said yes by sending it. */
const AGREED = { always: { yes: true } };

/** The list, in the order of the work. What is not here cannot be asked for over a network. */
export const ROWS: readonly Row[] = [
  {
    method: 'get',
    path: '/api/v1/rollouts',
    operation: 'list',
    right: 'look',
    where: 'some',
    takes: ['live'],
  },
  {
    method: 'post',
    path: '/api/v1/rollouts',
    operation: 'apply',
    right: 'operate',
    where: 'plan',
    takes: ['reason', 'author', 'whenReady'],
    documents: { plan: 'file' },
    always: { yes: true, once: true, live: false },
    answers: 201,
  },
  looks('', 'status'),
  looks('why', 'why'),
  looks('log', 'log'),
  looks('result', 'result'),
  acts('approve', ['before', 'digest'], { right: 'approve' }),
  acts('confirm', ['item', 'all'], { right: 'approve' }),
  acts('pause'),
  acts('resume', [], AGREED),
  acts('hold'),
  acts('advance', [], AGREED),
  acts('rollback', ['to', 'gradual']),
  acts('abort'),
  acts('restart'),
  acts('freeze', ['lasts']),
  acts('unfreeze', [], AGREED),
  judges('risk', { documents: CHANGE, always: NOBODY_ELSE }),
  judges('plan', { takes: WAY, documents: CHANGE, always: NOBODY_ELSE }),
  judges('check', { documents: { plan: 'file' } }),
  judges('simulate', { takes: ['scenario', 'all', 'seed', 'traffic'], documents: { plan: 'file' } }),
  administers('get', '', 'access list', { takes: ['all'] }),
  administers('post', '', 'access issue', { takes: ['name', 'grant', 'team', 'expires', 'reason'], answers: 201 }),
  administers('post', '/:token/revoke', 'access revoke', { takes: ['reason'] }),
];
