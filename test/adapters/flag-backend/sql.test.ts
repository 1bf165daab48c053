import { describe, expect, it } from 'vitest';
import { sql } from '../../../src/adapters/flag-backend/sql.ts';
import { switchedOff } from '../../../src/core/flags/flag-state.ts';
import type { FlagState } from '../../../src/core/flags/flag-state.ts';
import { aContext } from '../../helpers/context.ts';
import { aFlag } from '../../helpers/flags.ts';
import { problemOf, worked } from '../../helpers/log.ts';
import { aFlagFile } from '../../worlds/env.ts';
import { aPilot, PILOT } from '../../worlds/sql.pilot.ts';

const flag = (more: Partial<FlagState> = {}): FlagState => aFlag({ targeting: [], variants: [], ...more });

const opened = async (statements?: string) => {
  const pilot = aPilot(statements);
  const backend = worked(await sql.open(pilot.file, aContext()));
  const put = async (one: FlagState) => {
    const [found] = worked(await backend.read([one.key]));
    return backend.write(one, found?.revision);
  };
  return { ...pilot, backend, put };
};

describe('the table of the pilot', () => {
  it('says the tier beside the share, and writes down each change', async () => {
    const { ask, put } = await opened();
    for (const percent of [0.5, 10, 50, 100]) worked(await put(flag({ percent, allow: ['c-1'] })));
    worked(await put(switchedOff(flag())));
    expect(ask('SELECT current_tier, percentage, status, whitelisted_customers FROM feature_rollouts')).toEqual([
      { current_tier: 'tier_0_disabled', percentage: 0, status: 'rolled_back', whitelisted_customers: '[]' },
    ]);
    const events = ask('SELECT event, customer_id, metadata FROM rollout_events ORDER BY id');
    expect(events.map(({ metadata }) => JSON.parse(String(metadata)).to)).toEqual([0.5, 10, 50, 100, 0]);
    expect(events[0]).toMatchObject({ event: 'rollout_changed', customer_id: 'system' });
  });

  it('leaves other rows, and columns that are not ours, as they are', async () => {
    const { ask, put, backend } = await opened(
      `${PILOT} INSERT INTO feature_rollouts (feature_name, current_tier, percentage, status, owner)
       VALUES ('refund_tax', 'mine', 5, 'active', 'anna'), ('other', 'theirs', 7, 'odd', 'bob');`,
    );
    worked(await put(flag({ percent: 25 })));
    expect(ask('SELECT feature_name, percentage, owner FROM feature_rollouts ORDER BY id')).toEqual([
      { feature_name: 'refund_tax', percentage: 25, owner: 'anna' },
      { feature_name: 'other', percentage: 7, owner: 'bob' },
    ]);
    const read = await backend.read(['other']);
    expect(worked(read)).toMatchObject([{ enabled: true, percent: 7 }]);
    expect(read.ok && read.warnings[0]?.message).toContain('"odd"');
  });

  it('with whole numbers and without users holds less, and says so before anything is written', async () => {
    const { backend, put } = await opened(
      'CREATE TABLE feature_rollouts (feature_name TEXT PRIMARY KEY, percentage INTEGER, status TEXT)',
    );
    expect(backend.capabilities).toMatchObject({ stepPercent: 1, allowList: false });
    expect(problemOf(await put(flag({ percent: 0.5 })))).toMatchObject({ code: 'flag-not-held' });
    worked(await put(flag({ percent: 5 })));
    expect(worked(await backend.read(['refund_tax']))).toMatchObject([{ percent: 5, enabled: true }]);
  });

  it.each([
    ['no share', "'x', NULL, 'active', '[]'", /percentage/],
    ['a share beyond everyone', "'x', 101, 'active', '[]'", /percentage/],
    ['no list', "'x', 5, 'active', 'ana,bob'", /whitelisted/],
  ])('a row with %s is an error, and nobody is thought to be without the feature', async (_, row, message) => {
    const { backend } = await opened(
      `CREATE TABLE feature_rollouts (feature_name TEXT, percentage, status TEXT, whitelisted_customers TEXT);
       INSERT INTO feature_rollouts VALUES (${row});`,
    );
    expect(problemOf(await backend.read(['x']))?.message).toMatch(message);
  });

  it('two rows of one name are an error', async () => {
    const { backend } = await opened(
      `CREATE TABLE feature_rollouts (feature_name TEXT, percentage, status TEXT);
       INSERT INTO feature_rollouts VALUES ('x', 5, 'active'), ('x', 50, 'active');`,
    );
    expect(problemOf(await backend.read(['x']))?.message).toContain('2 rows');
  });

  it('a name is a value and never a part of a statement', async () => {
    const { backend, put, ask } = await opened();
    const key = "x'); DROP TABLE feature_rollouts; --";
    worked(await put(flag({ key, allow: ["'; DROP TABLE rollout_events; --"] })));
    expect(worked(await backend.read([key]))).toHaveLength(1);
    expect(ask('SELECT count(*) AS n FROM rollout_events')).toEqual([{ n: 1 }]);
  });
});

describe('what is no such table', () => {
  it.each([
    ['a file that is no database', 'x'.repeat(4096), '', /database/],
    ['a database without the table', '', '', /no table/],
    ['a name that is none', '', '?table=a"b', /./],
  ])('%s: said when it is opened', async (_, text, options, message) => {
    const place = `${aFlagFile('some.db', text)}${options}`;
    expect(problemOf(await sql.open(place, aContext()))?.message).toMatch(message);
  });

  it('a file that is not there is not made', async () => {
    expect(problemOf(await sql.open('/nowhere/pilot.db', aContext()))?.message).toMatch(/no such file/);
  });

  it('a table without its columns: all of them at once', async () => {
    const { file } = aPilot('CREATE TABLE feature_rollouts (feature_name TEXT)');
    expect(problemOf(await sql.open(file, aContext()))?.message).toContain('percentage, status');
  });
});
