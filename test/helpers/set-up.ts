import { readFileSync } from 'node:fs';
import { flagBackends } from '../../src/adapters/flag-backend/index.ts';
import { metricSources } from '../../src/adapters/metric-source/index.ts';
import { memoryRepository } from '../../src/adapters/repository/memory.ts';
import type { Ports } from '../../src/app/operation.ts';
import type { Adapter, AdapterList } from '../../src/ports/adapter.ts';
import { portsWith } from './cli.ts';
import { aContext } from './context.ts';

const REPOSITORY = new URL('../../', import.meta.url);
const bundle = { read: async (name: string) => readFileSync(new URL(name, REPOSITORY), 'utf8') };

const listed = async <A>(list: AdapterList<A>, name: string): Promise<A | undefined> =>
  Object.hasOwn(list, name) ? list[name]?.() : undefined;

/** A repository of a shop on GitHub that speaks to Unleash, with every adapter there is. */
export const aShop = (more: Record<string, string> = {}): { files: Map<string, string>; ports: Ports } => {
  const tracked = { 'package.json': '{\n  "dependencies": { "unleash-client": "6.0.0", "prom-client": "15" }\n}\n' };
  const origin = '[remote "origin"]\n\turl = https://github.com/acme/shop.git\n';
  const files = new Map(
    Object.entries({ ...tracked, '.git/config': origin, ...more }).map(([path, text]) => [`/somewhere/${path}`, text]),
  );
  const ports = portsWith(files, {
    bundle,
    repository: memoryRepository({ diff: '', files: tracked }),
    adapter: (of, name) => listed<Adapter<unknown>>(of === 'flags' ? flagBackends : metricSources, name),
    openMetrics: async (place) => (await metricSources.file()).open(place, aContext()),
  });
  return { files, ports };
};
