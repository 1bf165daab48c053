import { gitRepository } from './git.ts';
import { memoryRepository } from './memory.ts';

/** The list: every adapter of the `Repository` port. */
export const repositoryAdapters = { git: gitRepository, memory: memoryRepository };
