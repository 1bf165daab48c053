import { describe, expect, it } from 'vitest';
import { memoryRepository } from '../../src/adapters/repository/memory.ts';
import type { Ports } from '../../src/app/operation.ts';
import { operations, operationsFor } from '../../src/app/index.ts';
import type { Opinion } from '../../src/core/assessment/opinion.ts';
import { Plan, planDigest } from '../../src/core/plan/plan.ts';
import { views } from '../../src/faces/cli/screens.ts';
import { bundle } from '../helpers/advice.ts';
import { claudeAt } from '../helpers/adviser.ts';
import { portsWith, say, type Said } from '../helpers/cli.ts';
import { ok } from '../../src/core/problem.ts';
import { anOpinion } from '../helpers/samples.ts';
import { claudeWorld } from '../worlds/claude.ts';
import type { ClaudeServer, Turn } from '../worlds/claude-server.ts';

const TOKEN = `ghp_${'a1B2c3D4e5F6g7H8'.repeat(3).slice(0, 36)}`;
const CONDITION = `diff --git a/src/cart.ts b/src/cart.ts
--- a/src/cart.ts
+++ b/src/cart.ts
@@ -1,3 +1,4 @@
 export const shown = (items: number, open: boolean) =>
-  items > 0 && open
+  items > 0 || open
+const token = '${TOKEN}'
 ;
diff --git a/.env b/.env
--- a/.env
+++ b/.env
@@ -1 +1 @@
-MODE=a
+MODE=the-mode-of-today
`;

const REASON = { file: 'src/cart.ts', line: 2, quote: 'items > 0 || open', why: 'a closed cart is shown' };

const saying = (more: Partial<Opinion> = {}): Turn => ({
  say: JSON.stringify({ ...anOpinion(), suspicions: [], strategy: null, ...more }),
});

type World = {
  readonly turns?: readonly Turn[];
  readonly files?: Record<string, string>;
  readonly policy?: string;
  readonly diff?: string;
};
type Ran = Said & { readonly files: Map<string, string>; readonly server: ClaudeServer; readonly told: string[] };

/** Runs a command where a key is set, and a model stands behind it that says these things in turn. */
const run = async (
  line: string,
  { turns = [saying()], files = {}, policy, diff = CONDITION }: World = {},
): Promise<Ran> => {
  const server = await claudeWorld(...turns);
  const held = new Map(Object.entries(files));
  if (policy !== undefined) held.set('/somewhere/rampart.yaml', policy);
  const told: string[] = [];
  const usual = portsWith(held, { bundle, repository: memoryRepository({ diff, title: 'Show the cart' }) });
  const ports: Ports = {
    ...usual,
    openAdviser: async (kind, from) => (kind === 'claude' ? ok(claudeAt(server.url)) : usual.openAdviser(kind, from)),
    progress: (words) => void (words === undefined ? undefined : told.push(words)),
  };
  const words = line.split(' ');
  const said = await say(words, { operations: await operationsFor(words, operations), ports, views: views(bundle) });
  return { ...said, files: held, server, told };
};

const planIn = (said: { out: string }): Plan => Plan.parse(JSON.parse(said.out));

describe('a model is asked', () => {
  it('where there is a key, and what it proves is in the plan, with what it saw and cost', async () => {
    const ran = await run('plan --json', { turns: [saying({ level: 'high', reasons: [REASON] })] });
    const { risk } = planIn(ran);
    expect(risk).toMatchObject({ level: 'high', estimate: 'medium', advice: { reasons: 1, dropped: 0 } });
    expect(risk.adviser).toMatchObject({ kind: 'claude', model: 'claude-haiku-5-5', promptVersion: 'advise.v1' });
    expect(risk.adviser.saw).toMatchObject({ files: 2, changedLines: 5, changedLinesShown: 3, withheld: 1 });
    expect(risk.adviser.spent).toEqual({ requests: 1, tokens: 1540, dollars: 0.00029 });
    expect(ran.told[0]).toMatch(/^asking claude-haiku-5-5: \d+ tokens, \$0\.000\d+ and the answer$/);
  });

  it('never of a withheld file or a credential', async () => {
    const { server, out } = await run('plan --json');
    const sent = JSON.stringify(server.asked[0]?.body);
    expect(sent).toContain('items > 0 || open');
    for (const secret of [TOKEN, 'the-mode-of-today']) expect(sent).not.toContain(secret);
    expect(out).not.toContain(TOKEN);
  });

  it('never where somebody says no, or the policy does', async () => {
    const alone = await run('plan --json --no-ai');
    const never = await run('plan --json', { policy: 'adviser: { use: never }' });
    expect([alone.server.asked.length, never.server.asked.length]).toEqual([0, 0]);
    expect(planIn(alone).risk.adviser).toEqual({ kind: 'rules' });
  });

  it('under the built-in caps and by the built-in model, where the change edits the policy', async () => {
    const diff = `${CONDITION}${CONDITION.replaceAll('src/cart.ts', 'rampart.yaml')}`;
    const { server } = await run('plan --json', { diff, policy: 'adviser: { model: claude-fable-5-1 }' });
    expect(server.asked[0]?.body.model).toBe('claude-haiku-5-5');
  });

  it('and a larger one as well where the level is critical; cleared is what both clear', async () => {
    const policy = 'adviser: { secondModel: claude-sonnet-5-5, maxDollars: 1 }';
    const turns = [saying({ level: 'critical', reasons: [REASON] }), saying({ level: 'low' })];
    const ran = await run('plan --json', { turns, policy });
    expect(ran.server.asked.map(({ body }) => body.model)).toEqual(['claude-haiku-5-5', 'claude-sonnet-5-5']);
    expect(planIn(ran).risk).toMatchObject({
      level: 'critical',
      adviser: { model: 'claude-sonnet-5-5', also: 'claude-haiku-5-5', spent: { requests: 2 } },
    });
  });
});

