import { readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { memoryFiles } from '../../src/adapters/files/memory.ts';
import { exec } from '../../src/adapters/flag-backend/exec.ts';
import { aContext } from '../helpers/context.ts';
import { worked } from '../helpers/log.ts';
import { aFlagFile } from './env.ts';
import type { FlagWorld } from './world.ts';

const TOOL = fileURLToPath(new URL('mycelia-flags.sh', import.meta.url));
const SHIPPED = new URL('../../fixtures/demo/mycelia-flags.json', import.meta.url);

/** The example that ships, with a tool of that name that keeps its flags in that folder. */
export const myceliaCommands = (state: string): string => {
  const words = ['/bin/sh', TOOL, state].map((word) => JSON.stringify(word)).join(', ');
  return readFileSync(SHIPPED, 'utf8').replaceAll('"mycelia-flags"', words);
};

/** A backend for commands that are described so. */
export const aCommandFile = async (text: string) => {
  const files = memoryFiles(new Map([['commands.json', text]]));
  return exec.open('commands.json', { ...aContext(), files });
};

/** The world behind exec: the tool of the rollout playbook. A process for each word, so few runs are enough. */
export const execWorld = async (): Promise<FlagWorld> => {
  const state = dirname(aFlagFile('about', ''));
  return { backend: worked(await aCommandFile(myceliaCommands(state))), runs: 5, names: /^[^\s-]\S*$/ };
};
