import { z } from 'zod';
import {
  type Asking,
  freezeFlag,
  increaseFlag,
  removeFlag,
  setFlag,
  type SetFlag,
  setFlags,
  toggleFlag,
} from '../../../app/flag-service/changes.ts';
import type { FlagService } from '../../../app/flag-service/service.ts';
import { FlagView } from '../../../app/flag-service/view.ts';
import { FlagKey } from '../../../core/flags/flag-parts.ts';
import { FlagWish } from '../../../core/flagset/wish.ts';
import { failed, ok, type Result } from '../../../core/problem.ts';
import { checked } from '../../../core/values/issues.ts';
import { Percent } from '../../../core/values/percent.ts';
import { problems } from '../problem.ts';
import type { Asked } from '../serving.ts';
import { type Around, askingOf, bodyBy, nameIn, told, versioned, why } from './asked.ts';
import { type FlagRoute, shownFlag, type ToldRoute } from './route.ts';

const Why = z.strictObject(why);
const Wish = FlagWish.extend(why);
const Increase = z.strictObject({ increase_by: Percent.default(10), ...why });
const Toggle = z.strictObject({ flag: FlagKey, enabled: z.boolean(), ...why });
const Bulk = z
  .array(FlagWish.extend({ name: FlagKey }))
  .min(1)
  .max(1000);
const Many = z.union([Bulk, z.strictObject({ flags: Bulk, ...why })]);

export const FlagsChanged = z.strictObject({
  schemaVersion: z.literal(1),
  version: z.int().meta({ description: 'of all flags of this environment together, after it' }),
  flags: z.array(FlagView),
});

type Put = { readonly c: Asked; readonly service: FlagService; readonly around: Around };
type Said<T> = { readonly body: T; readonly asking: Asking };

/** All that is wrong with a request, at once. */
const saidBy = async <T>({ c, around }: Put, schema: z.ZodType<T>): Promise<Result<Said<T>>> => {
  const key = c.req.param('name');
  const name = key === undefined ? ok('') : checked(FlagKey, key, 'flag');
  const body = await bodyBy(c, schema);
  const asking = askingOf(c, body.ok ? reasonIn(body.value) : undefined, around.serving);
  if (name.ok && body.ok && asking.ok) return ok({ body: body.value, asking: asking.value });
  return failed(...[name, body, asking].flatMap((part) => (part.ok ? [] : part.problems)));
};

const reasonIn = (body: unknown): string | undefined =>
  typeof body === 'object' && body !== null && 'reason' in body && typeof body.reason === 'string'
    ? body.reason
    : undefined;

type Change<T> = (put: Put, said: T, asking: Asking) => Promise<Result<SetFlag>>;

const changed = async <T>(put: Put, schema: z.ZodType<T>, change: Change<T>): Promise<Response> => {
  const said = await saidBy(put, schema);
  if (!said.ok) return problems(put.c, said.problems);
  return told(put.c, await change(put, said.value.body, said.value.asking), ({ flag, made }) =>
    versioned<FlagView>(put.c, flag.revision, flag, made ? 201 : 200),
  );
};

const changedMany = async (put: Put): Promise<Response> => {
  const said = await saidBy(put, Many);
  if (!said.ok) return problems(put.c, said.problems);
  const { body, asking } = said.value;
  return told(put.c, await setFlags(put.service, Array.isArray(body) ? body : body.flags, asking), (flags) => {
    const { version } = put.service.now();
    return versioned<z.infer<typeof FlagsChanged>>(put.c, version, { schemaVersion: 1, version, flags: [...flags] });
  });
};

const removed = async (put: Put): Promise<Response> => {
  const said = await saidBy(put, Why);
  if (!said.ok) return problems(put.c, said.problems);
  return told(put.c, await removeFlag(put.service, nameIn(put.c), said.value.asking), () => put.c.body(null, 204));
};

type Named = Pick<ToldRoute, 'path' | 'id' | 'summary'> & Partial<ToldRoute>;

/** A change of one flag, which is answered with what became of it. */
const changes = <T>(body: z.ZodType<T>, change: Change<T>, route: Named): FlagRoute => ({
  method: 'post',
  group: 'own flags',
  right: 'operate',
  body,
  answers: FlagView,
  shows: shownFlag,
  tag: 'version',
  heeds: ['If-Match'],
  ...route,
  answer: (c, service, around) => changed({ c, service, around }, body, change),
});

const freezes = (verb: string, frozen: boolean, summary: string): FlagRoute =>
  changes(Why, ({ c, service }, _, asking) => freezeFlag(service, nameIn(c), frozen, asking), {
    path: `/feature-flags/${verb}/:name`,
    id: `${verb}OwnFlag`,
    summary,
    example: { reason: 'errors in checkout' },
    shows: { ...shownFlag, frozen },
  });

/** Changing flags, for people and their scripts: the paths of the rollout guide. */
export const restRoutes: readonly FlagRoute[] = [
  changes(Wish, ({ c, service }, { reason: _, ...wish }, asking) => setFlag(service, nameIn(c), wish, asking), {
    method: 'put',
    path: '/feature-flags/:name',
    id: 'setOwnFlag',
    summary: 'Sets a flag, or makes it. What is not named stays as it is.',
    example: { enabled: true, percentage: 25, owner: 'search', reason: 'ticket 12' },
    makes: true,
    heeds: ['If-Match', 'If-None-Match'],
  }),
  {
    method: 'delete',
    path: '/feature-flags/:name',
    id: 'removeOwnFlag',
    summary: 'Removes a flag that no rollout has in hand.',
    group: 'own flags',
    right: 'operate',
    body: Why,
    example: { reason: 'out of the code since March' },
    heeds: ['If-Match'],
    answer: (c, service, around) => removed({ c, service, around }),
  },
  changes(Increase, ({ c, service }, { increase_by: by }, asking) => increaseFlag(service, nameIn(c), by, asking), {
    path: '/feature-flags/rollout/:name/increase',
    id: 'increaseOwnFlag',
    summary: 'Gives a flag that is on to so many points more of everyone.',
    example: { increase_by: 5, reason: 'quiet since noon' },
  }),
  freezes('freeze', true, 'Lets nobody have a flag who does not have it, also while a rollout has it in hand.'),
  freezes('unfreeze', false, 'Lets a flag be given to more people again.'),
  changes(Toggle, ({ service }, { flag, enabled }, asking) => toggleFlag(service, flag, enabled, asking), {
    path: '/feature-flags/toggle',
    id: 'toggleOwnFlag',
    summary: 'Switches a flag on or off, and leaves its shares as they are.',
    example: { flag: 'new-search', enabled: false, reason: 'errors in checkout' },
    shows: { ...shownFlag, enabled: false },
  }),
  {
    method: 'post',
    path: '/feature-flags/bulk-update',
    id: 'setOwnFlags',
    summary: 'Changes several flags that are there: all of them or none.',
    group: 'own flags',
    right: 'operate',
    body: Many,
    example: { flags: [{ name: 'new-search', enabled: false }], reason: 'errors in checkout' },
    answers: FlagsChanged,
    shows: { schemaVersion: 1, version: 8, flags: [{ ...shownFlag, enabled: false, revision: 4 }] },
    tag: 'version',
    heeds: ['If-Match'],
    answer: (c, service, around) => changedMany({ c, service, around }),
  },
];
