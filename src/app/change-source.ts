import { ok, type Result } from '../core/problem.ts';
import { openBytes } from './bytes.ts';
import type { Ports } from './operation.ts';
import type { PlanInput } from './plan-input.ts';
import type { ChangeWords } from './read-change.ts';

/** Where a change comes from: its bytes, and what is said of it. */
export type ChangeSource = { readonly bytes: AsyncIterable<Uint8Array>; readonly words: ChangeWords };

type Asked = Pick<PlanInput, 'diff' | 'description' | 'base' | 'head' | 'staged'>;

export const changeSource = async (asked: Asked, ports: Ports): Promise<Result<ChangeSource>> => {
  const words = await describedBy(asked.description, ports);
  if (!words.ok) return words;
  const bytes = await openBytes(asked.diff ?? '-', ports);
  return bytes.ok ? ok({ bytes: bytes.value, words: { ...words.value, base: asked.base, head: asked.head } }) : bytes;
};

const DESCRIPTION_MAX_BYTES = 256 * 1024;

/** A description is a file where there is one of that name, and else the words themselves. Its first line is the title. */
const describedBy = async (description: string | undefined, { files }: Ports): Promise<Result<ChangeWords>> => {
  if (description === undefined) return ok({});
  const isFile = !description.includes('\n') && description.length < 1024 && (await files.exists(description));
  const text = isFile ? await files.read(description, DESCRIPTION_MAX_BYTES) : ok(description);
  if (!text.ok) return text;
  const [title = '', ...rest] = text.value.trim().split('\n');
  return ok({ title: title.trim().slice(0, 300), description: rest.join('\n').trim() });
};
