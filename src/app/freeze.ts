import { z } from 'zod';
import { ok } from '../core/problem.ts';
import { toMs, WrittenDuration } from '../core/values/duration.ts';
import { words } from './fields.ts';
import { commanding } from './executor/commanding.ts';
import { asked } from './executor/fields.ts';
import { operation } from './operation.ts';

export const freeze = operation(
  commanding({
    name: 'freeze',
    summary: 'Lets nothing be raised for a while, or until somebody unfreezes it. Soaks and triggers go on.',
    examples: [{ command: 'rampart freeze new-login --lasts 2d --reason "holiday"', what: 'ends by itself' }],
    input: z.strictObject({
      ...asked,
      lasts: WrittenDuration.optional().meta(words('how long; else until somebody ends it', { value: 'TIME' })),
    }),
    command: ({ lasts }, put) =>
      ok({ is: 'freeze', ...put, ...(lasts === undefined ? {} : { untilMs: put.atMs + toMs(lasts) }) }),
  }),
);
