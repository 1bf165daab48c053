import { z } from 'zod';

export const NOTIFIER_KINDS = ['slack', 'webhook'] as const;
export const NotifierKind = z.enum(NOTIFIER_KINDS);
export type NotifierKind = z.infer<typeof NotifierKind>;
