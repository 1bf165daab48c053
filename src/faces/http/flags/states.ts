import { z } from 'zod';
import type { FlagService } from '../../../app/flag-service/service.ts';
import { FlagKey } from '../../../core/flags/flag-parts.ts';
import { FlagState } from '../../../core/flags/flag-state.ts';
import { type KeptFlag, meaningIn } from '../../../core/flagset/flag-set.ts';
import { told as toldFlag, TOLD_WHY } from '../../../core/flagset/told.ts';
import { problem } from '../../../core/problem.ts';
import { problems } from '../problem.ts';
import type { Asked } from '../serving.ts';
import { type Around, askingOf, bodyBy, told } from './asked.ts';
import { Page, pageAsked, pageOf } from './page.ts';
import type { FlagRoute } from './route.ts';

const Keys = z.strictObject({ keys: z.array(FlagKey).max(1000) });

const StateShown = z.strictObject({
  flag: FlagState,
  doubt: z.string().optional().meta({ description: 'why it may be something else: its definition is not ours' }),
  createdAtMs: z.number(),
  changedAtMs: z.number(),
});
type StateShown = z.infer<typeof StateShown>;

export const StatesShown = z.strictObject({
  schemaVersion: z.literal(1),
  flags: z.array(StateShown),
  next: z.string().optional().meta({ description: 'after which the next page begins; absent on the last' }),
});
type StatesShown = z.infer<typeof StatesShown>;

const read = async (c: Asked, service: FlagService): Promise<Response> =>
  told(c, await bodyBy(c, Keys), ({ keys }) => {
    const { flags } = service.now();
    const found = keys.flatMap((key) => flags.get(key) ?? []);
    return c.json({ schemaVersion: 1, flags: found.map(shown) } satisfies StatesShown);
  });

/** As an inventory lists it. */
const shown = (kept: KeptFlag): StateShown => {
  const { flag, doubt } = meaningIn(kept);
  const { createdAtMs, changedAtMs } = kept;
  return { flag, ...(doubt === undefined ? {} : { doubt }), createdAtMs, changedAtMs };
};

const listed = (c: Asked, service: FlagService): Response =>
  told(c, pageAsked(c), (page) => {
    const { some, more } = pageOf(service.now(), page);
    return c.json({ schemaVersion: 1, flags: some.map(shown), ...more } satisfies StatesShown);
  });

/** A rollout has its flag in hand, so nothing is asked of whose hands it is in; the revision has to be said. */
const written = async (c: Asked, service: FlagService, { serving }: Around): Promise<Response> => {
  const [body, asking] = [await bodyBy<FlagState>(c, FlagState), askingOf(c, TOLD_WHY, serving)];
  if (!body.ok) return problems(c, body.problems);
  if (!asking.ok) return problems(c, asking.problems);
  const { expected, by, reason } = asking.value;
  if (body.value.key !== c.req.param('key')) return problems(c, [otherKey(body.value.key)]);
  if (expected === undefined || expected === 'any') return problems(c, [unsaid(body.value.key)]);
  const said = { by, reason, atMs: serving.ports.clock.nowMs() };
  const revision = expected === 'none' ? undefined : String(expected);
  const changed = await service.change((set) => toldFlag(set, { flag: body.value, expected: revision, said }));
  return told(c, changed, () => c.body(null, 204));
};

const SHOWN = { key: 'new-search', enabled: true, percent: 25, rings: [], allow: [], place: { is: 'everywhere' } };
const LISTED = {
  schemaVersion: 1,
  flags: [{ flag: { ...SHOWN, revision: '3' }, createdAtMs: 1_772_442_000_000, changedAtMs: 1_772_620_200_000 }],
};

/** Flags as rollouts speak of them: what another Rampart, that carries a plan out, asks and tells this one. */
export const stateRoutes: readonly FlagRoute[] = [
  {
    method: 'post',
    path: '/flag-states/read',
    id: 'readFlagStates',
    summary: 'Those of the named flags that are there, as rollouts speak of them.',
    group: 'own flags',
    right: 'look',
    body: Keys,
    example: { keys: ['new-search'] },
    answers: StatesShown,
    shows: LISTED,
    answer: read,
  },
  {
    method: 'get',
    path: '/flag-states',
    id: 'listFlagStates',
    summary: 'All flags as rollouts speak of them, a page at a time.',
    group: 'own flags',
    right: 'look',
    query: Page,
    answers: StatesShown,
    shows: LISTED,
    answer: listed,
  },
  {
    method: 'put',
    path: '/flag-states/:key',
    id: 'tellFlagState',
    summary:
      'Tells a flag what it should be, for whoever carries a plan out. The revision that was read has to be said.',
    group: 'own flags',
    right: 'operate',
    body: FlagState,
    example: SHOWN,
    heeds: ['If-Match', 'If-None-Match'],
    answer: written,
  },
];

const otherKey = (key: string) =>
  problem({
    kind: 'usage',
    code: 'flag-other-key',
    path: key,
    message: 'the flag in the body is not the one in the path',
    hint: 'send the flag that is meant',
  });

const unsaid = (key: string) =>
  problem({
    kind: 'usage',
    code: 'say-which',
    path: key,
    message: 'nothing says which revision of the flag was looked at',
    hint: 'send If-Match with its revision, or If-None-Match: * where it is not there',
  });
