import { describe, expect, it } from 'vitest';
import { measuredIn, seriesOf } from '../../../src/core/series/measured.ts';
import { observationsIn } from '../../../src/core/series/read.ts';

const AT = Date.UTC(2026, 2, 2, 9);
const errors = { id: 'errors', kind: 'ratio', good: 'down' } as const;

const series = (labels: object, values: readonly (readonly [number, string])[]) => ({ metric: labels, values });
const answer = (...result: readonly object[]) => ({ status: 'success', data: { resultType: 'matrix', result } });
const of = (arm: string, number: string, ...values: readonly string[]) =>
  series(
    { metric: 'errors', arm, number },
    values.map((value, at) => [AT / 1000 + 60 * at, value] as const),
  );

describe('a range answer of a Prometheus', () => {
  const whole = answer(
    of('treatment', 'count', '100', '90'),
    of('treatment', 'bad', '3', 'NaN'),
    of('control', 'count', '900', '910'),
    of('control', 'bad', '4', '5'),
  );

  it.each([
    ['on one line', JSON.stringify(whole)],
    ['printed for people', JSON.stringify(whole, undefined, 2)],
    ['one answer a line', whole.data.result.map((one) => `${JSON.stringify(answer(one))}\n`).join('')],
  ])('is read: %s', (_, text) => {
    const { observations, faults } = observationsIn(text);
    expect(faults).toEqual([]);
    const found = measuredIn(seriesOf(observations), errors, 60_000, AT);
    expect(found).toMatchObject({ treatment: { count: 100, bad: 3 }, control: { count: 900, bad: 4 } });
  });

  it('takes nothing by nothing for no observation, and says all that is wrong', () => {
    const bad = answer(
      of('treatmint', 'count', '1'),
      of('control', 'errors', '1'),
      of('control', 'count', '-1'),
      series({ arm: 'control' }, [[1, '1']]),
      of('control', 'bad', '+Inf'),
    );
    const { faults } = observationsIn(`${JSON.stringify(bad)}\n`);
    expect(faults.map(({ line, message }) => `${line} ${message}`)).toEqual([
      '1 data.result[0]: arm is "treatmint", and there are "treatment", "control"',
      '1 data.result[1]: number is "errors", and there are samples, count, bad, value, p50, p95, p99, usersBad, newUsers',
      '1 data.result[2]: count is -1',
      '1 data.result[3]: no labels metric and arm, so nobody knows what it is',
      '1 data.result[4]: bad is +Inf',
    ]);
  });

  it('is not the answer to another question, and not one that failed', () => {
    const failed = observationsIn('{"status": "error", "data": {}}\n');
    expect(failed.faults[0]?.message).toContain('no range answer');
    expect(
      observationsIn('{"status": "success", "data": {"resultType": "vector", "result": []}}\n').faults,
    ).toHaveLength(1);
  });
});

const LINE = `{"atMs": ${AT}, "metric": "errors", "arm": "treatment", "samples": 10, "bad": 1}`;

const slow = (bounds: readonly number[]) =>
  `${JSON.stringify({ atMs: AT, metric: 'slow', arm: 'treatment', samples: 3, p99: 9, histogram: { bounds, counts: [1, 2] } })}\n`;

describe('lines of a series', () => {
  it('are wrong all at once, each with its number', () => {
    const text = [LINE, LINE.replace('10', '-1'), 'no', LINE, LINE.replace('treatment', 'canary'), ''].join('\n');
    expect([...new Set(observationsIn(text).faults.map(({ line }) => line))]).toEqual([2, 3, 5]);
  });

  it('may be of the arms of an experiment, where those are known', () => {
    const text = `${LINE.replace('treatment', 'manual_recovery')}\n`;
    expect(observationsIn(text).faults).toHaveLength(1);
    expect(observationsIn(text, ['no_recovery', 'manual_recovery']).observations).toMatchObject([{ line: 1 }]);
  });

  it('are of groups, and add up where nobody counted all', () => {
    const part = (segment: string, arm: string, bad: number) =>
      `${JSON.stringify({ atMs: AT, metric: 'errors', arm, samples: 10, bad, segment })}\n`;
    const text = part('eu', 'treatment', 1) + part('us', 'treatment', 2) + part('eu', 'control', 3);
    const found = measuredIn(seriesOf(observationsIn(text).observations), errors, 1000, AT);
    expect(found).toMatchObject({ treatment: { count: 20, bad: 3 }, control: { count: 10, bad: 3 } });
    expect(found).toHaveProperty('segments', [expect.objectContaining({ name: 'eu' })]);
  });

  it('carry buckets of times, and put them together where their bounds are the same', () => {
    const asked = { id: 'slow', kind: 'latency', good: 'down' } as const;
    const found = (text: string) => measuredIn(seriesOf(observationsIn(text).observations), asked, 1000, AT);
    expect(found(slow([5]) + slow([5]))).toMatchObject({ treatment: { histogram: { counts: [2, 4] } } });
    expect(JSON.stringify(found(slow([5]) + slow([6])))).not.toContain('histogram');
  });
});
