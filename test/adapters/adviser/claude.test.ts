import { describe, expect, it, vi } from 'vitest';
import { claudeAdviser } from '../../../src/adapters/adviser/claude.ts';
import { systemClock } from '../../../src/adapters/clock/system.ts';
import { overCap } from '../../../src/core/advice/budget.ts';
import type { Advice, Question } from '../../../src/ports/adviser.ts';
import { aQuestion, claudeAt } from '../../helpers/adviser.ts';
import { anOpinion } from '../../helpers/samples.ts';
import { claudeWorld } from '../../worlds/claude.ts';
import type { Turn } from '../../worlds/claude-server.ts';

const OPINION = JSON.stringify(anOpinion());

type Told = { readonly advice: Advice; readonly asked: Awaited<ReturnType<typeof claudeWorld>>['asked'] };

const told = async (turns: readonly Turn[], more: Partial<Question> = {}): Promise<Told> => {
  const world = await claudeWorld(...turns);
  const advice = await claudeAt(world.url).advise(async () => aQuestion(more));
  return { advice, asked: world.asked };
};

const codeOf = (advice: Advice): string => (advice.is === 'silence' ? (advice.problems[0]?.code ?? '') : advice.is);

describe('a question to Claude', () => {
  it('is one request: the stable part first and kept, no tools, the schema, no temperature', async () => {
    const { asked } = await told([{ say: OPINION }]);
    expect(asked).toHaveLength(1);
    const [{ path, headers, body }] = asked as [(typeof asked)[number]];
    expect(path).toBe('/v1/messages');
    expect(headers['authorization']).toBe('Bearer sk-of-a-test');
    expect(Object.keys(body).toSorted()).toEqual(
      ['max_tokens', 'messages', 'model', 'output_config', 'stream', 'system', 'thinking'].toSorted(),
    );
    expect(body.system).toEqual([{ type: 'text', text: 'You advise.', cache_control: { type: 'ephemeral' } }]);
    expect(body.messages).toEqual([{ role: 'user', content: 'One change.' }]);
    const { schema, type } = body.output_config.format;
    expect(type).toBe('json_schema');
    expect(schema).toMatchObject({ type: 'object', additionalProperties: false, required: Object.keys(anOpinion()) });
    expect(JSON.stringify(schema)).not.toMatch(/"(?:maxLength|maxItems|pattern|minimum)":/);
  });

  it('tells what it used, cached tokens apart', async () => {
    const usage = { input_tokens: 300, cache_read_input_tokens: 2000, output_tokens: 500 };
    const { advice } = await told([{ say: OPINION, usage }]);
    expect(advice.charges).toEqual([
      {
        model: 'claude-haiku-5-5',
        usage: { inputTokens: 300, cacheWriteTokens: 0, cacheReadTokens: 2000, outputTokens: 500 },
        untold: false,
      },
    ]);
  });

  it('keeps what was said, and no key', async () => {
    const { advice } = await told([{ say: OPINION }]);
    expect(advice.exchanges[0]).toMatchObject({ reply: { text: OPINION, stop: 'end_turn' } });
    expect(JSON.stringify(advice)).not.toContain('sk-of-a-test');
  });

  it('writes nothing on stdout, whatever the client wants to log', async () => {
    const spies = [vi.spyOn(console, 'log'), vi.spyOn(console, 'info'), vi.spyOn(console, 'debug')];
    vi.stubEnv('ANTHROPIC_LOG', 'debug');
    await told([{ status: 529 }, { say: OPINION }]);
    expect(spies.flatMap(({ mock }) => mock.calls)).toEqual([]);
    vi.unstubAllEnvs();
    for (const spy of spies) spy.mockRestore();
  });

  it.each([['http://evil.example'], ['https://user:word@evil.example'], ['file:///etc/passwd'], ['nonsense']])(
    'is not sent to %s',
    (baseUrl) => {
      const adviser = claudeAdviser({ apiKey: 'k', baseUrl, clock: systemClock });
      expect(adviser).toMatchObject({ ok: false, problems: [{ code: 'adviser-insecure' }] });
    },
  );
});

describe('an answer that does not fit', () => {
  it('is put right once, with what was wrong, and both are counted', async () => {
    const { advice, asked } = await told([{ say: '{"level": "none"}' }, { say: OPINION }]);
    expect(advice).toMatchObject({ is: 'opinion', charges: [{}, {}] });
    const [user, assistant, repair] = asked[1]?.body.messages ?? [];
    expect([user?.role, assistant?.content, repair?.role]).toEqual(['user', '{"level": "none"}', 'user']);
    expect(repair?.content).toMatch(/level "none" is not one of low, medium, high, critical/);
  });

  it('is not asked for a third time', async () => {
    const { advice, asked } = await told([{ say: 'no' }]);
    expect([advice.is, asked.length]).toEqual(['silence', 2]);
  });

  it('is not repaired where the run has no money for it', async () => {
    const caps = { maxTokens: 4000, maxDollars: 1 };
    const { advice, asked } = await told([{ say: 'no' }], { mayCharge: (soFar, next) => overCap(soFar, next, caps) });
    expect([codeOf(advice), asked.length]).toEqual(['adviser-over-cap', 1]);
  });
});

