import { describe, expect, it } from 'vitest';
import { didYouMean, nearest } from '../../../src/core/values/nearest.ts';

describe('the nearest name', () => {
  it.each([
    ['api_errors', ['latency', 'api-errors'], 'api-errors'],
    ['percnt', ['percent', 'place'], 'percent'],
    ['rnigs', ['rings', 'allow'], 'rings'],
    ['ERROR-RATE', ['crash-rate', 'error-rate'], 'error-rate'],
    ['a', ['b'], 'b'],
  ])('of %s among %j is %s', (name, names, expected) => expect(nearest(name, names)).toBe(expected));

  it.each([
    ['conversion', ['error-rate', 'latency']],
    ['', ['ab']],
    ['x', []],
    ['x'.repeat(5000), ['x'.repeat(5000)]],
  ])('is none where nothing is near', (name, names) => expect(nearest(name, names)).toBeUndefined());

  it('closes a message', () => {
    expect(didYouMean('rnigs', ['rings'])).toBe(' (did you mean "rings"?)');
    expect(didYouMean('zzz', ['rings'])).toBe('');
  });
});
