import { readFile } from 'node:fs/promises';
import { operations, operationsFor } from '../../src/app/index.ts';
import { DOCUMENT_KINDS } from '../../src/core/plan/report/kinds.ts';
import { views } from '../../src/faces/cli/screens.ts';
import { portsWith, say, type Said } from '../helpers/cli.ts';

const REPOSITORY = new URL('../../', import.meta.url);
const texts = new Map<string, Promise<string>>();
const bundle = {
  read: (name: string): Promise<string> => {
    const known = texts.get(name) ?? readFile(new URL(name, REPOSITORY), 'utf8');
    texts.set(name, known);
    return known;
  },
};

export type Scene = {
  readonly diff: string;
  readonly title?: string;
  readonly description?: string;
  readonly opinion?: string;
  readonly policy?: string;
};

/** A folder with a change, perhaps an opinion and a policy, and the real operations over it. Only the disk is memory. */
export const sceneOf = ({ diff, title = 'A change', description = '', opinion, policy }: Scene) => {
  const files = new Map([
    ['c.diff', diff],
    ...(opinion === undefined ? [] : [['o.json', opinion] as const]),
    ...(policy === undefined ? [] : [['p.yaml', policy] as const]),
  ]);
  const ports = portsWith(files, { bundle });
  const given = [
    '--diff',
    'c.diff',
    '--description',
    `${title}\n\n${description}`,
    ...(opinion === undefined ? [] : ['--opinion', 'o.json']),
    ...(policy === undefined ? [] : ['--policy', 'p.yaml']),
  ];
  const run = async (...words: readonly string[]): Promise<Said> =>
    say(words, { operations: await operationsFor(words, operations), ports, views: views(bundle) });
  return {
    files,
    run,
    risk: (...more: readonly string[]): Promise<Said> => run('risk', ...given, ...more),
    plan: (...more: readonly string[]): Promise<Said> => run('plan', ...given, ...more),
  };
};

/** Everything that people and programs are shown of a change, a judgement and a plan, by the name of the face. */
export const faces = async (scene: ReturnType<typeof sceneOf>): Promise<readonly (readonly [string, Said])[]> => {
  const plan = await scene.plan('--out', 'x.plan.json', '--force');
  const policy = scene.files.has('p.yaml') ? ['--policy', 'p.yaml'] : [];
  const shown = async (format: string): Promise<readonly [string, Said]> => [
    `show ${format}`,
    await scene.run('show', 'x.plan.json', ...policy, '--format', format),
  ];
  return [
    ['plan', plan],
    ['risk', await scene.risk()],
    ['risk --json', await scene.risk('--json')],
    ['risk sarif', await scene.risk('--format', 'sarif')],
    ['risk code-quality', await scene.risk('--format', 'code-quality')],
    ...(plan.code === 0
      ? [
          ['show', await scene.run('show', 'x.plan.json', ...policy)] as const,
          ['show --json', await scene.run('show', 'x.plan.json', ...policy, '--json')] as const,
          ['check', await scene.run('check', 'x.plan.json', ...policy)] as const,
          ['the plan file', { code: 0, out: scene.files.get('x.plan.json') ?? '', err: '' }] as const,
          ...(await Promise.all(DOCUMENT_KINDS.map(shown))),
        ]
      : []),
  ];
};
