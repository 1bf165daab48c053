import { FlagKey } from '../../../core/flags/flag-parts.ts';
import type { ToldRoute } from '../flags/route.ts';
import { inBraces, inQuery } from './paths.ts';
import { type Failing, failing } from './problems.ts';
import { takes } from './rights.ts';
import { type Json, type Named, ref, sentAs } from './schemas.ts';

/** The routes of our own flags as OpenAPI has them: for the environment of users, and for one by its name. */
export const flagPaths = (
  routes: readonly ToldRoute[],
  bases: readonly string[],
  names: Named,
): Readonly<Record<string, Json>> => {
  const paths: Record<string, Json> = {};
  for (const base of bases)
    for (const route of routes) {
      const path = inBraces(`${base}${route.path}`);
      paths[path] = { ...paths[path], [route.method]: toldAt(base, route, names) };
    }
  return paths;
};

const toldAt = (base: string, route: ToldRoute, names: Named): Json => {
  const parameters = [...placesIn(`${base}${route.path}`), ...queryOf(route), ...headersOf(route)];
  const where = base === '' ? 'in production' : 'in that environment';
  return {
    operationId: base === '' ? route.id : `${route.id}In`,
    summary: route.summary,
    description: takes(route.right, where),
    tags: [route.group],
    ...(route.streams ? { security: [{ token: [] }, { session: [] }, {}] } : {}),
    ...(parameters.length > 0 ? { parameters } : {}),
    ...bodyOf(route),
    responses: { ...goodOf(route, names), ...refusalsOf(route, names), ...failing(...badOf(route)) },
  };
};

const placesIn = (path: string): readonly Json[] =>
  [...path.matchAll(/:(\w+)/g)].map(([, name = '']) => ({
    name,
    in: 'path',
    required: true,
    ...(PLACES[name] ?? { schema: sentAs(FlagKey), example: 'new-search' }),
  }));

const PLACES: Readonly<Record<string, Json>> = {
  environment: { schema: { type: 'string', minLength: 1, maxLength: 100 }, example: 'staging' },
  channel: { schema: { type: 'string', pattern: '^[a-z]+$' }, example: 'hqzlwmrtcvbnxkgd' },
};

const queryOf = ({ query }: ToldRoute): readonly Json[] => (query ? inQuery(sentAs(query)) : []);

const headersOf = ({ heeds = [], tag, streams }: ToldRoute): readonly Json[] => [
  ...(heeds.includes('If-Match') ? [parameter('FlagMatch')] : []),
  ...(heeds.includes('If-None-Match') ? [parameter('FlagIsNew')] : []),
  ...(tag === 'content' ? [parameter('KnownContent')] : []),
  ...(streams ? [parameter('LastEventId')] : []),
];

const parameter = (name: string): Json => ({ $ref: `#/components/parameters/${name}` });

/** Whoever sends nothing says nothing, where nothing has to be said. */
const bodyOf = ({ body, example }: ToldRoute): Json =>
  body
    ? {
        requestBody: {
          required: !body.safeParse({}).success,
          content: { 'application/json': { schema: sentAs(body), example } },
        },
      }
    : {};

const goodOf = (route: ToldRoute, names: Named): Json => {
  const { method, answers, tag, makes, streams, shows } = route;
  if (!answers) return { 204: { description: 'It is done.' } };
  const media = streams ? 'text/event-stream' : 'application/json';
  const example = shows === undefined ? {} : { example: shows };
  const good = {
    description: streams ? 'A stream of server-sent events; the data of each is one of these.' : 'How it stands.',
    ...(tag ? { headers: { ETag: { $ref: `#/components/headers/${TAGS[tag]}` } } } : {}),
    content: { [media]: { schema: named(answers, names), ...example } },
  };
  return {
    200: method === 'get' ? good : { ...good, description: 'What came of it.' },
    ...(makes ? { 201: { ...good, description: 'There was no such flag before.' } } : {}),
    ...(tag === 'content' ? { 304: { description: 'Nothing has changed since.' } } : {}),
  };
};

const TAGS = { version: 'FlagTag', content: 'ContentTag' } as const;

const named = (schema: NonNullable<ToldRoute['answers']>, names: Named): Json => {
  const name = names.get(schema);
  if (name === undefined) throw new Error('an answer of the flags has no name: see WORDS in schemas.ts');
  return ref(name);
};

/** In both languages: who may not ask is told so by us, what cannot be answered is told by the protocol. */
const refusalsOf = ({ refuses }: ToldRoute, names: Named): Json =>
  refuses
    ? Object.fromEntries(
        ([400, 404] as const).map((status) => [
          status,
          {
            description:
              status === 400 ? 'This cannot be evaluated.' : 'There is no such flag, or no such environment.',
            content: {
              'application/json': { schema: named(refuses, names) },
              'application/problem+json': { schema: ref('ProblemDocument') },
            },
          },
        ]),
      )
    : {};

const badOf = ({ right, body, query, heeds, path, refuses, streams }: ToldRoute): readonly Failing[] => {
  const changes = right === 'operate';
  const found: readonly (readonly [Failing, boolean])[] = [
    [400, (body !== undefined || heeds !== undefined) && !refuses],
    [401, true],
    [403, !streams],
    [404, !refuses],
    [409, changes],
    [412, heeds !== undefined],
    [413, body !== undefined],
    [415, body !== undefined && right !== 'evaluate'],
    [422, (body !== undefined || query !== undefined || path.includes(':')) && !refuses],
    [428, changes],
    [429, true],
    [502, true],
  ];
  return found.flatMap(([status, is]) => (is ? [status] : []));
};
