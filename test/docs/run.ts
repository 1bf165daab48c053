import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { say } from '../../scripts/pack.ts';
import { rampart } from '../helpers/bundled.ts';
import { type Block, isShown } from './console.ts';

/** What the folder of a block holds before its first command. */
const PLACES: Readonly<Record<string, (folder: string) => Promise<void>>> = {
  empty: async () => {},
  /** A git repository that stands on a branch with one change against `main`. */
  repository: async (folder) => {
    await writeFile(join(folder, 'session.ts'), SESSION);
    await git(folder, ['init', '--quiet', '--initial-branch=main']);
    await git(folder, ['add', '.']);
    await git(folder, ['commit', '--quiet', '--message=Start']);
    await git(folder, ['switch', '--quiet', '--create=feature/faster-login']);
    await writeFile(join(folder, 'session.ts'), SESSION.replace(GUARD, ''));
    await git(folder, ['commit', '--quiet', '--all', '--message=Sign in faster']);
  },
};

const GUARD = "  if (token.expired) throw new Error('expired');\n";
const SESSION = `export const openSession = (token: Token) => {\n${GUARD}  return { user: token.user };\n};\n`;

/** With an author of its own: a machine may have none set. */
const git = async (folder: string, words: readonly string[]): Promise<void> => {
  const settings = ['user.name=Someone', 'user.email=someone@example.com', 'commit.gpgsign=false', 'core.hooksPath='];
  const { code, stderr } = await say('git', [...settings.flatMap((one) => ['-c', one]), ...words], folder);
  if (code !== 0) throw new Error(`git ${words.join(' ')}: ${stderr}`);
};

/** Runs a block in a folder of its own, in a shell, with this repository's `rampart`; says where document and program differ. */
export const differences = async (block: Block): Promise<readonly string[]> => {
  const prepare = PLACES[block.place];
  if (!prepare) return [`${block.path}:${block.line}  no such place: ${block.place}`];
  const top = await mkdtemp(join(tmpdir(), 'rampart-docs-'));
  try {
    const folder = join(top, 'project');
    await mkdir(folder);
    await prepare(folder);
    return await differencesIn(block, folder, await commandIn(top));
  } finally {
    await rm(top, { recursive: true, force: true });
  }
};

const differencesIn = async (block: Block, folder: string, commands: string): Promise<readonly string[]> => {
  const found: string[] = [];
  let before = 0;
  for (const [index, { line, command, shown }] of block.steps.entries()) {
    const script = `export PATH="${commands}:$PATH"\n(exit ${before})\n${command}`;
    const { code, stdout } = await say('bash', ['-c', `{ ${script}\n} 2>&1`], folder);
    const expected = index === block.steps.length - 1 ? block.exit : 0;
    if (code !== expected) found.push(`${block.path}:${line}  exit code ${code}, not ${expected}\n${stdout}`);
    else if (!isShown(shown, stdout)) found.push(`${block.path}:${line}  "${command}" prints\n${stdout}`);
    before = code;
  }
  return found;
};

/** A `rampart` that runs the sources as they are, so that documents are never held against an old build. */
const commandIn = async (top: string): Promise<string> => {
  const folder = join(top, 'commands');
  await mkdir(folder);
  await writeFile(join(folder, 'rampart'), `#!/bin/sh\nexec "${process.execPath}" "${await rampart()}" "$@"\n`);
  await chmod(join(folder, 'rampart'), 0o755);
  return folder;
};
