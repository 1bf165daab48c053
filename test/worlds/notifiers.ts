import type { NotifierKind } from '../../src/core/values/notifier-kind.ts';
import type { NotifierWorld } from './notifier-world.ts';
import { slackWorld } from './slack.ts';
import { webhookWorld } from './webhook.ts';

/** Every notifier of the list has its world here. */
export const NOTIFIER_WORLDS: Readonly<Record<NotifierKind, () => NotifierWorld>> = {
  slack: slackWorld,
  webhook: webhookWorld,
};
