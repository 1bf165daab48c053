import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { env } from '../../src/adapters/flag-backend/env.ts';
import { aContext } from '../helpers/context.ts';
import { worked } from '../helpers/log.ts';
import type { FlagWorld } from './world.ts';

/** A file with that text, in a folder that goes with the test. */
export const aFlagFile = (name: string, text: string): string => {
  const folder = mkdtempSync(join(tmpdir(), 'rampart-flags-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const file = join(folder, name);
  writeFileSync(file, text);
  return file;
};

/** The world behind env: the file that a deployment reads. */
export const envWorld = async (): Promise<FlagWorld> => ({
  backend: worked(await env.open(aFlagFile('.env', '# toggles\nOTHER=true # not ours\n'), aContext())),
});
