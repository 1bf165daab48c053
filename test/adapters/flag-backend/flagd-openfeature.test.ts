import { readFileSync } from 'node:fs';
import { FlagdCore } from '@openfeature/flagd-core';
import { OpenFeature, type Provider } from '@openfeature/server-sdk';
import { afterAll, describe, expect, it } from 'vitest';
import { flagdBackend } from '../../../src/adapters/flag-backend/flagd.ts';
import type { FlagState } from '../../../src/core/flags/flag-state.ts';
import { flagsIn } from '../../../src/core/rollout/desired.ts';
import { aFlag } from '../../helpers/flags.ts';
import { worked } from '../../helpers/log.ts';
import { aPlan } from '../../helpers/samples.ts';
import { aDefinitionFile } from '../../worlds/flagd.ts';

/** What programs have in them: the SDK of OpenFeature, with flagd's own evaluator in process, reading our file. */
const asked = async (file: string, domain: string) => {
  const complaints: string[] = [];
  const complain = (...words: unknown[]): void => void complaints.push(words.join(' '));
  const logger = { error: complain, warn: complain, info: () => undefined, debug: () => undefined };
  const core = new FlagdCore(undefined, logger);
  const provider: Provider = {
    metadata: { name: 'flagd in process' },
    runsOn: 'server',
    resolveBooleanEvaluation: async (key, usual, context) => core.resolveBooleanEvaluation(key, usual, context, logger),
    resolveStringEvaluation: async (key, usual, context) => core.resolveStringEvaluation(key, usual, context, logger),
    resolveNumberEvaluation: async (key, usual, context) => core.resolveNumberEvaluation(key, usual, context, logger),
    resolveObjectEvaluation: async (key, usual, context) => core.resolveObjectEvaluation(key, usual, context, logger),
  };
  await OpenFeature.setProviderAndWait(domain, provider);
  return {
    client: OpenFeature.getClient(domain),
    read: () => core.setConfigurations(readFileSync(file, 'utf8')),
    complaints,
  };
};

afterAll(() => OpenFeature.close());

const USERS = Array.from({ length: 10_000 }, (_, n) => `user-${n}`);
const NAMED = USERS.slice(0, 20);

describe('10,000 users, asked through the SDK of OpenFeature', () => {
  it('get the share of every phase, keep what they have as it rises, and the named ones have it from the first', async () => {
    const file = aDefinitionFile();
    const { client, read, complaints } = await asked(file, 'climb');
    const backend = flagdBackend(file);
    const plan = aPlan('high', { allow: NAMED });
    let before = new Set<string>();
    for (const at of plan.phases.keys()) {
      const [flag = aFlag()] = flagsIn(plan, at);
      const [found] = worked(await backend.read([flag.key]));
      worked(await backend.write(flag, found?.revision));
      read();
      const has = await Promise.all(
        USERS.map((id) => client.getBooleanValue(flag.key, false, { targetingKey: id, user: { id } })),
      );
      const now = new Set(USERS.filter((_, n) => has[n]));
      expect([...before, ...NAMED].filter((id) => !now.has(id))).toEqual([]);
      const others = USERS.slice(NAMED.length).filter((id) => now.has(id)).length / (USERS.length - NAMED.length);
      const share = flag.percent / 100;
      expect(Math.abs(others - share)).toBeLessThanOrEqual(4 * Math.sqrt((share * (1 - share)) / USERS.length));
      before = now;
    }
    expect(before.size).toBe(USERS.length);
    expect(complaints).toEqual([]);
  });

  it('get nothing of a flag that was rolled back, and what the code says where there is none', async () => {
    const file = aDefinitionFile();
    const { client, read } = await asked(file, 'back');
    const backend = flagdBackend(file);
    const flag: FlagState = aFlag({ percent: 50, allow: NAMED });
    worked(await backend.write(flag, undefined));
    const [held] = worked(await backend.read([flag.key]));
    worked(await backend.write({ ...flag, enabled: false, percent: 0, allow: [] }, held?.revision));
    read();
    const said = await Promise.all(USERS.map((id) => client.getBooleanDetails(flag.key, false, { targetingKey: id })));
    expect(said.filter(({ value }) => value)).toEqual([]);
    expect(await client.getBooleanDetails('no-such-flag', true, { targetingKey: 'a' })).toMatchObject({
      value: true,
      errorCode: 'FLAG_NOT_FOUND',
    });
  });
});
