import { parse } from 'hono/utils/cookie';
import type { Gate } from '../../app/access/gate.ts';
import { notKnown } from '../../app/access/refusals.ts';
import { failed, ok, problem, type Problem, type Result } from '../../core/problem.ts';
import type { Caller } from './caller.ts';
import { fromElsewhere, isPassedOn, type Reach } from './reach.ts';
import type { Serving } from './serving.ts';

/** Behind TLS the name itself keeps other hosts and paths from setting it. */
export const COOKIES = { secure: '__Host-rampart_session', plain: 'rampart_session' };

/** What a page of ours sends with everything that changes something. No form, and no page from elsewhere, can. */
const PAGE_HEADER = 'x-rampart-page';

/** Whom a request comes from: a token first, then a session, and without either whoever is on this machine. */
export const whoAsks =
  (gate: Gate, reach: Reach): Serving['who'] =>
  async (request) => {
    const elsewhere = fromElsewhere(request, reach);
    if (elsewhere) return failed(elsewhere);
    const authorization = request.headers.get('authorization');
    if (authorization !== null) return borne(authorization, gate);
    const cookie = sessionIn(request);
    if (cookie !== undefined) {
      const forged = forgedIn(request);
      return forged ? failed(forged) : gate.session(cookie);
    }
    return onThisMachine(request, gate, reach);
  };

const borne = (authorization: string, gate: Gate): Promise<Result<Caller>> | Result<Caller> => {
  const token = /^Bearer ([\w.~+/=-]{1,8192})$/i.exec(authorization)?.[1];
  return token === undefined ? failed(notKnown('this is no bearer token')) : gate.bearer(token);
};

export const sessionIn = ({ headers }: Request): string | undefined => {
  const cookies = parse(headers.get('cookie') ?? '');
  return cookies[COOKIES.secure] ?? cookies[COOKIES.plain];
};

/** A browser sends a session by itself, whoever made it ask: what changes something has to come from a page of ours. */
const forgedIn = ({ method, headers }: Request): Problem | undefined => {
  if (method === 'GET' || method === 'HEAD') return undefined;
  const site = headers.get('sec-fetch-site');
  const isOurs = site === null ? headers.has('origin') : site === 'same-origin';
  return isOurs && headers.has(PAGE_HEADER) ? undefined : forged();
};

/** Whoever reaches a service that only answers on its own machine, as long as nobody was given a token. */
const onThisMachine = async (request: Request, gate: Gate, { alone }: Reach): Promise<Result<Caller>> => {
  const open = alone && !isPassedOn(request) ? await gate.isOpen() : ok(false);
  if (!open.ok) return open;
  return open.value ? ok(ON_THIS_MACHINE) : failed(notKnown('nobody knows who asks'));
};

export const ON_THIS_MACHINE: Caller = {
  name: 'somebody on this machine',
  roles: { '*': ['admin'] },
  teams: [],
  proof: 'this machine',
};

const forged = (): Problem =>
  problem({
    kind: 'refused',
    code: 'forged',
    message: 'a session changes something only from a page of this service',
    hint: `pages send the header ${PAGE_HEADER}; programs send a token`,
  });
