import { z } from 'zod';
import { FAIL_ON } from '../../core/review/check.ts';
import { asked, placeFields } from '../executor/fields.ts';
import { policyFile, words } from '../fields.ts';
import { changeFields, opinionField } from '../plan-input.ts';

const REPOSITORY = /^[A-Za-z0-9](?:[A-Za-z0-9-]{0,38})\/[A-Za-z0-9._-]{1,100}$/;

export const repoField = z
  .string()
  .regex(REPOSITORY, 'owner/name')
  .meta(words('the repository on the host', { value: 'OWNER/NAME' }));

export const hostField = z
  .enum(['github'])
  .default('github')
  .meta(words('where it is reviewed: github', { value: 'NAME' }));

export const failOnField = z
  .enum(FAIL_ON)
  .default('never')
  .meta(words('when the check holds a merge back: critical, unapproved or never', { value: 'WHEN' }));

/** Everything `rampart respond` can be told. */
export const RespondInput = z.strictObject({
  event: z
    .string()
    .min(1)
    .max(4096)
    .meta(words('what the host told the pipeline: the file that GITHUB_EVENT_PATH names', { value: 'FILE' })),
  repo: repoField,
  host: hostField,
  failOn: failOnField,
  history: changeFields.history,
  replayOpinion: opinionField.replayOpinion,
  ...placeFields,
  policy: policyFile,
  db: asked.db,
});
export type RespondInput = z.infer<typeof RespondInput>;
