import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { Agent, request } from 'node:http';
import { join } from 'node:path';
import { FlagdCore } from '@openfeature/flagd-core';
import { evaluators } from '../src/adapters/evaluator/index.ts';
import { TOP } from '../scripts/pack.ts';
import { ASKING, aFlagService } from '../test/helpers/flag-service.ts';
import { worked } from '../test/helpers/log.ts';
import { setFlag } from '../src/app/flag-service/changes.ts';
import { flagdDocument } from '../src/core/flagset/document.ts';
import { type Bench, type Row, timedInTurn } from './bench.ts';

const ROUNDS = 15;

/** What a flag costs whoever asks for it: in process beside flagd's evaluator, over HTTP beside a constant, and a change. */
export const flags: Bench = {
  name: 'flags',
  run: async () => [...(await inProcess()), ...(await changed()), ...(await overHttp())],
};

const nothing = (): void => undefined;
const SILENT = { error: nothing, warn: nothing, info: nothing, debug: nothing };
const EVALUATIONS = 100_000;

const many = async (count: number) => {
  const service = await aFlagService();
  for (let nth = 0; nth < count; nth += 1)
    worked(
      await setFlag(
        service,
        `flag-${nth}`,
        { enabled: true, percentage: 30, rings: { beta: 60 }, allow: ['ana'] },
        ASKING,
      ),
    );
  return service;
};

const asked = (ask: (key: string, context: { targetingKey: string }) => unknown) => async (): Promise<void> => {
  for (let nth = 0; nth < EVALUATIONS; nth += 1) ask(`flag-${nth % 20}`, { targetingKey: `user-${nth}` });
};

const inProcess = async (): Promise<readonly Row[]> => {
  const document = flagdDocument((await many(20)).now());
  const core = new FlagdCore(undefined, SILENT);
  core.setConfigurations(JSON.stringify(document));
  const ours = evaluators['flagd-core']();
  worked(ours.take(document));
  const [ms = 0, peerMs = 0] = await timedInTurn(ROUNDS, [
    asked(ours.one),
    asked((key, context) => core.resolveBooleanEvaluation(key, false, context, SILENT)),
  ]);
  return [{ what: '100,000 evaluations in process', ms, peer: 'flagd-core alone', peerMs, goal: 1.1 }];
};

/** A change of one among a thousand, as the evaluator takes it. */
const changed = async (): Promise<readonly Row[]> => {
  const service = await many(1000);
  const core = new FlagdCore(undefined, SILENT);
  let percentage = 1;
  const change = async (): Promise<void> => {
    percentage = (percentage % 90) + 1;
    worked(await setFlag(service, 'flag-7', { percentage }, ASKING));
  };
  const [ms = 0, peerMs = 0] = await timedInTurn(5, [
    change,
    async () => void core.setConfigurations(service.definitions().text),
  ]);
  return [
    { what: 'a change of one of 1,000 flags, until it is served', ms, peer: 'flagd-core takes all', peerMs, goal: 1 },
  ];
};

const REQUESTS = 2000;
const LINES = 8;

/** Processor time of the serving process, so that whoever asks is not in it. */
const overHttp = async (): Promise<readonly Row[]> => {
  const server = spawn(process.execPath, [join(TOP, 'bench', 'flags-once.ts')], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const agent = new Agent({ keepAlive: true, maxSockets: LINES });
  try {
    const [said] = await once(server.stdout, 'data');
    return rowsOf(await timesOf(String(said).trim(), agent));
  } finally {
    agent.destroy();
    server.kill();
  }
};

type Times = Record<keyof typeof PATHS, number[]>;

const timesOf = async (at: string, agent: Agent): Promise<Times> => {
  const times: Times = { flag: [], all: [], constant: [] };
  for (let round = 0; round <= 7; round += 1)
    for (const name of ['flag', 'all', 'constant'] as const) {
      const before = await spent(at, agent);
      await asks(PATHS[name], at, agent);
      const ms = (await spent(at, agent)) - before;
      if (round > 1) times[name].push(ms);
    }
  return times;
};

const rowsOf = (times: Times): readonly Row[] => {
  const [flag, all, constant] = [middle(times.flag), middle(times.all), middle(times.constant)];
  process.stdout.write(
    `server time a request: ${[flag, all, constant].map((ms) => ((ms / REQUESTS) * 1000).toFixed(0)).join(', ')} µs for a flag, all 100, a constant; ${Math.round(REQUESTS / (flag / 1000))} flags a second and core\n`,
  );
  return [{ what: `OFREP, ${REQUESTS} single flags`, ms: flag, peer: 'a constant', peerMs: constant, goal: 1.5 }];
};

const PATHS = {
  flag: '/ofrep/v1/evaluate/flags/flag-7',
  all: '/ofrep/v1/evaluate/flags',
  constant: '/ofrep/v1/evaluate/constant',
} as const;

const middle = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;

const asks = async (path: string, at: string, agent: Agent): Promise<void> => {
  let left = REQUESTS;
  const line = async (): Promise<void> => {
    while (left > 0) {
      left -= 1;
      await sent(
        'POST',
        `${at}${path}`,
        agent,
        JSON.stringify({ context: { targetingKey: `user-${left}`, user: { tier: 'all' } } }),
      );
    }
  };
  await Promise.all(Array.from({ length: LINES }, line));
};

const spent = async (at: string, agent: Agent): Promise<number> => Number(await sent('GET', `${at}/spent`, agent));

const sent = (method: string, url: string, agent: Agent, body?: string): Promise<string> =>
  new Promise((resolve, reject) => {
    const asked = request(url, { method, agent, headers: { 'content-type': 'application/json' } }, (answer) => {
      let text = '';
      answer.on('data', (chunk) => (text += String(chunk)));
      answer.on('end', () => (answer.statusCode === 200 ? resolve(text) : reject(new Error(`${url}: ${text}`))));
    });
    asked.on('error', reject);
    asked.end(body);
  });
