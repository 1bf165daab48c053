import { chmodSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { filesAdapters } from '../../src/adapters/files/index.ts';
import type { Problem, Result } from '../../src/core/problem.ts';
import type { Files } from '../../src/ports/files.ts';

type World = { readonly files: Files; readonly at: (name: string) => string };

const folders: string[] = [];
afterAll(() => folders.forEach((folder) => rmSync(folder, { recursive: true, force: true })));

let count = 0;
const aFolder = (): string => {
  const folder = mkdtempSync(join(tmpdir(), 'rampart-files-'));
  folders.push(folder);
  return folder;
};

/** Where each adapter of the list does its work; one without a world fails here. */
const worlds: Record<keyof typeof filesAdapters, () => World> = {
  memory: () => ({ files: filesAdapters.memory(new Map()), at: (name) => `/${name}` }),
  node: () => {
    const folder = aFolder();
    return { files: filesAdapters.node(() => String((count += 1))), at: (name) => join(folder, name) };
  },
};

const code = (result: Result<unknown>): string | undefined => (result.ok ? undefined : result.problems[0]?.code);
const textOf = async (result: Result<AsyncIterable<Uint8Array>>): Promise<string> => {
  const chunks: Uint8Array[] = [];
  if (result.ok) for await (const chunk of result.value) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
};

describe.each(Object.entries(worlds))('files in %s', (_, open) => {
  it('reads back what it wrote, whole or as bytes', async () => {
    const { files, at } = open();
    expect(await files.write(at('a.json'), 'grüße\n', { replace: false })).toMatchObject({ ok: true });
    expect(await files.read(at('a.json'), 100)).toMatchObject({ ok: true, value: 'grüße\n' });
    expect(await textOf(await files.stream(at('a.json')))).toBe('grüße\n');
    expect(await files.exists(at('a.json'))).toBe(true);
  });

  it('says what is not there', async () => {
    const { files, at } = open();
    expect(code(await files.read(at('none'), 100))).toBe('no-such-file');
    expect(code(await files.stream(at('none')))).toBe('no-such-file');
    expect(await files.exists(at('none'))).toBe(false);
  });

  it('replaces a file only when told, and then wholly', async () => {
    const { files, at } = open();
    await files.write(at('a'), 'a long first text', { replace: false });
    expect(code(await files.write(at('a'), 'b', { replace: false }))).toBe('file-exists');
    expect(await files.read(at('a'), 100)).toMatchObject({ value: 'a long first text' });
    await files.write(at('a'), 'b', { replace: true });
    expect(await files.read(at('a'), 100)).toMatchObject({ value: 'b' });
  });

  it('refuses what is larger than it may be, by bytes', async () => {
    const { files, at } = open();
    await files.write(at('a'), 'üü', { replace: false });
    const refused = await files.read(at('a'), 3);
    expect(code(refused)).toBe('file-too-large');
    expect(refused.ok ? undefined : refused.problems[0]).toMatchObject({ kind: 'invalid' } satisfies Partial<Problem>);
  });
});

describe('files of this machine', () => {
  it('makes the folders on the way and leaves nothing beside the file', async () => {
    const { files, at } = worlds.node();
    await files.write(at('deep/er/a'), 'text', { replace: false });
    expect(readdirSync(at('deep/er'))).toEqual(['a']);
  });

  it('keeps the mode of a file it replaces', async () => {
    const { files, at } = worlds.node();
    await files.write(at('a'), '1', { replace: false });
    chmodSync(at('a'), 0o640);
    await files.write(at('a'), '2', { replace: true });
    expect(statSync(at('a')).mode & 0o777).toBe(0o640);
  });

  it('says a directory is one, for reading and for writing', async () => {
    const { files, at } = worlds.node();
    mkdirSync(at('folder'));
    expect(code(await files.read(at('folder'), 100))).toBe('is-a-directory');
    expect(code(await files.stream(at('folder')))).toBe('is-a-directory');
    expect(code(await files.write(at('folder'), 'x', { replace: true }))).toBe('is-a-directory');
  });

  it('refuses bytes that are no text', async () => {
    const { files, at } = worlds.node();
    writeFileSync(at('a'), Buffer.from([0xff, 0xfe, 0x00]));
    expect(code(await files.read(at('a'), 100))).toBe('not-text');
  });
});
