import { writeFile } from 'node:fs/promises';
import { z } from 'zod';
import { type OperationName, operations } from '../src/app/index.ts';
import { schemaFile, type SchemaName, SCHEMAS } from '../src/core/schemas.ts';
import { inputOf, outputOf } from '../src/faces/mcp/schema.ts';
import { TOOLS, type ToolRow } from '../src/faces/mcp/tools.ts';

const FILE = new URL('../src/faces/mcp/listed.json', import.meta.url);

/** What the server says of itself before anything is asked of it, as text: so that it need not load what it can do. */
export const listed = async (): Promise<string> => {
  const tools = await Promise.all(TOOLS.map(async (row) => [row.name, await wordsOf(row)] as const));
  const schemas = (Object.keys(SCHEMAS) as SchemaName[]).map((name) => {
    const { title, description } = SCHEMAS[name];
    return { name, file: schemaFile(name), title, description };
  });
  return `${JSON.stringify({ tools: Object.fromEntries(tools), schemas }, undefined, 2)}\n`;
};

const wordsOf = async (row: ToolRow) => {
  const operation = await operations[row.operation as OperationName]();
  const { $schema: _, ...input } = z.toJSONSchema(inputOf(row, operation), { io: 'input' });
  return { input, output: outputOf(row, operation) };
};

if (import.meta.main) await writeFile(FILE, await listed());
