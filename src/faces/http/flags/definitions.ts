import { z } from 'zod';
import { Definition } from '../../../core/flagset/events.ts';
import { tagged } from './asked.ts';
import type { FlagRoute } from './route.ts';

/** A document of flagd, as far as we write one. */
export const Definitions = z.strictObject({
  $schema: z.literal('https://flagd.dev/schema/v0/flags.json'),
  flags: z.record(z.string(), Definition),
  metadata: z.strictObject({ flagSetId: z.string() }),
});

const SHOWN = {
  $schema: 'https://flagd.dev/schema/v0/flags.json',
  flags: { 'new-search': { state: 'ENABLED', variants: { on: true, off: false }, defaultVariant: 'off' } },
  metadata: { flagSetId: 'production' },
};

/** All flags as flagd reads them, for a flagd that asks over HTTP, and for programs that evaluate by themselves. */
export const definitionRoutes: readonly FlagRoute[] = [
  {
    method: 'get',
    path: '/flagd/v1/flags.json',
    id: 'definitions',
    summary: 'All flags of an environment as flagd and its kin read them.',
    group: 'own flags',
    right: 'look',
    answers: Definitions,
    shows: SHOWN,
    tag: 'content',
    answer: (c, service) => {
      const { text, tag } = service.definitions();
      return tagged(c, tag, () => text);
    },
  },
];
