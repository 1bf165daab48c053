import type { Capabilities } from './capabilities.ts';

/** What our own flags can hold. */
export const OWN_CAPABILITIES: Capabilities = {
  stepPercent: 0.001,
  segments: true,
  conditions: true,
  allowList: true,
  places: true,
  variants: true,
  prerequisites: true,
  sticky: true,
  monotone: true,
  revisioned: true,
  listed: true,
};
