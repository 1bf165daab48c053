import { z } from 'zod';
import { failed, ok, problem, type Result } from '../core/problem.ts';
import { checked } from '../core/values/issues.ts';
import { readJson } from '../core/values/json.ts';
import { openBytes } from './bytes.ts';
import type { Ports } from './operation.ts';

/** A change as a program gives it: one document, so that nothing has to be written to a file first. */
const ChangeRequest = z.strictObject({
  description: z.string().max(65_536).default('').meta({ description: 'what it is for; its first line is the title' }),
  diff: z.string().min(1).meta({ description: 'as git diff prints it' }),
});
export type ChangeRequest = z.infer<typeof ChangeRequest>;

const MAX_BYTES = 64 * 1024 * 1024;

export const readChangeRequest = async (name: string, ports: Ports): Promise<Result<ChangeRequest>> => {
  const bytes = await openBytes(name, ports);
  if (!bytes.ok) return bytes;
  const source = name === '-' ? 'standard input' : name;
  const text = await boundedText(bytes.value, source);
  if (!text.ok) return text;
  const json = readJson(text.value, 'request', source);
  return json.ok ? checked<ChangeRequest>(ChangeRequest, json.value, 'request') : json;
};

const boundedText = async (bytes: AsyncIterable<Uint8Array>, source: string): Promise<Result<string>> => {
  const decoder = new TextDecoder();
  let [text, length] = ['', 0];
  for await (const chunk of bytes) {
    length += chunk.length;
    if (length > MAX_BYTES) return failed(tooLarge(source));
    text += decoder.decode(chunk, { stream: true });
  }
  return ok(text + decoder.decode());
};

const tooLarge = (source: string) =>
  problem({
    kind: 'invalid',
    code: 'request-too-large',
    path: source,
    message: `a request of more than ${MAX_BYTES / 1024 / 1024} MB`,
    hint: 'give the diff by itself, it may be of any size: git diff | rampart plan --diff -',
  });
