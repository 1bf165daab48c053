import { expect, it } from 'vitest';
import { overridden, policyRows } from '../../../src/core/policy/describe.ts';
import { builtInPolicy } from '../../../src/core/policy/built-in.ts';
import { effectivePolicy } from '../../../src/core/policy/effective.ts';

const rowsOf = (overlay: unknown) => {
  const made = effectivePolicy(overlay, 'rampart.yaml');
  if (!made.ok) throw new Error(JSON.stringify(made.problems));
  return { rows: policyRows(made.value), changed: overridden(made.value) };
};

it('has a row for every value, lists on one line', () => {
  const rows = policyRows(builtInPolicy());
  expect(rows).toContainEqual({ path: 'levels.high.days.from', value: '7', origin: 'built in' });
  expect(rows).toContainEqual({
    path: 'schedule.windows',
    value: '[{days: [mon, tue, wed, thu, fri], from: 09:00, to: 16:00}]',
    origin: 'built in',
  });
  expect(new Set(rows.map(({ path }) => path)).size).toBe(rows.length);
});

it('says of every value where it was written', () => {
  const { rows, changed } = rowsOf({ backend: 'http', triggers: { warned: { slower: null } } });
  expect(rows.filter(({ origin }) => origin !== 'built in')).toEqual([
    { path: 'backend', value: 'http', origin: 'rampart.yaml' },
    { path: 'triggers.warned.slower', value: 'taken out', origin: 'rampart.yaml' },
  ]);
  expect(changed.map(({ path, value }) => [path, value])).toEqual([
    ['backend', 'http'],
    ['triggers.warned.slower', null],
  ]);
});
