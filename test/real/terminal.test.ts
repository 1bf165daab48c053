import { execFileSync } from 'node:child_process';
import { appendFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { readPlan } from '../../src/core/plan/read.ts';
import { worked } from '../helpers/log.ts';
import { anOpinion } from '../helpers/samples.ts';
import { openTerminal, type Terminal } from './tmux.ts';

/** The program as it is shipped, in a terminal of tmux: what only a terminal can get wrong. */
const BIN = fileURLToPath(new URL('../../bin/rampart.js', import.meta.url));
const folders: string[] = [];
const open: Terminal[] = [];
let feeding: NodeJS.Timeout | undefined;

beforeAll(() => {
  execFileSync('tmux', ['-V']);
  execFileSync(
    process.execPath,
    [
      fileURLToPath(new URL('../../node_modules/tsdown/dist/run.mjs', import.meta.url)),
      '--no-dts',
      '--log-level',
      'error',
    ],
    {
      cwd: fileURLToPath(new URL('../../', import.meta.url)),
    },
  );
}, 180_000);
afterEach(() => {
  clearInterval(feeding);
  open.splice(0).forEach((terminal) => terminal.end());
});
afterAll(() => folders.forEach((folder) => rmSync(folder, { recursive: true, force: true })));

/** What people and machines confirm beforehand elsewhere. */
const BEFORE = [
  'acceptance-criteria-met',
  'tests-pass-in-staging',
  'performance-validated',
  'documentation-updated',
  'baselines-captured',
  'dashboards-ready',
  'alerts-configured',
  'rollback-tested',
  'flags-tested',
  'team-notified',
  'on-call-briefed',
  'support-notified',
];

const POLICY = `environments:
  production: { windows: false, approvals: true }
checklists:
  before: { ${BEFORE.map((item) => `${item}: null`).join(', ')} }
flags: { owner: team-refunds }
`;

const git = (folder: string, ...words: readonly string[]): void => {
  const env = { ...process.env, GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_SYSTEM: '/dev/null' };
  execFileSync('git', ['-c', 'user.name=Zoe', '-c', 'user.email=zoe@example.com', ...words], { cwd: folder, env });
};

/** A repository with a branch on which refunds are rounded another way. */
const aRepository = (): string => {
  const folder = mkdtempSync(join(tmpdir(), 'rampart-terminal-'));
  folders.push(folder);
  const code = join(folder, 'src/refunds');
  mkdirSync(code, { recursive: true });
  const file = (how: string): void =>
    writeFileSync(
      join(code, 'tax.ts'),
      `export const refundedTax = (total: number, rate: number): number =>\n  ${how}(total * rate, 2);\n`,
    );
  git(folder, 'init', '-q', '-b', 'main');
  writeFileSync(join(folder, 'rampart.yaml'), POLICY);
  writeFileSync(join(folder, '.gitignore'), '.rampart/\n*.json\n*.jsonl\n');
  file('round');
  git(folder, 'add', '-A');
  git(folder, 'commit', '-qm', 'Refund');
  git(folder, 'checkout', '-qb', 'refund-tax');
  file('roundHalfEven');
  git(folder, 'commit', '-qam', 'Round the tax of refunds half to even');
  writeFileSync(join(folder, 'flags.json'), '{"flags":{}}');
  return folder;
};

const line = (metric: string, arm: string, more: object): string =>
  `${JSON.stringify({ atMs: Date.now(), metric, arm, samples: 1000, ...more })}\n`;

/** What somebody who has the change lives through, and everybody else; every second. */
const feed = (folder: string, badOf100: () => number): void => {
  const file = join(folder, 'metrics.jsonl');
  const once = (): void => {
    const lines = ['treatment', 'control'].flatMap((arm) => [
      line('error-rate', arm, { count: 1000, bad: arm === 'treatment' ? 10 * badOf100() : 2 }),
      line('crash-rate', arm, { count: 1000, bad: 1 }),
      line('latency-p99', arm, { value: 200, p99: 200 }),
      line('user-reports', arm, { value: 0 }),
    ]);
    appendFileSync(file, lines.join(''));
  };
  once();
  feeding = setInterval(once, 1000);
};

const inTerminal = (folder: string, words: string, columns: number, rows: number): Terminal => {
  const quiet = { NO_COLOR: '', CI: '', ANTHROPIC_API_KEY: '', XDG_CACHE_HOME: join(folder, '.rampart/cache') };
  const env = { RAMPART_METRICS: 'metrics.jsonl', EDITOR: 'sh ./edit.sh', ...quiet };
  const command = `sh -c 'echo $$ > pid.json; exec ${process.execPath} ${words.startsWith('--import') ? words.replace('BIN', BIN) : `${BIN} ${words}`}'`;
  const terminal = openTerminal({ command, folder, columns, rows, env });
  open.push(terminal);
  return terminal;
};

const flagsIn = (folder: string): string => readFileSync(join(folder, 'flags.json'), 'utf8');

describe.each([
  [80, 24],
  [120, 40],
])('in a terminal of %i × %i', (columns, rows) => {
  it('a branch is planned, edited, written, approved, carried out, and taken back when it does harm', async () => {
    const folder = aRepository();
    let bad = 0;
    feed(folder, () => bad);
    const terminal = inTerminal(folder, '', columns, rows);
    const first = await terminal.until('back to 0 %');
    expect(first).toMatch(/CRITICAL|HIGH|MEDIUM|LOW/);
    // Edited: how long the first phase lasts.
    terminal.type('3');
    await terminal.until('approval');
    terminal.type('Right');
    terminal.type('Enter');
    await terminal.until('soak: ');
    terminal.type('C-u');
    terminal.type('-l', '4d');
    terminal.type('Enter');
    await terminal.until('[4d]');
    // Written, and refused until two have said yes.
    terminal.type('w');
    await terminal.until('written: rollout.plan.json');
    const plan = worked(readPlan(readFileSync(join(folder, 'rollout.plan.json'), 'utf8'), 'plan'));
    expect(plan.phases[0]?.soak).toBe('P4D');
    terminal.type('s');
    await terminal.until('a turn each');
    terminal.type('Enter');
    await terminal.until('Do it?');
    terminal.type('y');
    await terminal.until('approval-needed');
    for (const name of ['anna', 'ben']) {
      terminal.type('a');
      await terminal.until('as (role or team)');
      terminal.type('-l', 'engineering');
      terminal.type('Tab');
      terminal.type('-l', name);
      terminal.type('Enter');
      await terminal.until('Do it?');
      terminal.type('y');
      await terminal.until('approved; s starts it');
    }
    // Carried out, on a screen of its own.
    terminal.type('s');
    await terminal.until('a turn each');
    terminal.type('-l', '15s');
    terminal.type('Enter');
    await terminal.until('Do it?');
    terminal.type('y');
    const live = await terminal.until(/phase 1 of \d/);
    expect(live).toContain('running');
    expect(live.split('\n').every((line) => line.length <= columns)).toBe(true);
    terminal.resize(columns - 20, rows - 2);
    await terminal.until('running');
    // Trouble: it is taken back, read back, and said.
    bad = 30;
    const end = await terminal.until('left with 8', 90_000);
    expect(end).toContain('rolled-back');
    expect(flagsIn(folder)).toMatch(/DISABLED|"defaultVariant": ?"off"/);
  }, 240_000);
});

describe('setting up', () => {
  it('finds what is here, asks, tries, shows, and writes at the end', async () => {
    const folder = aShop();
    const terminal = inTerminal(folder, 'init', 80, 24);
    const first = await terminal.until('1 of 8');
    expect(first).toContain('github · acme/shop');
    expect(first).toContain('Unleash (package.json:1)');
    terminal.type('Enter');
    await terminal.until('› unleash');
    terminal.type('End');
    await terminal.until('› configcat');
    terminal.type('Home', 'Down', 'Enter');
    await terminal.until('› where: flags.json▏');
    terminal.type('Enter');
    await terminal.until('› none');
    terminal.type('Down', 'Enter');
    await terminal.until('› where: metrics.jsonl▏');
    terminal.type('Enter');
    await terminal.until('✓ flags flagd');
    terminal.type('Enter');
    await terminal.until('› github');
    terminal.type('Enter', 'Enter');
    await terminal.until('[ ] claude-code');
    terminal.type('Space');
    await terminal.until('[x] claude-code');
    terminal.type('Enter');
    await terminal.until('› starter');
    terminal.resize(60, 24);
    terminal.type('Enter');
    await terminal.until('+ new       rampart.yaml');
    expect(existsSync(join(folder, 'rampart.yaml'))).toBe(false);
    terminal.type('w');
    const end = await terminal.until('left with 0');
    expect(end).toContain('Written   .github/workflows/rampart.yml');
    expect(readFileSync(join(folder, 'rampart.yaml'), 'utf8')).toContain('\nbackend: flagd\n');
    expect(existsSync(join(folder, '.claude/agents/rollout-planner.md'))).toBe(true);
  }, 60_000);

  it('leaves no trace where somebody leaves by Ctrl-C', async () => {
    const folder = aShop();
    const terminal = inTerminal(folder, 'init', 80, 24);
    await terminal.until('1 of 8');
    terminal.type('Enter', 'Enter', 'a', 'C-c');
    await terminal.until('left with 130');
    expect(execFileSync('git', ['status', '--short'], { cwd: folder, encoding: 'utf8' })).toBe('');
  });

  it('asks nothing where it is told what to write, or no one could be asked', async () => {
    const folder = aShop();
    expect(await inTerminal(folder, 'init --policy pilot', 80, 24).until('left with 0')).toContain('Written');
    const other = aShop();
    execFileSync(process.execPath, [BIN, 'init'], { cwd: other, stdio: 'ignore' });
    expect(existsSync(join(other, 'rampart.yaml'))).toBe(true);
  });
});

/** A repository from GitHub that depends on Unleash, and has observations in a file. */
const aShop = (): string => {
  const folder = mkdtempSync(join(tmpdir(), 'rampart-terminal-'));
  folders.push(folder);
  git(folder, 'init', '-q', '-b', 'main');
  git(folder, 'remote', 'add', 'origin', 'git@github.com:acme/shop.git');
  writeFileSync(join(folder, 'package.json'), '{ "dependencies": { "unleash-client": "6.0.0" } }');
  writeFileSync(join(folder, '.gitignore'), '*.jsonl\nflags.json\npid.json\n');
  git(folder, 'add', '-A');
  git(folder, 'commit', '-qm', 'Shop');
  writeFileSync(join(folder, 'flags.json'), '{"flags":{}}');
  writeFileSync(join(folder, 'metrics.jsonl'), '');
  return folder;
};

describe('leaving', () => {
  it('the planner by Ctrl-C is 130, and writes nothing', async () => {
    const folder = aRepository();
    const terminal = inTerminal(folder, '', 80, 24);
    await terminal.until('back to 0 %');
    terminal.type('C-c');
    await terminal.until('left with 130');
    expect(existsSync(join(folder, 'rollout.plan.json'))).toBe(false);
  });

  it('apply by Ctrl-C finishes its step, gives the screen back, says how it stands and how it goes on, and 130', async () => {
    const folder = aRepository();
    feed(folder, () => 0);
    writePlan(folder);
    const terminal = inTerminal(folder, 'apply p.json --yes', 80, 24);
    await terminal.until(/phase 1 of \d/);
    terminal.type('C-c');
    const end = await terminal.until('left with 130');
    expect(end).toMatch(/it is running, in .*/);
    expect(end).toContain('rampart tick');
    // The shell behind it gets what is typed: the terminal is as it was.
    expect(terminal.screen()).not.toContain('q leave');
  });
});

/** Thrown where nobody catches it, once somebody asks for it: what a fault of ours would do. */
const FAULT = `import { existsSync } from 'node:fs';
setInterval(() => {
  if (existsSync('fault.json')) throw new Error('a fault of ours');
}, 50).unref();
`;

type Dying = { readonly pid: number; readonly folder: string };
const DEATHS: readonly (readonly [string, (dying: Dying) => void])[] = [
  ['SIGTERM', ({ pid }) => void process.kill(pid, 'SIGTERM')],
  ['SIGHUP', ({ pid }) => void process.kill(pid, 'SIGHUP')],
  ['a fault', ({ folder }) => writeFileSync(join(folder, 'fault.json'), '')],
];

describe.each([
  ['the planner', '', 'back to 0 %'],
  ['apply', 'apply p.json --yes', /phase 1 of \d/],
])('%s, when it dies', (_, words, seen) => {
  it.each(DEATHS)(
    'of %s, gives the terminal back',
    async (death, die) => {
      const folder = aRepository();
      feed(folder, () => 0);
      writePlan(folder);
      writeFileSync(join(folder, 'fault.mjs'), FAULT);
      const terminal = inTerminal(folder, `--import ./fault.mjs BIN ${words}`, 80, 24);
      await terminal.until(seen);
      // The first frame is there before Ink is: a key that does something says that it has come.
      terminal.type('?');
      await terminal.until('Keys here');
      die({ pid: Number(readFileSync(join(folder, 'pid.json'), 'utf8')), folder });
      const end = await terminal.until('left with');
      expect(end.includes('a fault of ours')).toBe(death === 'a fault');
      expect(terminal.isGivenBack()).toBe(true);
      // What is typed is echoed, so the keys are the shell's again.
      terminal.type('-l', 'echoed');
      await terminal.until('echoed');
    },
    60_000,
  );
});

describe('the planner, all of it', () => {
  it('lends the terminal to an editor, compares with another base, hears an opinion, and compares two drafts', async () => {
    const folder = aRepository();
    git(folder, 'branch', 'release', 'main');
    writeFileSync(join(folder, 'edit.sh'), 'echo in the editor; sleep 1; sed -i s/P3D/P9D/ "$1"\n');
    writeFileSync(join(folder, 'mine.json'), JSON.stringify(anOpinion()));
    const terminal = inTerminal(folder, '', 100, 30);
    await terminal.until('back to 0 %');
    terminal.type('e');
    await terminal.until('in the editor');
    await terminal.until('changed, not written');
    terminal.type('3');
    await terminal.until(/9d/);
    terminal.type('b');
    await terminal.until('Compare with another base');
    terminal.type('-l', 'release');
    terminal.type('Enter');
    await terminal.until('compared with release');
    await terminal.until('→ release');
    terminal.type('o');
    await terminal.until('an opinion on a file');
    terminal.type('-l', 'mine.json');
    terminal.type('Enter');
    await terminal.until('mine.json was heard');
    terminal.type('c');
    await terminal.until(/now +mine\.json was heard/);
    terminal.type('Home');
    await terminal.until('What is different from the marked one');
    terminal.type('7');
    await terminal.until('Said before it begins');
    terminal.type('q');
    await terminal.until('Do it?');
    terminal.type('y');
    await terminal.until('left with 0');
    expect(terminal.isGivenBack()).toBe(true);
  }, 60_000);
});

/** A plan that nobody has to agree to. */
const writePlan = (folder: string): void => {
  const words = [BIN, 'plan', '--json', '--environment', 'staging', '--strategy', 'canary'];
  writeFileSync(join(folder, 'p.json'), execFileSync(process.execPath, words, { cwd: folder }));
};
