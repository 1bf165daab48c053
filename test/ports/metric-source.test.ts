import { describe, expect, it } from 'vitest';
import { sourcePlace } from '../../src/ports/metric-source.ts';

describe('where a metric source is', () => {
  it.each<[place: string, name: string | undefined, at: string]>([
    ['metrics.jsonl', undefined, 'metrics.jsonl'],
    ['/var/log/metrics:2.csv', undefined, '/var/log/metrics:2.csv'],
    ['file:metrics.jsonl', 'file', 'metrics.jsonl'],
    ['prometheus:https://prometheus.example:9090/base', 'prometheus', 'https://prometheus.example:9090/base'],
    [
      'http-json:https://app.example/ops/status.json?over=5m',
      'http-json',
      'https://app.example/ops/status.json?over=5m',
    ],
    ['sql:postgres://db.example/shop', 'sql', 'postgres://db.example/shop'],
    ['https://prometheus.example', undefined, 'https://prometheus.example'],
    ['C:\\metrics.jsonl', undefined, 'C:\\metrics.jsonl'],
    ['c:\\metrics.jsonl', undefined, 'c:\\metrics.jsonl'],
    ['prometheus:', undefined, 'prometheus:'],
  ])('%s', (place, name, at) => expect(sourcePlace(place)).toEqual({ name, at }));
});
