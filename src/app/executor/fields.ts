import { z } from 'zod';
import { words } from '../fields.ts';

const path = z.string().min(1).max(4096);
const name = z.string().min(1).max(300);

export const db = path.optional().meta(
  words('the event log: a file, or postgres://user@host/name; else RAMPART_DB, else .rampart/rampart.db', {
    value: 'PLACE',
  }),
);

export const rolloutId = z
  .string()
  .min(1)
  .max(200)
  .meta(
    words('the rollout: its name or the beginning of it, or sha256: and the fingerprint of its plan', {
      positional: true,
      value: 'ID',
    }),
  );

export const reasonField = name.meta(words('why, for the log'));

export const byField = name.optional().meta(words('who asks; else whom git or this machine names', { value: 'NAME' }));
export const roleField = z
  .array(name)
  .max(50)
  .optional()
  .meta(words('a role or team of whoever asks, as approvals name it; may be repeated', { value: 'ROLE' }));

export const yesField = z
  .boolean()
  .optional()
  .meta(words('agree beforehand to more people having the change in production'));

/** What every command on a rollout takes. */
export const asked = { rollout: rolloutId, reason: reasonField.optional(), by: byField, role: roleField, db };

export type AskedFields = {
  readonly rollout: string;
  readonly reason?: string;
  readonly by?: string;
  readonly role?: readonly string[];
  readonly db?: string;
  readonly yes?: boolean;
};

/** Where the things are that a rollout needs. */
export const placeFields = {
  flags: path.optional().meta(words("the flag system's file; else RAMPART_FLAGS, else flags.json", { value: 'FILE' })),
  metrics: path.optional().meta(
    words('the file of observations, or SOURCE:ADDRESS as docs/metrics tells; else RAMPART_METRICS', {
      value: 'PLACE',
    }),
  ),
  checks: path
    .optional()
    .meta(words('the file in which machines say what they have checked; else RAMPART_CHECKS', { value: 'FILE' })),
};
