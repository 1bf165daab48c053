import { failed, ok, problem, type Problem, type Result } from '../core/problem.ts';
import { plain } from '../core/values/quote.ts';
import type { Context } from '../ports/adapter.ts';
import { LOG_PASSWORD } from '../ports/event-log.ts';

/** A database on a PostgreSQL server, and who asks. */
export type Server = {
  readonly host: string;
  readonly port: number;
  readonly database: string;
  readonly user: string | undefined;
  readonly password: string | undefined;
  readonly tls: boolean;
  /** The address as it may be shown, and given again: without the password. */
  readonly at: string;
};

const EXAMPLE = 'postgres://rampart@db.example.com/rampart';

/**
 * Reads `postgres://user@host:port/name`. A password may stand in it, as addresses in an environment often have one;
 * better it has a place of its own. All that is wrong is said at once, and no value of it is repeated.
 */
export const serverAt = async (place: string, secret: Context['secret']): Promise<Result<Server>> => {
  if (!URL.canParse(place)) return failed(about('this is no address', `like ${EXAMPLE}`));
  const url = new URL(place);
  const [user, written, host, database] = [url.username, url.password, url.hostname, url.pathname.slice(1)].map(
    decoded,
  );
  const tls = tlsIn(url.searchParams);
  const problems = [
    ...(/^postgres(?:ql)?:$/.test(url.protocol) ? [] : [about(`${plain(url.protocol)} is not spoken here`, FORMS)]),
    ...(host ? [] : [about('no server is named', `like ${EXAMPLE}`)]),
    ...(database && !database.includes('/') ? [] : [about('no database is named', `like ${EXAMPLE}`)]),
    ...(url.hash ? [about('there is a # in this address', 'write %23 where it belongs to the password')] : []),
    ...(tls.ok ? [] : tls.problems),
  ];
  const told = written ? ok(written) : await secret(LOG_PASSWORD);
  if (problems.length > 0 || !tls.ok || !told.ok) return failed(...problems, ...(told.ok ? [] : told.problems));
  const bare = (host ?? '').replace(/^\[|\]$/g, '');
  return ok({
    host: bare,
    port: Number(url.port || 5432),
    database: database ?? '',
    user: user || undefined,
    password: told.value,
    tls: tls.value,
    at: shownAs(url, tls.value),
  });
};

const FORMS = `name a file, or a server: ${EXAMPLE}`;

const decoded = (text: string): string => {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
};

/** Ours is `tls`; `sslmode` is what others write there. Whoever is asked for a certificate has to show a good one. */
const tlsIn = (query: URLSearchParams): Result<boolean> => {
  const given = [...query];
  const odd = given.filter(([name, value]) => SAID[`${name}=${value}`] === undefined);
  const said = new Set(given.map(([name, value]) => SAID[`${name}=${value}`]));
  if (odd.length > 0)
    return failed(
      ...odd.map(([name]) => about(`"${plain(name)}" is not understood here, or not what it is set to`, MEANT)),
    );
  return said.size > 1 ? failed(about('TLS is said to be on and off', MEANT)) : ok(!said.has(false));
};

const SAID: Readonly<Record<string, boolean>> = {
  'tls=on': true,
  'tls=off': false,
  'sslmode=require': true,
  'sslmode=verify-full': true,
  'sslmode=disable': false,
};

const MEANT = 'tls=on, which is usual, or tls=off where the way to the server is your own';

const shownAs = ({ host, pathname, username }: URL, tls: boolean): string =>
  `postgres://${username === '' ? '' : `${username}@`}${host}${pathname}${tls ? '' : '?tls=off'}`;

const about = (message: string, hint: string): Problem =>
  problem({ kind: 'usage', code: 'log-address', path: 'db', message, hint });
