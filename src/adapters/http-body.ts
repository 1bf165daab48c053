import { failed, ok, type Result } from '../core/problem.ts';
import { readJson } from '../core/values/json.ts';
import { type Doubt, httpProblems } from './http-problems.ts';

/** The text of an answer. One that is too large is left as soon as that is known, and not read to its end. */
export const textIn = async (
  { body, headers }: Response,
  { mostBytes, ...doubt }: Doubt & { readonly mostBytes: number },
): Promise<Result<string>> => {
  if (Number(headers.get('content-length')) > mostBytes) {
    await body?.cancel().catch(() => undefined);
    return failed(httpProblems.tooLarge(doubt, mostBytes));
  }
  const decoder = new TextDecoder('utf-8', { fatal: true });
  let [text, bytes] = ['', 0];
  try {
    for await (const chunk of body ?? []) {
      bytes += chunk.byteLength;
      if (bytes > mostBytes) return failed(httpProblems.tooLarge(doubt, mostBytes));
      text += decoder.decode(chunk, { stream: true });
    }
    return ok(text + decoder.decode());
  } catch (error) {
    return failed(httpProblems.cut(doubt, error instanceof Error ? error.message : 'the answer broke off'));
  }
};

/** What an answer says, where it is JSON. Undefined for one without a word. */
export const jsonIn = ({ headers, status }: Response, text: string, doubt: Doubt): Result<unknown> => {
  if (text.trim() === '') return ok(undefined);
  const type = headers.get('content-type') ?? '';
  if (!/[/+]json\b/i.test(type)) return failed(httpProblems.notJson(doubt, { type, status }));
  const read = readJson(text, 'answer', doubt.at);
  return read.ok ? read : failed(httpProblems.broken(doubt, read.problems[0]?.message ?? 'no JSON'));
};
