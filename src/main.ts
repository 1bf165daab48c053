import { readFile } from 'node:fs/promises';
import { nodeFiles } from './adapters/files/node.ts';
import { config } from 'zod';
import type { Ports } from './app/operation.ts';
import type { Hash } from './app/read-change.ts';
import { operations, operationsFor } from './app/index.ts';
import type { Terminal } from './faces/cli/io.ts';
import { runCli } from './faces/cli/run.ts';
import { views } from './faces/cli/screens.ts';
import type { Repository } from './ports/repository.ts';

/** Where everything meets: the only file that knows every name. Opens the adapters, hands the operations to a face. */
export const main = async (words: readonly string[], version: string): Promise<number> => {
  leaveQuietly();
  // A command reads one document: compiling a validator first costs more than it saves.
  config({ jitless: true });
  const ports = portsOf(version);
  const asked = await operationsFor(words, operations);
  return runCli(words, { operations: asked, ports, terminal: terminalOf(), views: views(ports.bundle), version });
};

/** dist/ and src/ both stand one level below the package. */
const PACKAGE = new URL('../', import.meta.url);

const portsOf = (version: string): Ports => ({
  files: nodeFiles(unique),
  input: { typed: process.stdin.isTTY === true, stream: () => process.stdin },
  bundle: { read: (name) => readFile(new URL(name, PACKAGE), 'utf8') },
  repository: { read: async (request) => (await gitHere()).read(request) },
  hash: sha256,
  folder: process.cwd(),
  tool: `rampart ${version}`,
});

/** Loaded when it is asked for: most commands neither hash nor ask git. */
const gitHere = async (): Promise<Repository> => {
  const { gitRepository } = await import('./adapters/repository/git.ts');
  return gitRepository({ folder: process.cwd(), env: process.env });
};

/** Different for every process and every moment: all that a name beside a file needs. */
const unique = (): string => `${process.pid}-${process.hrtime.bigint().toString(36)}`;

const sha256 = (): Hash => {
  const hash = process.getBuiltinModule('node:crypto').createHash('sha256');
  return { update: (bytes) => void hash.update(bytes), hex: () => hash.digest('hex') };
};

const terminalOf = (): Terminal => ({
  out: (text) => void process.stdout.write(text),
  err: (text) => void process.stderr.write(text),
  columns: Math.max(40, Math.min(process.stdout.columns ?? 80, 120)),
  colour: takesColour(process.stdout),
  colourErr: takesColour(process.stderr),
});

const takesColour = (stream: NodeJS.WriteStream): boolean => {
  const { NO_COLOR, FORCE_COLOR, TERM } = process.env;
  if (NO_COLOR) return false;
  if (FORCE_COLOR) return FORCE_COLOR !== '0';
  return stream.isTTY === true && TERM !== 'dumb';
};

/** A reader that has seen enough (`| head`) is no error, and Ctrl-C has its own exit code. */
const leaveQuietly = (): void => {
  process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 1));
  process.once('SIGINT', () => process.exit(130));
};
