import { memoryFiles } from './memory.ts';
import { nodeFiles } from './node.ts';

/** The list: every adapter of the `Files` port. */
export const filesAdapters = { memory: memoryFiles, node: nodeFiles };
