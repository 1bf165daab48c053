import type { NotifierKind } from '../../core/values/notifier-kind.ts';
import type { NotifierAdapter } from '../../ports/adapter.ts';

/** The list: every adapter of the `Notifier` port, loaded when somebody is to be told something. */
export const notifiers: Readonly<Record<NotifierKind, () => Promise<NotifierAdapter>>> = {
  slack: async () => (await import('./slack.ts')).slack,
  webhook: async () => (await import('./webhook.ts')).webhook,
};
