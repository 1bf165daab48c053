import { z } from 'zod';

/** What a host lets somebody do with a repository, least first. */
const PERMISSIONS = ['none', 'read', 'triage', 'write', 'maintain', 'admin'] as const;

export const Permission = z.enum(PERMISSIONS);
export type Permission = z.infer<typeof Permission>;

export const reaches = (has: Permission, takes: Permission): boolean =>
  PERMISSIONS.indexOf(has) >= PERMISSIONS.indexOf(takes);
