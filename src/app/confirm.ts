import { z } from 'zod';
import { ok } from '../core/problem.ts';
import { Id } from '../core/values/text.ts';
import { words } from './fields.ts';
import { commanding } from './executor/commanding.ts';
import { asked } from './executor/fields.ts';
import { operation } from './operation.ts';

export const confirm = operation(
  commanding({
    name: 'confirm',
    summary: 'Says that an item of a checklist is done.',
    examples: [{ command: 'rampart confirm new-login team-notified', what: 'whoever asks is written down with it' }],
    input: z.strictObject({
      rollout: asked.rollout,
      item: Id.meta(words('the item', { positional: true, value: 'ITEM' })),
      reason: asked.reason,
      by: asked.by,
      role: asked.role,
      db: asked.db,
    }),
    command: ({ item }, put) => ok({ is: 'confirm', ...put, item }),
  }),
);
