import { z } from 'zod';
import { NotifierKind } from '../values/notifier-kind.ts';
import { text } from '../values/text.ts';

/** Somebody who is told what becomes of rollouts. No place holds a secret: those come from the environment. */
export const AnnounceRule = z.strictObject({
  by: NotifierKind.meta({ description: 'what carries it there' }),
  at: text(2000).meta({ description: 'its address, as docs/notifiers tells' }),
});
