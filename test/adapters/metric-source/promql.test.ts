import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { metricIn, seriesIn } from '../../../src/adapters/metric-source/promql.ts';

describe('the series that an expression looks at', () => {
  it.each<[expression: string, series: readonly string[]]>([
    ['up', ['up']],
    ['sum(rate(http_requests_total{code=~"5..",arm="on"}[5m])) by (le)', ['http_requests_total{code=~"5..",arm="on"}']],
    ['sum by (code, arm) (increase(a{x="1"}[300s])) or vector(0)', ['a{x="1"}']],
    [
      'job:errors:rate5m{arm="on"} / on (instance) group_left (arm) job:all:rate5m',
      ['job:errors:rate5m{arm="on"}', 'job:all:rate5m'],
    ],
    ['histogram_quantile(0.99, sum by (le) (rate(lat_bucket[5m] offset 1h)))', ['lat_bucket']],
    ['{__name__="up", job="a"}', ['{__name__="up",job="a"}']],
    ['a{b="}"} and c{d="\\"}"} unless e', ['a{b="}"}', 'c{d="\\"}"}', 'e']],
    ['max_over_time(queue[1h:30s] @ end()) > bool 3 # up is no part of it', ['queue']],
    ['sum(a) + sum(a)', ['a']],
    ['vector(1)', []],
    ['1e3 * 2.5', []],
    ["label_replace(up, 'a', '$1', 'b', '(up)')", ['up']],
    ['', []],
  ])('%s', (expression, series) => expect(seriesIn(expression)).toEqual(series));

  it('are told for any text, and each is a part of it', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...'ab{}()[]"\\\'`=, #5:_\n') }), (text) => {
        const signs = text.replaceAll(/\s/g, '');
        for (const series of seriesIn(text)) expect(signs).toContain(series.replaceAll(/\s/g, ''));
      }),
    );
  });

  it('have a metric, unless they are picked by labels alone', () => {
    expect(metricIn('a:b_c{x="1"}')).toBe('a:b_c');
    expect(metricIn('{__name__="up"}')).toBeUndefined();
  });
});
