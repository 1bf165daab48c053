/** Apart from the schema, so that who only wants the built-in rules need not build it. */
export const POLICY_VERSION = 1;

/** Where a plan is carried out when nobody says where. */
export const DEFAULT_ENVIRONMENT = 'production';
