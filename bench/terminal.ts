import { execFileSync, spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { say, TOP } from '../scripts/pack.ts';
import { type Bench, type Row, timedInTurn } from './bench.ts';

const ROUNDS = 7;

/** What somebody waits for in front of a terminal: the first frame, and the frame after a key. */
export const terminal: Bench = {
  name: 'terminal',
  run: async () => {
    const folder = await mkdtemp(join(tmpdir(), 'rampart-bench-'));
    try {
      return [...(await firstFrame(folder)), ...(await afterKeys())];
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  },
};

const firstFrame = async (folder: string): Promise<readonly Row[]> => {
  await aBranch(folder);
  const [nothing = 0, frame = 0] = await timedInTurn(ROUNDS, [
    async () => say(process.execPath, ['-e', '0'], TOP),
    () => untilItSays('back to', folder),
  ]);
  return [{ what: 'rampart, first frame, 500 lines changed', ms: frame, peer: 'node -e 0', peerMs: nothing, goal: 6 }];
};

const lines = (word: string): string =>
  Array.from({ length: 250 }, (_, nth) => `export const ${word}${nth} = (total: number) => total * ${nth};\n`).join('');

const aBranch = async (folder: string): Promise<void> => {
  const git = (...words: readonly string[]): void =>
    void execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@example.com', ...words], { cwd: folder });
  git('init', '-q', '-b', 'main');
  await writeFile(join(folder, 'prices.ts'), lines('price'));
  git('add', '-A');
  git('commit', '-qm', 'Prices');
  git('checkout', '-qb', 'amounts');
  await writeFile(join(folder, 'prices.ts'), lines('amount'));
  git('commit', '-qam', 'Amounts');
};

/** Makes a terminal for a program; comes with every Linux. */
const PTY: string = 'script';

/** In a terminal that `script` makes, until a frame says it; then it is ended. */
const untilItSays = (words: string, folder: string): Promise<void> =>
  new Promise((done, broke) => {
    const command = `stty cols 100 rows 30; exec ${process.execPath} ${join(TOP, 'bin', 'rampart.js')}`;
    const ours = {
      TERM: 'xterm-256color',
      CI: 'false',
      ANTHROPIC_API_KEY: '',
      XDG_CACHE_HOME: join(folder, '.git/cache'),
    };
    const env = { ...process.env, ...ours };
    const child = spawn(PTY, ['-qefc', command, '/dev/null'], {
      cwd: folder,
      env,
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    let said = '';
    child.once('error', broke);
    // It may be gone before it is told to go.
    child.stdin.on('error', () => undefined);
    child.once('exit', () => (said.includes(words) ? undefined : broke(new Error(`it ended, and said ${said}`))));
    child.stdout.on('data', (chunk: Buffer) => {
      said += chunk.toString();
      if (!said.includes(words)) return;
      child.stdout.removeAllListeners('data').resume();
      child.stdin.write('\u0003');
      done();
    });
  });

/** JSX is not for Node: the part that draws is bundled first, as it is when it is shipped. */
const afterKeys = async (): Promise<readonly Row[]> => {
  const out = join(TOP, 'node_modules', '.bench-terminal');
  const bundle = [
    '--no-config',
    'bench/terminal-once.tsx',
    '-d',
    out,
    '--no-dts',
    '--platform',
    'node',
    '--log-level',
    'error',
    '--env.NODE_ENV',
    'production',
  ];
  const built = await say(process.execPath, [join(TOP, 'node_modules', 'tsdown', 'dist', 'run.mjs'), ...bundle], TOP);
  if (built.code !== 0) throw new Error(built.stderr);
  const { stdout } = await say(process.execPath, ['--expose-gc', join(out, 'terminal-once.mjs')], TOP);
  const { p95Ms, grownMib } = JSON.parse(stdout) as { p95Ms: number; grownMib: number };
  return [
    { what: 'key to frame, 95 of 100, 1,000 events, 20 monitors', ms: p95Ms, peer: '50 ms', peerMs: 50, goal: 1 },
    { what: 'heap grown by an hour of looks, MiB', ms: grownMib, peer: '5 MiB', peerMs: 5, goal: 1 },
  ];
};