describe('a model that does not answer', () => {
  it.each<[string, Turn, string]>([
    ['refuses', { say: '', stop: 'refusal', category: 'cyber' }, 'refusal'],
    ['stops at its limit', { say: OPINION.slice(0, 200), stop: 'max_tokens' }, 'adviser-stopped'],
    ['asks for a tool', { say: '', stop: 'tool_use' }, 'adviser-stopped'],
    ['breaks off', { say: OPINION.slice(0, 200), cutAfter: 200 }, 'adviser-cut'],
    ['fails in the middle', { failInside: 'overloaded' }, 'adviser-cut'],
    ['never ends', { raw: 'event: ping\ndata: {"type": "ping"}\n\n', type: 'text/event-stream' }, 'adviser-cut'],
    ['is a web page', { raw: '<html>sign in</html>', type: 'text/html' }, 'adviser-cut'],
    ['rambles', { say: 'x'.repeat(300_000) }, 'adviser-too-long'],
    ['does not know the key', { status: 401, error: 'bad key' }, 'adviser-rejected'],
    ['does not know the model', { status: 404, error: 'no such model' }, 'adviser-rejected'],
    ['fails', { status: 500, error: 'oh' }, 'adviser-rejected'],
  ])('%s', async (_, turn, code) => {
    const { advice, asked } = await told([turn, { say: OPINION }]);
    expect([codeOf(advice), asked.length]).toEqual([code, 1]);
  });

  it('says why it refused, harmlessly', async () => {
    const { advice } = await told([{ say: '', stop: 'refusal', category: 'cyber\u001b[2J' }]);
    expect(advice).toMatchObject({ is: 'refusal', why: String.raw`cyber\u{1b}[2J: it may harm` });
  });

  it('is told from one that cannot be reached', async () => {
    const world = await claudeWorld({ say: OPINION });
    world.stop();
    const advice = await claudeAt(world.url).advise(async () => aQuestion());
    expect(codeOf(advice)).toBe('adviser-unreachable');
    expect(advice.charges).toEqual([]);
  });

  it('that is slow is left when the time is over, letter by letter or without a word', async () => {
    for (const turn of [{ drip: OPINION, everyMs: 20 }, { silent: true } as const]) {
      const { advice } = await told([turn], { timeoutMs: 150 });
      expect(codeOf(advice)).toBe('adviser-timeout');
      expect(advice.charges).toMatchObject([{ untold: true }]);
    }
  });

  it('is left when somebody calls it off', async () => {
    const stop = new AbortController();
    const heard = (characters: number) => (characters > 3 ? stop.abort() : undefined);
    const { advice } = await told([{ drip: OPINION, everyMs: 5 }], { signal: stop.signal, heard });
    expect(codeOf(advice)).toBe('adviser-aborted');
  });
});

const waiting = async (turns: readonly Turn[]) => {
  const world = await claudeWorld(...turns);
  const waits: number[] = [];
  const clock = { ...systemClock, sleep: async (ms: number) => void waits.push(ms) };
  const advice = await claudeAt(world.url, clock).advise(async () => aQuestion());
  return { advice, waits, asked: world.asked.length };
};

describe('a service that is busy', () => {
  it('is asked again after as long as it says, and charged once', async () => {
    const { advice, waits, asked } = await waiting([
      { status: 429, headers: { 'retry-after': '7' } },
      { status: 529, headers: { 'retry-after-ms': '250' } },
      { say: OPINION },
    ]);
    expect({ is: advice.is, waits, asked, charges: advice.charges.length }).toEqual({
      is: 'opinion',
      waits: [7000, 250],
      asked: 3,
      charges: 1,
    });
  });

  it('is left after the third time, and never waited for longer than half a minute', async () => {
    const { advice, waits, asked } = await waiting([{ status: 529, headers: { 'retry-after': '86400' } }]);
    expect([codeOf(advice), asked, advice.charges.length]).toEqual(['adviser-busy', 3, 0]);
    expect(waits).toEqual([30_000, 30_000]);
  });

  it.each([[{ status: 500 }], [{ say: OPINION.slice(0, 90), cutAfter: 90 }]])(
    'is not asked again after %j: that may have been charged, and is counted as the most it can be',
    async (turn) => {
      const { advice, asked } = await waiting([turn as Turn, { say: OPINION }]);
      expect([asked, advice.is]).toEqual([1, 'silence']);
      expect(advice.charges).toMatchObject([{ untold: true, usage: { cacheWriteTokens: 1000, outputTokens: 2000 } }]);
    },
  );
});

describe('looking a model up', () => {
  it('asks for its name alone, sends no message, and shows no key', async () => {
    const world = await claudeWorld({ raw: '{"id": "claude-haiku-5-5", "type": "model"}', type: 'application/json' });
    const said = await claudeAt(world.url).greet?.('claude-haiku-5-5');
    expect(said).toMatchObject({ ok: true, value: expect.stringContaining('claude-haiku-5-5') });
    expect(world.asked.map(({ path }) => path)).toEqual(['/v1/models/claude-haiku-5-5']);
    expect(JSON.stringify(said)).not.toContain('sk-of-a-test');
  });

  it.each([
    [401, /ANTHROPIC_API_KEY/],
    [404, /adviser\.model/],
    [529, /./],
  ])('says what %d means, and what to do', async (status, hint) => {
    const world = await claudeWorld({ status, error: 'no' });
    const said = await claudeAt(world.url).greet?.('claude-none');
    expect(said).toMatchObject({ ok: false, problems: [{ hint: expect.stringMatching(hint) }] });
  });
});
