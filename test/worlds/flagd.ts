import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { flagdBackend } from '../../src/adapters/flag-backend/flagd.ts';
import type { FlagBackend } from '../../src/ports/flag-backend.ts';

/** A definition file with that text, in a folder that goes with the test. */
export const aDefinitionFile = (text = '{"flags": {}}'): string => {
  const folder = mkdtempSync(join(tmpdir(), 'rampart-flagd-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const file = join(folder, 'flags.json');
  writeFileSync(file, text);
  return file;
};

/** The world behind flagd: the file that it watches. */
export const flagdWorld = (): FlagBackend => flagdBackend(aDefinitionFile());
