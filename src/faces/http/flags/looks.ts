import { z } from 'zod';
import { holders } from '../../../app/flag-service/held.ts';
import type { FlagService } from '../../../app/flag-service/service.ts';
import { FlagView, flagView } from '../../../app/flag-service/view.ts';
import { flagSetProblems } from '../../../core/flagset/problems.ts';
import { problems } from '../problem.ts';
import type { Asked } from '../serving.ts';
import { nameIn, told, versioned } from './asked.ts';
import { Page, pageAsked, pageOf } from './page.ts';
import { type FlagRoute, shownFlag } from './route.ts';

export const FlagsListed = z.strictObject({
  schemaVersion: z.literal(1),
  environment: z.string(),
  version: z.int().meta({ description: 'of all flags of this environment together' }),
  flags: z.array(FlagView),
  next: z.string().optional().meta({ description: 'after which the next page begins; absent on the last' }),
});
type FlagsListed = z.infer<typeof FlagsListed>;

const listed = async (c: Asked, { team, log, environment, now }: FlagService): Promise<Response> => {
  const page = pageAsked(c);
  if (!page.ok) return problems(c, page.problems);
  const { version } = now();
  const { some, more } = pageOf(now(), page.value);
  const names = some.map(({ key }) => key);
  return told(c, await holders(log, environment, names), (by) =>
    versioned<FlagsListed>(c, version, {
      schemaVersion: 1,
      environment,
      version,
      flags: some.map((kept) => flagView(kept, team, by.get(kept.key)?.id)),
      ...more,
    }),
  );
};

const shown = async (c: Asked, { team, log, environment, now }: FlagService): Promise<Response> => {
  const kept = now().flags.get(nameIn(c));
  if (!kept) return problems(c, [flagSetProblems.missing(nameIn(c), now().flags.keys())]);
  const held = await holders(log, environment, [kept.key]);
  return told(c, held, (by) => versioned<FlagView>(c, kept.revision, flagView(kept, team, by.get(kept.key)?.id)));
};

/** Looking at flags, for people and their scripts: the paths of the rollout guide. */
export const lookRoutes: readonly FlagRoute[] = [
  {
    method: 'get',
    path: '/feature-flags',
    id: 'listOwnFlags',
    summary: 'The flags of an environment, in the order of their names, a page at a time.',
    group: 'own flags',
    right: 'look',
    query: Page,
    answers: FlagsListed,
    shows: { schemaVersion: 1, environment: 'production', version: 7, flags: [shownFlag], next: 'new-search' },
    tag: 'version',
    answer: listed,
  },
  {
    method: 'get',
    path: '/feature-flags/:name',
    id: 'ownFlag',
    summary: 'One flag, and which rollout has it in hand.',
    group: 'own flags',
    right: 'look',
    answers: FlagView,
    shows: { ...shownFlag, heldBy: 'new-search' },
    tag: 'version',
    answer: shown,
  },
];
