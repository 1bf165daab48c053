import { z } from 'zod';
import type { Problem } from '../../core/problem.ts';
import { plainLine } from '../../core/values/quote.ts';
import { Line } from '../../core/values/text.ts';
import type { Adapter } from '../../ports/adapter.ts';
import { isAddress } from '../../ports/place.ts';
import type { Ports } from '../operation.ts';

/** One thing that a rollout needs, and whether it is well. */
export const Thing = z.strictObject({
  what: z.enum(['policy', 'log', 'flags', 'metrics', 'metric', 'host', 'adviser', 'notifier']),
  name: z.string(),
  place: z.string().optional(),
  state: z
    .enum(['works', 'silent', 'absent', 'fails'])
    .meta({ description: 'silent: it answers, and has nothing to say yet; absent: nobody has set it up' }),
  says: Line,
  hint: Line.optional(),
  secrets: z.array(z.strictObject({ name: z.string(), needed: z.boolean(), set: z.boolean() })).optional(),
});
export type Thing = z.infer<typeof Thing>;

export type Named = Pick<Thing, 'what' | 'name' | 'place' | 'secrets'>;

export const works = (named: Named, says: string): Thing => ({ ...named, state: 'works', says: plainLine(says) });

export const fails = (named: Named, problems: readonly Problem[]): Thing => {
  const [first] = problems;
  return {
    ...named,
    state: 'fails',
    says: plainLine(first ? saidOf(first) : 'it does not say why'),
    ...(first?.hint ? { hint: plainLine(first.hint) } : {}),
  };
};

/** What is wrong with one part of a place says which. */
const saidOf = ({ code, path, message }: Problem): string =>
  code.startsWith('place-') && path !== '' && path !== 'place' ? `${path} ${message}` : message;

/** The host and the path of an address. What stands before and behind them may be a secret that does not belong there. */
export const shown = (place: string): string => {
  if (!isAddress(place)) return place;
  if (!URL.canParse(place)) return 'an address that cannot be read';
  const { protocol, host, pathname } = new URL(place);
  return `${protocol}//${host}${pathname === '/' ? '' : pathname}`;
};

/** Which of its secrets are there. Their values are not looked at. */
export const secretsOf = async (adapter: Adapter<unknown>, { hasSecret }: Ports): Promise<Thing['secrets']> =>
  Promise.all(adapter.secrets.map(async ({ name, needed }) => ({ name, needed, set: await hasSecret(name) })));
