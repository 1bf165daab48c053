import { createReadStream } from 'node:fs';
import { access, mkdir, open, readFile, rename, stat, unlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { failed, ok, type Result } from '../../core/problem.ts';
import type { Files } from '../../ports/files.ts';
import { fileProblems } from './problems.ts';

/** The file system of this machine. */
export const nodeFiles = (unique: () => string): Files => ({
  read: (path, maxBytes) => attempt(path, () => readText(path, maxBytes)),
  stream: (path) => attempt(path, () => openStream(path)),
  write: (path, text, { replace }) => attempt(path, () => writeWhole(path, text, { replace, unique })),
  exists: (path) =>
    access(path).then(
      () => true,
      () => false,
    ),
});

const readText = async (path: string, maxBytes: number): Promise<Result<string>> => {
  const found = await stat(path);
  if (found.isDirectory()) return failed(fileProblems.directory(path));
  if (found.size > maxBytes) return failed(fileProblems.tooLarge(path, maxBytes));
  const bytes = await readFile(path);
  if (bytes.length > maxBytes) return failed(fileProblems.tooLarge(path, maxBytes));
  try {
    return ok(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    return failed(fileProblems.notText(path));
  }
};

const openStream = async (path: string): Promise<Result<AsyncIterable<Uint8Array>>> => {
  const found = await stat(path);
  if (found.isDirectory()) return failed(fileProblems.directory(path));
  await access(path);
  return ok(createReadStream(path, { highWaterMark: 1 << 20 }));
};

type Writing = { readonly replace: boolean; readonly unique: () => string };

/** The new text is on the disk before the name points to it: a crash leaves the old file or the new one, whole. */
const writeWhole = async (path: string, text: string, { replace, unique }: Writing): Promise<Result<string>> => {
  const there = await stat(path).catch(() => undefined);
  if (there?.isDirectory()) return failed(fileProblems.directory(path));
  if (there && !replace) return failed(fileProblems.exists(path));
  await mkdir(dirname(path), { recursive: true });
  const beside = join(dirname(path), `.rampart-${unique()}.tmp`);
  const handle = await open(beside, 'wx', there?.mode ?? 0o666);
  try {
    await handle
      .writeFile(text)
      .then(() => handle.sync())
      .finally(() => handle.close());
    await rename(beside, path);
  } catch (error) {
    await unlink(beside).catch(() => undefined);
    throw error;
  }
  return ok(path);
};

const attempt = async <T>(path: string, act: () => Promise<Result<T>>): Promise<Result<T>> => {
  try {
    return await act();
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
    if (code === 'ENOENT' || code === 'ENOTDIR') return failed(fileProblems.missing(path));
    if (code === 'EACCES' || code === 'EPERM') return failed(fileProblems.forbidden(path));
    if (code === 'EISDIR') return failed(fileProblems.directory(path));
    return failed(fileProblems.unwritable(path, code));
  }
};
