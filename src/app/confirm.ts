import { z } from 'zod';
import { failed, ok, problem } from '../core/problem.ts';
import { toConfirm } from '../core/rollout/commands.ts';
import { Id } from '../core/values/text.ts';
import { words } from './fields.ts';
import { commanding } from './executor/commanding.ts';
import { asked } from './executor/fields.ts';
import { operation } from './operation.ts';

export const confirm = operation(
  commanding({
    name: 'confirm',
    summary: 'Says that items of a checklist are done.',
    examples: [
      { command: 'rampart confirm new-login team-notified', what: 'whoever asks is written down with it' },
      { command: 'rampart confirm new-login --all', what: 'all that a person is asked for now' },
    ],
    input: z.strictObject({
      rollout: asked.rollout,
      item: z
        .array(Id)
        .max(100)
        .default([])
        .meta(words('the items', { positional: true, value: 'ITEM' })),
      all: z.boolean().optional().meta(words('all that a person is asked for now')),
      reason: asked.reason,
      by: asked.by,
      role: asked.role,
      db: asked.db,
    }),
    command: ({ item, all = false }, put, { plan, state }) => {
      if (all === item.length > 0) return failed(someOrAll());
      const items = all ? toConfirm(plan, state) : item;
      if (items.length === 0) return failed(nothingAsked());
      return ok(items.map((one) => ({ is: 'confirm' as const, ...put, item: one })));
    },
  }),
);

const someOrAll = () =>
  problem({
    kind: 'usage',
    code: 'some-or-all',
    path: 'ITEM',
    message: 'which items are done is to be said: by name, or with --all',
    hint: 'rampart why ID names what is asked for',
  });

export const nothingAsked = () =>
  problem({
    kind: 'refused',
    code: 'nothing-to-confirm',
    path: '--all',
    message: 'no person is asked to confirm anything now',
    hint: 'rampart why ID says what it waits for',
  });
