import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { postgresEventLog } from '../../src/adapters/event-log/postgres.ts';
import { rampart } from '../../src/adapters/flag-backend/rampart.ts';
import { setFlag } from '../../src/app/flag-service/changes.ts';
import { aContext } from '../helpers/context.ts';
import { aFlagService, ASKING } from '../helpers/flag-service.ts';
import { aFlag } from '../helpers/flags.ts';
import { problemOf, worked } from '../helpers/log.ts';
import { aPostgres, type Postgres } from './postgres.ts';

let server: Postgres;
beforeAll(async () => {
  server = await aPostgres();
});
afterAll(() => server?.stop());

describe('our own flags on PostgreSQL', () => {
  it('are told by a rollout and by hand, and each sees what the other did', async () => {
    const url = await server.database('flags');
    const context = aContext({ RAMPART_DB_PASSWORD: server.password });
    const place = `postgres://127.0.0.1:${server.port}/flags?user=${server.user}&tls=off&environment=production`;
    const backend = worked(await rampart.open(place, context));
    expect(problemOf(await backend.read(['a']))).toMatchObject({ code: 'log-absent' });
    const log = worked(await postgresEventLog(`${url}?tls=off`, { secret: context.secret }));
    const service = await aFlagService(log);
    worked(await backend.write(aFlag({ key: 'a', percent: 5 }), undefined));
    worked(await service.refresh());
    worked(await setFlag(service, 'a', { percentage: 7 }, { ...ASKING, expected: 1 }));
    const [found] = worked(await backend.read(['a']));
    expect(found).toMatchObject({ percent: 7, revision: '2' });
    const shares = [10, 11, 12, 13];
    const writes = await Promise.all(shares.map((percent) => backend.write(aFlag({ key: 'a', percent }), '2')));
    expect(writes.filter(({ ok }) => ok)).toHaveLength(1);
    await log.close();
  });
});
