import { digestOf, sha256Hex } from '../core/values/digest.ts';
import { readJson } from '../core/values/json.ts';

/** Which coding agents can be set up, and what each reads in a repository. */
export const AGENTS = ['claude-code', 'codex', 'cursor'] as const;
export type Agent = (typeof AGENTS)[number];

/** One file that an agent reads: all of it ours, a block of it, or one entry of a list of servers. */
export type AgentFile = { readonly path: string } & (
  | { readonly is: 'whole'; readonly from: string }
  | { readonly is: 'block'; readonly from: string; readonly marks: Marks }
  | { readonly is: 'servers' }
);

type Marks = 'markdown' | 'hash';

/** What is written for whom. `from` is a document that comes with the program. */
export const AGENT_FILES: Readonly<Record<Agent, readonly AgentFile[]>> = {
  'claude-code': [
    { path: '.claude/agents/rollout-planner.md', is: 'whole', from: 'agents/rollout-planner.md' },
    { path: '.claude/skills/rollout-planning/SKILL.md', is: 'whole', from: 'skills/rollout-planning/SKILL.md' },
    { path: '.mcp.json', is: 'servers' },
  ],
  codex: [
    { path: 'AGENTS.md', is: 'block', from: 'templates/agents/AGENTS.md', marks: 'markdown' },
    { path: '.codex/config.toml', is: 'block', from: 'templates/agents/codex.toml', marks: 'hash' },
  ],
  cursor: [
    { path: '.cursor/rules/rampart.mdc', is: 'whole', from: 'templates/agents/cursor.mdc' },
    { path: '.cursor/mcp.json', is: 'servers' },
  ],
};

/** The text a file should have now, or why it is left as it is. */
export type Renewed = { readonly text: string } | { readonly kept: string };

/** What somebody edited stays as they left it: what we wrote carries the fingerprint of itself. */
export const renewed = (file: AgentFile, there: string | undefined, ours: string): Renewed => {
  if (file.is === 'servers') return withServer(there);
  return file.is === 'whole' ? whole(there, ours) : withBlock(there, ours, file.marks);
};

export const SAME = 'it is as it should be';
const EDITED = 'somebody has edited it';

const STAMP = /\n<!-- written by rampart init · sha256:([0-9a-f]{64}) -->\n$/;
const stamped = (body: string): string =>
  `${body.trimEnd()}\n\n<!-- written by rampart init · sha256:${sha256Hex(body.trimEnd())} -->\n`;

const whole = (there: string | undefined, ours: string): Renewed => {
  const text = stamped(ours);
  if (there === undefined) return { text };
  const stamp = STAMP.exec(there);
  if (!stamp || sha256Hex(there.slice(0, stamp.index).trimEnd()) !== stamp[1]) return { kept: EDITED };
  return there === text ? { kept: SAME } : { text };
};

const BLOCKS: Readonly<Record<Marks, { begin: (sha256: string) => string; end: string; pattern: RegExp }>> = {
  markdown: {
    begin: (sha256) => `<!-- rampart begins · sha256:${sha256} -->`,
    end: '<!-- rampart ends -->',
    pattern: /<!-- rampart begins · sha256:([0-9a-f]{64}) -->\n([^]*?)\n<!-- rampart ends -->/,
  },
  hash: {
    begin: (sha256) => `# rampart begins · sha256:${sha256}`,
    end: '# rampart ends',
    pattern: /# rampart begins · sha256:([0-9a-f]{64})\n([^]*?)\n# rampart ends/,
  },
};

const withBlock = (there: string | undefined, ours: string, marks: Marks): Renewed => {
  const { begin, end, pattern } = BLOCKS[marks];
  const body = ours.trimEnd();
  const block = `${begin(sha256Hex(body))}\n${body}\n${end}`;
  if (there === undefined || there.trim() === '') return { text: `${block}\n` };
  const found = pattern.exec(there);
  if (!found)
    return there.includes('mcp_servers.rampart') ? { kept: EDITED } : { text: `${there.trimEnd()}\n\n${block}\n` };
  if (sha256Hex(found[2] ?? '') !== found[1]) return { kept: EDITED };
  const text = there.slice(0, found.index) + block + there.slice(found.index + found[0].length);
  return text === there ? { kept: SAME } : { text };
};

const SERVER = { command: 'rampart', args: ['mcp'] };

const withServer = (there: string | undefined): Renewed => {
  if (there === undefined || there.trim() === '') return { text: json({ mcpServers: { rampart: SERVER } }) };
  const read = readJson(there, 'servers', 'the list of servers');
  if (!read.ok || !isRecord(read.value)) return { kept: 'it is no JSON that could be added to' };
  const { mcpServers = {} } = read.value;
  if (!isRecord(mcpServers)) return { kept: 'its mcpServers are no list of servers' };
  const known = mcpServers['rampart'];
  if (known !== undefined) return { kept: digestOf(known) === digestOf(SERVER) ? SAME : EDITED };
  return { text: json({ ...read.value, mcpServers: { ...mcpServers, rampart: SERVER } }) };
};

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const json = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`;
