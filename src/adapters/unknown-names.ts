import { problem, type Problem } from '../core/problem.ts';
import { plain } from '../core/values/quote.ts';

export const noSuchBackend = (backend: string, names: readonly string[]): Problem =>
  problem({
    kind: 'usage',
    code: 'backend-not-built',
    path: 'provenance.backend',
    message: `plans can be carried out on ${names.join(', ')}, and this one is for ${plain(backend)}`,
    hint: 'plan again with --backend and one of those names',
  });

export const noSuchSource = (name: string | undefined, names: readonly string[]): Problem =>
  problem({
    kind: 'usage',
    code: 'no-such-source',
    path: 'metrics',
    message: name === undefined ? 'the address does not say what answers there' : `${plain(name)} is no metric source`,
    hint: `name one of ${names.join(', ')}, as in prometheus:https://prometheus.example.com`,
  });

export const noSuchHost = (name: string, names: readonly string[]): Problem =>
  problem({
    kind: 'usage',
    code: 'no-such-host',
    path: '--host',
    message: `${plain(name)} is no host that is known here`,
    hint: `name one of ${names.join(', ')}`,
  });
