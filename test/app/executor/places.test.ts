import { describe, expect, it } from 'vitest';
import { fits, placesFor } from '../../../src/app/executor/places.ts';
import type { Plan } from '../../../src/core/plan/plan.ts';
import type { Ports } from '../../../src/app/operation.ts';

const ports = (usual: Partial<Record<string, string>> = {}): Ports =>
  ({ folder: '/srv/shop', usual: (what: string) => usual[what] }) as unknown as Ports;
const PLAN = { flags: [{}], provenance: { backend: 'flagd', environment: 'staging' } } as unknown as Plan;

describe('where the things of a rollout are', () => {
  it.each<[named: string, whole: string]>([
    ['metrics.jsonl', '/srv/shop/metrics.jsonl'],
    ['/var/metrics.jsonl', '/var/metrics.jsonl'],
    ['file:metrics.csv', 'file:/srv/shop/metrics.csv'],
    ['sql:pilot.db', 'sql:/srv/shop/pilot.db'],
    ['sql:postgres://db.example/shop', 'sql:postgres://db.example/shop'],
    ['prometheus:https://prometheus.example', 'prometheus:https://prometheus.example'],
  ])('%s is kept so that it is found from any folder', (metrics, whole) => {
    expect(placesFor(PLAN, { metrics }, ports()).metrics).toBe(whole);
    expect(placesFor(PLAN, {}, ports({ metrics })).metrics).toBe(whole);
    expect(fits({ metrics: whole }, { metrics }, ports())).toBe(true);
    expect(fits({ metrics: `${whole}2` }, { metrics }, ports())).toBe(false);
  });

  it('a flag system is a path or an address, and nothing before a colon is a name', () => {
    expect(placesFor(PLAN, { flags: 'dev:flags.json' }, ports()).flags).toBe('/srv/shop/dev:flags.json');
    expect(placesFor(PLAN, {}, ports())).toEqual({ flags: '/srv/shop/flags.json' });
  });

  it("our own flags are in the log of the rollout, those of its plan's environment, unless somebody says otherwise", () => {
    const own = { ...PLAN, provenance: { ...PLAN.provenance, backend: 'rampart' } };
    expect(placesFor(own, {}, ports())).toEqual({ flags: 'log?environment=staging' });
    expect(placesFor(own, { flags: 'log?environment=eu' }, ports())).toEqual({ flags: 'log?environment=eu' });
    expect(placesFor(own, {}, ports({ flags: 'a.db?environment=eu' })).flags).toBe('/srv/shop/a.db?environment=eu');
  });
});
