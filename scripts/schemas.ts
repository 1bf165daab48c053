import { mkdir, writeFile } from 'node:fs/promises';
import { jsonSchema, schemaFile, type SchemaName, SCHEMAS } from '../src/core/schemas.ts';

/** What the published files hold, byte for byte: file name to text. */
export const publishedSchemas = (): Map<string, string> =>
  new Map(
    (Object.keys(SCHEMAS) as SchemaName[]).map((name) => [
      schemaFile(name),
      `${JSON.stringify(jsonSchema(name), undefined, 2)}\n`,
    ]),
  );

if (import.meta.main) {
  const folder = new URL('../schemas/', import.meta.url);
  await mkdir(folder, { recursive: true });
  for (const [name, text] of publishedSchemas()) await writeFile(new URL(name, folder), text);
}
