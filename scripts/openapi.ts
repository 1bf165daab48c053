import { writeFile } from 'node:fs/promises';
import { operations } from '../src/app/index.ts';
import { openApi } from '../src/faces/http/openapi/document.ts';

/** What `schemas/openapi.json` holds, byte for byte. */
export const publishedOpenApi = async (): Promise<string> => {
  const loaded = await Promise.all(
    Object.entries(operations).map(async ([name, load]) => [name, await load()] as const),
  );
  return `${inLines(openApi(new Map(loaded)), 3)}\n`;
};

/** A path or a schema a line: whole it has ten thousand of them, and a difference is found in neither way by reading. */
const inLines = (value: unknown, depth: number): string => {
  if (depth === 0 || typeof value !== 'object' || value === null || Array.isArray(value)) return JSON.stringify(value);
  const entries = Object.entries(value).map(([key, one]) => `${JSON.stringify(key)}: ${inLines(one, depth - 1)}`);
  return `{\n${entries.join(',\n')}\n}`;
};

if (import.meta.main) await writeFile(new URL('../schemas/openapi.json', import.meta.url), await publishedOpenApi());
