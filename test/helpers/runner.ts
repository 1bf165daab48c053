import { execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';
import { parse } from 'yaml';

export const ROOT = fileURLToPath(new URL('../../', import.meta.url));

type Step = { readonly id?: string; readonly run?: string; readonly env?: Readonly<Record<string, string>> };
type Action = {
  readonly inputs: Readonly<Record<string, { readonly default?: string }>>;
  readonly runs: { readonly steps: readonly Step[] };
};

export const git = (at: string, ...words: string[]): string =>
  execFileSync('git', ['-c', 'user.name=Ana', '-c', 'user.email=ana@example.com', ...words], {
    cwd: at,
    encoding: 'utf8',
    env: {
      ...process.env,
      GIT_CONFIG_GLOBAL: '/dev/null',
      GIT_AUTHOR_DATE: '2026-11-20T10:00:00Z',
      GIT_COMMITTER_DATE: '2026-11-20T10:00:00Z',
    },
  }).trim();

/** A repository with a base and a branch, on a disk of its own: what a runner finds after a checkout of the base. */
export const aCheckout = (files: {
  readonly base: Readonly<Record<string, string>>;
  readonly head: Readonly<Record<string, string>>;
}) => {
  const folder = mkdtempSync(join(tmpdir(), 'rampart-runner-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const origin = join(folder, 'origin');
  mkdirSync(origin);
  git(origin, 'init', '-q', '-b', 'main');
  const commit = (all: Readonly<Record<string, string>>, message: string): string => {
    for (const [name, text] of Object.entries(all)) {
      mkdirSync(dirname(join(origin, name)), { recursive: true });
      writeFileSync(join(origin, name), text);
    }
    git(origin, 'add', '-A');
    git(origin, 'commit', '-q', '-m', message);
    return git(origin, 'rev-parse', 'HEAD');
  };
  const base = commit(files.base, 'begin');
  git(origin, 'checkout', '-q', '-b', 'topic');
  const push = (more: Readonly<Record<string, string>>): string => {
    const head = commit(more, 'Faster sign-in');
    for (const ref of ['refs/pull/12/head', 'refs/merge-requests/12/head']) git(origin, 'update-ref', ref, head);
    return head;
  };
  const head = push(files.head);
  git(origin, 'checkout', '-q', 'main');
  const workspace = join(folder, 'workspace');
  git(folder, 'clone', '-q', origin, workspace);
  return {
    folder,
    workspace,
    base,
    head,
    push: (more: Readonly<Record<string, string>>): string => {
      git(origin, 'checkout', '-q', 'topic');
      const pushed = push(more);
      git(origin, 'checkout', '-q', 'main');
      return pushed;
    },
  };
};

/** The fake host over HTTP, for a program of its own: what it asks is asked here, where the world answers. */
export const overHttp = async (host = 'https://api.github.com'): Promise<string> => {
  const server = createServer((request, response) => {
    void (async () => {
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(chunk as Buffer);
      const { method = 'GET', headers, url = '/' } = request;
      const answer = await fetch(`${host}${url}`, {
        method,
        headers: { authorization: headers.authorization ?? '', 'content-type': 'application/json' },
        ...(chunks.length > 0 ? { body: Buffer.concat(chunks) } : {}),
      });
      response.writeHead(answer.status, { 'content-type': answer.headers.get('content-type') ?? 'application/json' });
      response.end(Buffer.from(await answer.arrayBuffer()));
    })();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
};

export type Ran = { readonly code: number; readonly out: string; readonly outputs: string };

/** A script as a runner starts it: with that environment and no other. */
export const inBash = (
  script: string,
  cwd: string,
  env: Readonly<Record<string, string>>,
): Promise<Pick<Ran, 'code' | 'out'>> =>
  new Promise((resolve) => {
    const path = `${dirname(process.execPath)}:${process.env['PATH'] ?? ''}`;
    const child = spawn('bash', ['-e', '-o', 'pipefail', '-c', script], { cwd, env: { PATH: path, ...env } });
    let out = '';
    child.stdout.on('data', (chunk) => (out += String(chunk)));
    child.stderr.on('data', (chunk) => (out += String(chunk)));
    child.on('close', (code) => resolve({ code: code ?? 99, out }));
  });

/** Runs what action.yml says as a runner does: inputs and event filled in, the script started with that environment and no other. */
export const aRunner = (
  { workspace, folder }: { workspace: string; folder: string },
  api: string,
  server = 'https://github.com',
) => {
  const action = parse(readFileSync(join(ROOT, 'action.yml'), 'utf8')) as Action;
  const step = action.runs.steps.find(({ id }) => id === 'rampart');
  return async (given: Readonly<Record<string, string>>, event: object): Promise<Ran> => {
    const path = join(folder, 'event.json');
    const outputs = join(folder, 'outputs');
    rmSync(outputs, { force: true });
    writeFileSync(path, JSON.stringify(event));
    const inputs = Object.fromEntries(
      Object.entries(action.inputs).map(([name, { default: usual = '' }]) => [name, given[name] ?? usual]),
    );
    const contexts = { github: { event, token: 'secret', action_path: ROOT }, inputs };
    const filled = Object.entries(step?.env ?? {}).map(([name, text]) => [name, fill(fill(text, contexts), contexts)]);
    const env = {
      HOME: folder,
      GITHUB_ACTIONS: 'true',
      GITHUB_ACTION_PATH: ROOT.replace(/\/$/, ''),
      GITHUB_REPOSITORY: 'acme/shop',
      GITHUB_SERVER_URL: server,
      GITHUB_API_URL: api,
      GITHUB_EVENT_PATH: path,
      GITHUB_OUTPUT: outputs,
      ...(Object.fromEntries(filled) as Record<string, string>),
    };
    const ran = await inBash(step?.run ?? 'exit 99', workspace, env);
    return { ...ran, outputs: existsSync(outputs) ? readFileSync(outputs, 'utf8') : '' };
  };
};

const EXPRESSION = /\$\{\{ ([\w.\-|\s]+?) \}\}/g;

/** `${{ github.event.a || github.event.b }}`: the first that is there, and nothing where none is. */
const fill = (text: string, contexts: object): string =>
  text.replaceAll(EXPRESSION, (_, words: string) => {
    const found = words.split('||').map((path) => at(contexts, path.trim().split('.')));
    return String(found.find((value) => value !== undefined && value !== '') ?? '');
  });

const at = (value: unknown, [key, ...rest]: readonly string[]): unknown => {
  if (key === undefined) return value;
  return typeof value === 'object' && value !== null && Object.hasOwn(value, key)
    ? at((value as Record<string, unknown>)[key], rest)
    : undefined;
};
