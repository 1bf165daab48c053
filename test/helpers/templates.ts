import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';

export const TEMPLATES = fileURLToPath(new URL('../../templates/', import.meta.url));

export const loadTemplate = (name: string): Promise<string> => readFile(`${TEMPLATES}${name}.hbs`, 'utf8');
