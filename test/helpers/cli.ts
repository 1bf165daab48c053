import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { claudeAdviser } from '../../src/adapters/adviser/claude.ts';
import { providedAdviser } from '../../src/adapters/adviser/provided.ts';
import { rulesAdviser } from '../../src/adapters/adviser/rules.ts';
import { logProblems } from '../../src/adapters/event-log/problems.ts';
import { memoryFiles } from '../../src/adapters/files/memory.ts';
import { memoryRepository } from '../../src/adapters/repository/memory.ts';
import type { Machinery, Operation, Ports } from '../../src/app/operation.ts';
import { failed, ok, problem } from '../../src/core/problem.ts';
import { reviewWriting } from '../../src/faces/pr/writing.ts';
import { analysedSvg } from '../../src/faces/svg/analysed.ts';
import { plainAnnouncement } from '../../src/faces/text/documents.ts';
import { runCli } from '../../src/faces/cli/run.ts';
import type { Views } from '../../src/faces/cli/views.ts';

const clock = { nowMs: () => 0, sleep: async () => undefined };

/** Nothing of what carries plans out is here: a test brings what it needs. */
const noMachinery: Omit<Machinery, 'openAdviser'> = {
  clock,
  openLog: async (place, how) => failed(how?.make === false ? logProblems.absent(place) : notHere('event log')),
  openPlace: async () => failed(notHere('event log')),
  openScheduler: async () => failed(notHere('scheduler')),
  openFlags: async () => failed(notHere('flag system')),
  openMetrics: async () => failed(notHere('metric source')),
  openIdentity: async () => ({ verify: async () => failed(notHere('identity provider')) }),
  openSignature: async () => failed(notHere('signature')),
  openNotifier: async () => failed(notHere('notifier')),
  adapter: async () => undefined,
  hasSecret: async () => false,
  unguessable: (letters = 24) => 'abcdefghijklmnopqrstuvwxyz'.repeat(4).slice(0, letters),
  progress: () => undefined,
  step: async () => undefined,
  usual: () => undefined,
  user: async () => 'somebody',
  ask: async () => undefined,
  openHost: async () => failed(notHere('host')),
  openEvaluator: async () => (await import('../../src/adapters/evaluator/index.ts')).evaluators['flagd-core'](),
  pipeline: async () => ({}),
  serveMcp: async () => undefined,
  serveHttp: async () => ok(undefined),
  stopping: async () => new AbortController().signal,
  tell: () => undefined,
};

const notHere = (what: string) =>
  problem({ kind: 'unreachable', code: 'not-here', message: `there is no ${what} in this test`, hint: 'bring one' });

export const portsWith = (files: Map<string, string> = new Map(), more: Partial<Ports> = {}): Ports => ({
  ...noMachinery,
  files: memoryFiles(files),
  openAdviser: async (kind, from) => {
    if (kind === 'provided' && from) return ok(providedAdviser(from));
    return kind === 'rules' ? ok(rulesAdviser()) : claudeAdviser({ apiKey: undefined, baseUrl: undefined, clock });
  },
  input: { typed: true, stream: () => (async function* () {})(), piped: async () => false },
  bundle: { read: async (name) => `bundled ${name}` },
  page: async (name) => Buffer.from(`built ${name}`),
  repository: memoryRepository(undefined),
  hash: () => {
    const hash = createHash('sha256');
    return { update: (bytes) => void hash.update(bytes), hex: () => hash.digest('hex') };
  },
  review: async () =>
    reviewWriting(async (name) => readFileSync(new URL(`../../templates/${name}.hbs`, import.meta.url), 'utf8')),
  announcement: (...given) =>
    plainAnnouncement(...given, async (name) =>
      readFileSync(new URL(`../../templates/${name}.hbs`, import.meta.url), 'utf8'),
    ),
  draw: async () => analysedSvg,
  folder: '/somewhere',
  tool: 'rampart test',
  ...more,
});

export type Said = { readonly code: number; readonly out: string; readonly err: string };

type World = {
  readonly operations: readonly Operation[];
  readonly ports?: Ports;
  readonly views?: Views;
  readonly columns?: number;
};

/** Runs a command line in this process and catches what it says. */
export const say = async (
  words: readonly string[],
  { operations, ports = portsWith(), views = {}, columns = 80 }: World,
): Promise<Said> => {
  const out: string[] = [];
  const err: string[] = [];
  const terminal = {
    out: (text: string) => void out.push(text),
    err: (text: string) => void err.push(text),
    columns,
    colour: false,
    colourErr: false,
  };
  const code = await runCli(words, { operations, ports, terminal, views, version: '9.9.9' });
  return { code, out: out.join(''), err: err.join('') };
};

export const anyDocument = z.record(z.string(), z.unknown());
