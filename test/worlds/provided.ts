import { memoryFiles } from '../../src/adapters/files/memory.ts';
import { providedAdviser } from '../../src/adapters/adviser/provided.ts';
import type { Adviser } from '../../src/ports/adviser.ts';

/** The world behind a provided opinion: the file that somebody wrote. */
export const providedWorld = (text: string): Adviser =>
  providedAdviser({ files: memoryFiles(new Map([['o.json', text]])), file: 'o.json' });
