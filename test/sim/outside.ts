import { rulesAdviser } from '../../src/adapters/adviser/rules.ts';
import { memoryFiles } from '../../src/adapters/files/memory.ts';
import { memoryRepository } from '../../src/adapters/repository/memory.ts';
import type { Ports } from '../../src/app/operation.ts';
import { ok } from '../../src/core/problem.ts';
import type { Clock } from '../../src/ports/clock.ts';
import { flagsFor } from './flags.ts';
import { logFor } from './log.ts';
import { metricsFor } from './metrics.ts';
import type { Agent, Stage } from './stage.ts';
import { isSpell } from './weather.ts';

/** Everything that one executor or one person has of the outside, with all the trouble of this run. */
export const portsFor = (stage: Stage, agent: Agent): Ports => {
  const checks = new Map([['checks.json', '{}']]);
  const files = memoryFiles(checks);
  return {
    clock: clockFor(stage, agent),
    openLog: async () => ok(logFor(stage, agent)),
    openPlace: async () => Promise.reject(new Error('nobody moves a log here')),
    openScheduler: async () => ({ ok: false, problems: [] }),
    openFlags: async () => ok(flagsFor(stage, agent)),
    openMetrics: async () => ok(metricsFor(stage, agent)),
    openIdentity: async () => ({ verify: async () => ({ ok: false, problems: [] }) }),
    openSignature: async () => ({ ok: false, problems: [] }),
    openNotifier: async () => ({ ok: false, problems: [] }),
    adapter: async () => undefined,
    hasSecret: async () => false,
    openEvaluator: async () => (await import('../../src/adapters/evaluator/index.ts')).evaluators['flagd-core'](),
    openAdviser: async () => ok(rulesAdviser()),
    unguessable: () => 'abcdefgh',
    progress: () => undefined,
    step: async () => undefined,
    usual: () => undefined,
    user: async () => agent.name,
    ask: async () => true,
    openHost: async () => ({ ok: false, problems: [] }),
    pipeline: async () => ({}),
    serveMcp: async () => undefined,
    serveHttp: async () => ok(undefined),
    stopping: async () => new AbortController().signal,
    tell: () => undefined,
    files: {
      ...files,
      read: (name, most) => {
        agent.look.built = !isSpell(stage.weather, stage.time.nowMs(), 'unbuilt');
        checks.set(
          'checks.json',
          JSON.stringify({ ci: { verdict: agent.look.built ? 'pass' : 'fail', why: 'build' } }),
        );
        return files.read(name, most);
      },
    },
    input: { typed: true, stream: () => (async function* () {})(), piped: async () => false },
    bundle: { read: async (name) => name },
    page: async () => new Uint8Array(),
    repository: memoryRepository(undefined),
    announcement: async () => '',
    draw: async () => () => '',
    review: async () => ({
      text: async () => ok(''),
      report: async () => '',
      remembered: () => undefined,
      answered: (body: string) => body,
      restated: (body: string) => body,
      isMarked: () => false,
    }),
    hash: () => ({ update: () => undefined, hex: () => '' }),
    folder: '/',
    tool: 'sim',
  };
};

const clockFor = ({ time }: Stage, agent: Agent): Clock => ({
  nowMs: () => {
    const nowMs = time.nowMs() + agent.clockMs;
    agent.look.atMs ??= nowMs;
    return nowMs;
  },
  sleep: (ms, signal) =>
    new Promise((woken) => {
      const wakes = (): void => {
        if (agent.alive) woken();
      };
      const off = time.after(ms, wakes);
      signal?.addEventListener('abort', () => {
        off();
        wakes();
      });
    }),
});
