import { z } from 'zod';
import { FAIL_ON } from '../../core/review/check.ts';
import { HOSTS } from '../../ports/pr-host.ts';
import { asked, placeFields } from '../executor/fields.ts';
import { policyFile, words } from '../fields.ts';
import { changeFields, opinionField } from '../plan-input.ts';

/** An owner and a name; on GitLab with as many groups in between as there are. */
const REPOSITORY = /^[A-Za-z0-9_][A-Za-z0-9._-]{0,254}(?:\/[A-Za-z0-9_.-][A-Za-z0-9._-]{0,254}){1,20}$/;

export const placeOfReview = {
  repo: z
    .string()
    .regex(REPOSITORY, 'owner/name')
    .optional()
    .meta(words('the repository on the host; left out: the one of the pipeline', { value: 'OWNER/NAME' })),
  host: z
    .enum(HOSTS)
    .optional()
    .meta(words('where it is reviewed: github or gitlab; left out: where the pipeline runs', { value: 'NAME' })),
};

export const failOnField = z
  .enum(FAIL_ON)
  .optional()
  .meta(
    words('when the check holds a merge back: critical, unapproved or never; left out: as the policy says', {
      value: 'WHEN',
    }),
  );

/** Everything `rampart respond` can be told. */
export const RespondInput = z.strictObject({
  event: z
    .string()
    .min(1)
    .max(4096)
    .meta(
      words('what the host told the pipeline: the file that GITHUB_EVENT_PATH names, or TRIGGER_PAYLOAD on GitLab', {
        value: 'FILE',
      }),
    ),
  ...placeOfReview,
  failOn: failOnField,
  history: changeFields.history,
  replayOpinion: opinionField.replayOpinion,
  ...placeFields,
  policy: policyFile,
  db: asked.db,
});
export type RespondInput = z.infer<typeof RespondInput>;
