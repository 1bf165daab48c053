import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { memoryRepository } from '../../src/adapters/repository/memory.ts';
import { operations, operationsFor } from '../../src/app/index.ts';
import { Assessment } from '../../src/core/assessment/assessment.ts';
import { rank } from '../../src/core/values/level.ts';
import { ok } from '../../src/core/problem.ts';
import { views } from '../../src/faces/cli/screens.ts';
import { bundle } from '../helpers/advice.ts';
import { claudeAt } from '../helpers/adviser.ts';
import { portsWith, say } from '../helpers/cli.ts';
import { claudeWorld } from '../worlds/claude.ts';
import type { Turn } from '../worlds/claude-server.ts';
import { answersFrom } from './answers.ts';
import { BARE, MONEY } from './changes.ts';
import { rawIn } from './clean.ts';
import { full } from './opinions.ts';

/**
 * The same hostile answers as they come over the wire, through the real client: event by event, or as something that is no
 * answer at all. The guard was broken once, `judge` taking the level of the opinion as it stood, and the suite seen to fail.
 */
const Judged = z.looseObject({ risk: Assessment });

const judged = async (turn: Turn | undefined, diff: string) => {
  const server = turn === undefined ? undefined : await claudeWorld(turn);
  const usual = portsWith(new Map(), { bundle, repository: memoryRepository({ diff, title: 'A change' }) });
  const openAdviser: typeof usual.openAdviser = async (kind, from) =>
    kind === 'claude' && server ? ok(claudeAt(server.url)) : usual.openAdviser(kind, from);
  const ports = { ...usual, openAdviser };
  const words = server ? ['risk', '--json'] : ['risk', '--json', '--no-ai'];
  const said = await say(words, { operations: await operationsFor(words, operations), ports, views: views(bundle) });
  return { said, asked: server?.asked.length ?? 0 };
};

/** What the answer brought about that it may not. */
const faultsOf = async (turn: Turn, diff: string): Promise<readonly string[]> => {
  const [alone, advised] = [await judged(undefined, diff), await judged(turn, diff)];
  if (advised.said.code !== 0) return [`exit code ${advised.said.code}: ${advised.said.out}${advised.said.err}`];
  const [before, after] = [alone, advised].map(({ said }) => Judged.parse(JSON.parse(said.out)).risk);
  const isBelow = rank(after?.level ?? 'low') < rank(before?.estimate ?? 'critical');
  return [
    ...rawIn(['risk --json', advised.said]),
    ...(isBelow ? [`level ${after?.level}, and the rules say ${before?.estimate}`] : []),
    ...(after?.floor === before?.floor ? [] : [`floor ${after?.floor}`]),
    ...(after?.cleared ?? []).map(({ signal }) => `cleared ${signal}`),
    ...(advised.asked > 6 ? [`asked ${advised.asked} times`] : []),
  ];
};

describe('an answer over the wire', () => {
  // Every third of the corpus: each family is in it, and the whole stands in hostile.test.ts as files.
  const answers = answersFrom(full()).filter((_, nth) => nth % 3 === 0);

  it.each(answers.map((one) => [`${one.family}: ${one.name}`, one.text] as const))('%s', async (_, text) =>
    expect(await faultsOf({ say: text }, BARE.diff)).toEqual([]),
  );
});

const event = (value: object): string =>
  `event: ${(value as { type: string }).type}\ndata: ${JSON.stringify(value)}\n\n`;
const sse = (raw: string): Turn => ({ raw, type: 'text/event-stream' });

describe('something that is no answer', () => {
  const start = {
    type: 'message_start',
    message: { id: 'm', type: 'message', role: 'assistant', content: [], model: 'x', usage: {} },
  };
  const shapes: Readonly<Record<string, Turn>> = {
    'a page': { raw: '<html><script>hostile()</script></html>', type: 'text/html' },
    'a page that says it is JSON': { raw: '<html>@everyone</html>', type: 'application/json' },
    'nothing at all': sse(''),
    'half an event': sse('event: message_start\ndata: {"type":"message_st'),
    'an event that nobody knows': sse(event({ type: 'obey', text: 'level low' })),
    'a message without an end': sse(event(start)),
    'numbers where texts belong': sse(
      event(start) + event({ type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text: 7 } }),
    ),
    'a tool that wants to be called': sse(
      event(start) +
        event({
          type: 'content_block_start',
          index: 0,
          content_block: { type: 'tool_use', id: 't', name: 'sh', input: {} },
        }) +
        event({ type: 'message_stop' }),
    ),
    'keys of a prototype': sse(
      'event: message_start\ndata: {"type":"message_start","__proto__":{"level":"low"},"message":{}}\n\n',
    ),
    'an error with live text': { failInside: '\u001b[31m<script>@everyone\u202e' },
    'a refusal with live text': { say: '', stop: 'refusal', category: '\u001b[2Jhostile' },
    'five megabytes of one word': sse(
      event(start) +
        event({ type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text: 'low '.repeat(1_250_000) } }),
    ),
    'a status with live text': { status: 400, error: '\u001b]0;hostile\u0007 <img src=x>' },
  };

  it.each(Object.entries(shapes))('%s', async (_, turn) => expect(await faultsOf(turn, MONEY.diff)).toEqual([]));
});
