import { z } from 'zod';
import { FlagKey } from '../../core/flags/flag-parts.ts';
import { text } from '../../core/values/text.ts';
import { byField, db, placeFields, reasonField, roleField, yesField } from '../executor/fields.ts';
import { policyFile, words } from '../fields.ts';

const name = z.string().min(1).max(100);

export const flagField = FlagKey.meta(words('the flag', { positional: true, value: 'FLAG' }));
export const userField = text(200).meta(
  words('the user, by the key the flag system knows them by', { positional: true, value: 'USER' }),
);

/** Where the flags are. */
export const whereFields = {
  flags: placeFields.flags,
  backend: name.optional().meta(words("the flag system; else the policy's", { value: 'NAME' })),
  environment: name
    .optional()
    .meta(words('where their users are; production where nothing is said', { value: 'NAME' })),
  policy: policyFile,
  db,
};

/** Who changes one, and what they agree to. */
export const changeFields = {
  reason: reasonField.optional(),
  by: byField,
  role: roleField,
  create: z.boolean().optional().meta(words('make the flag where there is none by this name')),
  yes: yesField,
  ...whereFields,
};

export type WhereInput = {
  readonly environment?: string | undefined;
  readonly flags?: string | undefined;
  readonly backend?: string | undefined;
  readonly policy?: string | undefined;
  readonly db?: string | undefined;
};

export type ChangeInput = WhereInput & {
  readonly flag: string;
  readonly reason?: string | undefined;
  readonly by?: string | undefined;
  readonly role?: readonly string[] | undefined;
  readonly create?: boolean | undefined;
  readonly yes?: boolean | undefined;
};
