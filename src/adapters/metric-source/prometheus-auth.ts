import { failed, ok, problem, type Result } from '../../core/problem.ts';
import type { Context, Secret } from '../../ports/adapter.ts';

export const SECRETS: readonly Secret[] = [
  { name: 'PROMETHEUS_TOKEN', about: 'a bearer token, where one is asked for', needed: false },
  { name: 'PROMETHEUS_USERNAME', about: 'a name, where name and password are asked for', needed: false },
  { name: 'PROMETHEUS_PASSWORD', about: 'the password that goes with it', needed: false },
];

/** What is shown to the server, and what of it may stand in no message. */
type Shown = {
  readonly headers: Readonly<Record<string, string>>;
  readonly secrets: Readonly<Record<string, string>>;
};

/** Prometheus itself asks for nothing; what stands before it asks for a token, or for a name and a password. */
export const shownTo = async ({ secret }: Context): Promise<Result<Shown>> => {
  const found = await Promise.all(SECRETS.map(({ name }) => secret(name)));
  const problems = found.flatMap((one) => (one.ok ? [] : one.problems));
  if (problems.length > 0) return failed(...problems);
  const [token, username, password = ''] = found.map((one) => (one.ok ? one.value : undefined));
  if (token !== undefined && username !== undefined) return failed(TWICE);
  if (token !== undefined)
    return ok({ headers: { authorization: `Bearer ${token}` }, secrets: { PROMETHEUS_TOKEN: token } });
  if (username === undefined) return ok({ headers: {}, secrets: {} });
  const pair = `${username}:${password}`;
  return ok({
    headers: { authorization: `Basic ${btoa(pair)}` },
    secrets: { PROMETHEUS_USERNAME: pair, PROMETHEUS_PASSWORD: password },
  });
};

const TWICE = problem({
  kind: 'usage',
  code: 'secret-twice',
  path: 'PROMETHEUS_TOKEN',
  message: 'PROMETHEUS_TOKEN and PROMETHEUS_USERNAME are both set',
  hint: 'keep the one that the server asks for',
});