describe('a model that is no help', () => {
  it.each<[string, Turn, string]>([
    ['breaks off', { say: '{', cutAfter: 1 }, 'adviser-cut'],
    ['says nothing of use', { say: 'LGTM' }, 'opinion-not-json'],
    ['is busy', { status: 529 }, 'adviser-busy'],
  ])('%s: the rules decide, and it is told', async (_, turn, code) => {
    const ran = await run('plan', { turns: [turn] });
    expect(ran.out).toMatch(new RegExp(`MEDIUM[\\s\\S]*${code}`));
    const required = await run('plan --ai required', { turns: [turn] });
    expect([required.code === 0, required.err.includes(code)]).toEqual([false, true]);
    expect([...required.files.keys()]).toEqual([]);
  });

  it('refuses: that is high at least, and said', async () => {
    const { risk } = planIn(await run('plan --json', { turns: [{ say: '', stop: 'refusal', category: 'cyber' }] }));
    expect(risk).toMatchObject({ level: 'high', estimate: 'medium', skip: false });
    expect(risk.reasons.at(-1)).toBe('claude-haiku-5-5 would not look at this change: cyber: it may harm');
  });

  it('is not asked above the cap', async () => {
    const ran = await run('plan --ai required', { policy: 'adviser: { maxDollars: 0.0001 }' });
    expect(ran).toMatchObject({ code: 5, err: expect.stringContaining('adviser-over-cap') });
    expect(ran.server.asked).toEqual([]);
  });
});

describe('what was said', () => {
  it('is kept in a transcript without credentials, and makes the same plan again, byte for byte', async () => {
    const turns = [{ say: 'no' }, saying({ level: 'high', reasons: [REASON] })];
    const first = await run('plan --json --transcript t.json', { turns });
    const transcript = first.files.get('t.json') ?? '';
    for (const secret of [TOKEN, 'the-mode-of-today', 'sk-of-a-test']) expect(transcript).not.toContain(secret);
    const again = await run('plan --json --replay-opinion t.json', { files: { 't.json': transcript } });
    expect(again.server.asked).toEqual([]);
    expect(again.out).toBe(first.out);
    expect(planDigest(planIn(again))).toBe(planDigest(planIn(first)));
  });

  it('is replayed from a file of ours as it was from the model', async () => {
    const [diff, t] = await Promise.all([
      bundle.read('fixtures/demo/refund-tax.diff'),
      bundle.read('fixtures/opinions/refund-tax.json'),
    ]);
    const words = 'plan --json --diff d --replay-opinion t';
    const [one, two] = [await run(words, { files: { d: diff, t } }), await run(words, { files: { d: diff, t } })];
    expect(two.out).toBe(one.out);
    const { risk, questions, monitors } = planIn(one);
    expect(risk).toMatchObject({
      level: 'critical',
      adviser: { kind: 'claude', spent: { requests: 1, tokens: 3700 } },
      advice: { reasons: 2, dropped: 1, confirmed: 1 },
    });
    expect(questions).toContain('Should "refund-mismatch" be measured? refunds beside what the ledger expects');
    expect(monitors.map(({ id }) => id)).toContain('revenue');
  });

  it('is kept of a refusal as well', async () => {
    const first = await run('plan --json --transcript t.json', { turns: [{ say: '', stop: 'refusal' }] });
    const files = { 't.json': first.files.get('t.json') ?? '' };
    expect((await run('plan --json --replay-opinion t.json', { files })).out).toBe(first.out);
  });

  it('holds for that change and no other, and beside no other opinion', async () => {
    const { files } = await run('plan --json --transcript t.json');
    const held = { 't.json': files.get('t.json') ?? '' };
    const other = await run('plan --replay-opinion t.json', { files: held, diff: CONDITION.replace('||', '??') });
    expect(other).toMatchObject({ code: 4, err: expect.stringContaining('transcript-of-other-change') });
    const both = await run('plan --replay-opinion t.json --ai required', { files: held });
    expect(both).toMatchObject({ code: 2, err: expect.stringContaining('two-advisers') });
  });
});

describe('what would be sent', () => {
  it('is printed, and is what is sent; nothing is', async () => {
    const shown = await run('plan --show-prompt');
    expect([shown.server.asked.length, [...shown.files.keys()]]).toEqual([0, []]);
    const { body } = (await run('plan --json')).server.asked[0] ?? {};
    expect(shown.out).toBe(`${body?.system[0]?.text}\n${body?.messages[0]?.content}`);
    const { prompt } = JSON.parse((await run('plan --show-prompt --json')).out);
    expect(prompt).toMatchObject({ version: 'advise.v1', system: body?.system[0]?.text });
  });
});
