import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from '@modelcontextprotocol/client';
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio';
import { onTestFinished } from 'vitest';
import { rampart } from './bundled.ts';

/** Both ways to open a connection: with a handshake, and as the protocol of 2026 does. */
export const ERAS = { handshake: 'legacy', stateless: { pin: '2026-07-28' } } as const;

/** A git repository on whose branch a guard is gone from the sign-in. */
export const aBranch = (): string => {
  const folder = mkdtempSync(join(tmpdir(), 'rampart-agent-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const git = (...words: string[]) =>
    execFileSync('git', ['-c', 'user.name=Ana', '-c', 'user.email=ana@example.com', ...words], { cwd: folder });
  const login = ['export const login = (session: Session) => {', '  if (session.expired) throw new Error("expired");'];
  const rest = ['  return open(session);', '};', ''];
  git('init', '-q', '-b', 'main');
  writeFileSync(join(folder, 'login.ts'), [...login, ...rest].join('\n'));
  git('add', '.');
  git('commit', '-qm', 'Begin');
  git('checkout', '-qb', 'faster');
  writeFileSync(join(folder, 'login.ts'), [login[0], ...rest].join('\n'));
  git('commit', '-qam', 'Make the sign-in faster');
  writeFileSync(join(folder, 'flags.json'), '{"flags": {}}\n');
  return folder;
};

/** The program as a host starts it, from its sources, so that no build is needed first. */
export const commandOf = async (folder: string, ...words: string[]) => ({
  command: process.execPath,
  args: [await rampart(), 'mcp', ...words],
  cwd: folder,
});

type Wanted = {
  readonly era?: keyof typeof ERAS;
  readonly acts?: boolean;
  /** What the person answers who is asked; undefined: the client cannot ask one. */
  readonly person?: boolean | undefined;
  readonly env?: Record<string, string>;
};

export type Answer = { readonly isError: boolean; readonly document: Record<string, unknown>; readonly text: string };

/** A coding agent that has Rampart among its tools. */
export const anAgent = async (folder: string, { era = 'stateless', acts = false, person, env = {} }: Wanted = {}) => {
  const asked: string[] = [];
  const log: string[] = [];
  const capabilities = person === undefined ? {} : { elicitation: {} };
  const client = new Client({ name: 'host', version: '1' }, { capabilities, versionNegotiation: { mode: ERAS[era] } });
  if (person !== undefined)
    client.setRequestHandler('elicitation/create', async ({ params: { message } }) => {
      asked.push(message);
      return { action: 'accept', content: { agree: person } };
    });
  const words = acts ? ['--allow-acts'] : [];
  const transport = new StdioClientTransport({ ...(await commandOf(folder, ...words)), stderr: 'pipe', env });
  transport.stderr?.on('data', (chunk) => log.push(String(chunk)));
  await client.connect(transport);
  onTestFinished(() => client.close());
  const call = async (name: string, args: Record<string, unknown> = {}): Promise<Answer> => {
    const { content, structuredContent, isError = false } = await client.callTool({ name, arguments: args });
    const [first] = content as readonly { readonly text?: string }[];
    const text = first?.text ?? '';
    const told = structuredContent ?? (text.startsWith('{') ? JSON.parse(text) : {});
    return { isError, text, document: told as Record<string, unknown> };
  };
  return { client, transport, call, asked, log };
};
