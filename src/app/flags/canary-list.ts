import { z } from 'zod';
import { lookInto } from '../executor/open.ts';
import { operation } from '../operation.ts';
import { flagField, whereFields } from './fields.ts';
import { standingOfFlag } from './get.ts';
import { FlagStanding } from './standing.ts';

export const flagsCanaryList = operation({
  name: 'flags canary-list',
  summary: 'Lists the users in the canary of a flag, and says whether it is on.',
  effect: 'reads',
  examples: [{ command: 'rampart flags canary-list new-login', what: 'one line each' }],
  input: z.strictObject({ flag: flagField, ...whereFields }),
  output: FlagStanding,
  run: ({ flag, ...input }, ports) => lookInto(ports, input.db, (log) => standingOfFlag(flag, input, { log, ports })),
});
