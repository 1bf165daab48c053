/** Apart from the schema, so that who only wants the built-in rules need not build it. */
export const POLICY_VERSION = 1;

/** Where a plan is carried out when nobody says where. */
export const DEFAULT_ENVIRONMENT = 'production';

/** Among those who may agree it stands for the people whom CODEOWNERS names for the files of the change. */
export const CODE_OWNERS = 'code-owners';

/** Stands in a policy for whoever made the change: their name where it is known. */
export const THE_AUTHOR = 'the author of the change';
