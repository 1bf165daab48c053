import { z } from 'zod';
import { http } from '../../src/adapters/flag-backend/http.ts';
import { worked } from '../helpers/log.ts';
import { aServer, type Said, type Seen, SECRET } from '../helpers/server.ts';
import type { FlagWorld } from './world.ts';

const Sent = z.strictObject({
  enabled: z.boolean().optional(),
  strategy: z.enum(['percentage', 'ring']).optional(),
  percentage: z.number().min(0).max(100).optional(),
  rings: z.record(z.string(), z.number().min(0).max(100)).optional(),
});
type Held = z.infer<typeof Sent> & { frozen?: boolean };

/** The feature-flag service of the rollout guide: what is left out of a PUT stays as it was. */
const flagService = (flags: Map<string, Held>) => {
  const set = (name: string, change: Held): Said => {
    const held = flags.get(name) ?? { enabled: false, percentage: 0, strategy: 'percentage' };
    if (held.frozen && (change.percentage ?? 0) > (held.percentage ?? 0))
      return { status: 409, json: { error: 'the flag is frozen' } };
    flags.set(name, { ...held, ...change });
    return { status: 200, json: { name, ...flags.get(name) } };
  };
  return ({ method, path, query, json, headers }: Seen): Said => {
    if (headers.get('authorization') !== `Bearer ${SECRET}`) return { status: 401, json: { error: 'who are you?' } };
    const [, , first = '', second = '', third] = path.split('/');
    const named = z.looseObject({ flag: z.string(), enabled: z.boolean() }).safeParse(json).data;
    if (method === 'POST' && first === 'toggle' && named) return set(named.flag, { enabled: named.enabled });
    if (method === 'POST' && first === 'freeze') return set(second, { frozen: true });
    if (method === 'POST' && first === 'rollout' && third === 'increase') {
      const { increase_by: by = 10 } = z.looseObject({ increase_by: z.number().optional() }).parse(json ?? {});
      return set(second, { percentage: Math.min(100, (flags.get(second)?.percentage ?? 0) + by) });
    }
    if (method === 'POST' && first === 'bulk-update') {
      for (const { name, ...change } of z.array(Sent.extend({ name: z.string() })).parse(json)) set(name, change);
      return { status: 200, json: {} };
    }
    if (method === 'GET' && first === '') return { status: 200, json: listed(flags, new URLSearchParams(query)) };
    const name = decodeURIComponent(first);
    const held = flags.get(name);
    if (method === 'GET') return held ? { status: 200, json: { name, ...held } } : { status: 404, json: {} };
    const sent = Sent.safeParse(json);
    return method === 'PUT' && sent.success ? set(name, sent.data) : { status: 422, json: { error: 'not understood' } };
  };
};

const listed = (flags: Map<string, Held>, query: URLSearchParams) => {
  const [after, limit] = [query.get('after') ?? '', Number(query.get('limit'))];
  const left = [...flags.keys()].toSorted().filter((name) => name > after);
  const page = left.slice(0, limit);
  return {
    flags: page.map((name) => ({ name, ...flags.get(name) })),
    ...(left.length > limit ? { next: page.at(-1) } : {}),
  };
};

export const httpWorld = async (): Promise<FlagWorld> => {
  const server = aServer('https://flags.example.com', flagService(new Map()), { FLAGS_TOKEN: SECRET });
  return { server, backend: worked(await http.open('https://flags.example.com/', server.context)) };
};
