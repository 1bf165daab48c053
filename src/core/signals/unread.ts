import type { Entry } from './detector.ts';

const entries = {
  file: { area: 'process', level: 'medium', why: 'This part of the change could not be read.', answer: 'Look at it by hand, or give a diff that holds it.' },
} as const satisfies Record<string, Entry>;

export const unreadEntries: { readonly family: string; readonly entries: Readonly<Record<string, Entry>> } = { family: 'unread', entries };
