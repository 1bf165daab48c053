import { describe, expect, it } from 'vitest';
import { http } from '../../../src/adapters/flag-backend/http.ts';
import { aFlag } from '../../helpers/flags.ts';
import { problemOf, worked } from '../../helpers/log.ts';
import { AT, aRampart } from '../../worlds/rampart.ts';

/** What was written for the REST API of the rollout guide, against a service that has it: ours. */
describe('the flag backend http, on our own service', () => {
  it('opens shares and rings, goes back, and lists', async () => {
    const backend = worked(await http.open(AT, aRampart().context));
    const bare = { allow: [], targeting: [], variants: [] };
    const beta = { ring: 'beta', match: [], percent: 50 };
    const steps = [
      aFlag({ ...bare, percent: 5 }),
      aFlag({ ...bare, percent: 0, rings: [beta] }),
      aFlag({ ...bare, percent: 25, rings: [{ ...beta, percent: 100 }] }),
      aFlag({ ...bare, percent: 100 }),
      aFlag({ ...bare, enabled: false, percent: 0 }),
    ];
    for (const flag of steps) {
      const [before] = worked(await backend.read([flag.key]));
      worked(await backend.write(flag, before?.revision));
      const [after] = worked(await backend.read([flag.key]));
      expect(after).toMatchObject({
        enabled: flag.enabled,
        percent: flag.percent,
        rings: flag.rings.map(({ ring, percent }) => ({ ring, percent })),
      });
    }
    worked(await backend.write(aFlag({ ...bare, key: 'other' }), undefined));
    const list = worked((await backend.list?.({ after: undefined, most: 1 })) ?? { ok: false, problems: [] });
    expect(list.flags.map(({ flag }) => flag.key)).toEqual(['other']);
    expect(list.next).toBe('other');
  });

  it('is refused a ring that nobody described', async () => {
    const backend = worked(await http.open(AT, aRampart().context));
    const rings = [{ ring: 'betta', match: [], percent: 50 }];
    const said = await backend.write(aFlag({ targeting: [], variants: [], rings }), undefined);
    expect(problemOf(said)?.kind).toBe('invalid');
  });
});
