import { goFeatureFlag } from '../../src/adapters/flag-backend/go-feature-flag.ts';
import { aContext } from '../helpers/context.ts';
import { worked } from '../helpers/log.ts';
import { aFlagFile } from './env.ts';
import type { FlagWorld } from './world.ts';

/** The world behind GO Feature Flag: the file that its relay proxy reads. */
export const goffWorld = async (): Promise<FlagWorld> => ({
  backend: worked(await goFeatureFlag.open(aFlagFile('flags.goff.yaml', '# our flags\n'), aContext())),
  names: /^[^"\\\p{Cc}]*$/u,
});
