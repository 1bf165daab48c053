import { describe, expect, it } from 'vitest';
import { memoryFiles } from '../../../src/adapters/files/memory.ts';
import { fileMetricSource } from '../../../src/adapters/metric-source/file.ts';
import { aMetricFile } from '../../worlds/file.ts';

const NOW = Date.UTC(2026, 2, 29, 0, 30);
const ask = (text: string) => aMetricFile(text).measure({ id: 'errors', kind: 'ratio', good: 'down' }, 300_000, NOW);

const GOOD = `{"atMs": ${NOW}, "metric": "errors", "arm": "treatment", "samples": 10, "bad": 1}`;
const HEAD = 'time,metric,arm,samples,bad';
const ROW = '2026-03-29T00:30:00Z,errors,treatment,10,1';

describe('a file of metrics', () => {
  it.each<[string, string]>([
    ['JSON lines', `${GOOD}\n`],
    [
      'JSON lines without an end, with empty lines and a mark of its encoding',
      `\uFEFF${GOOD}\n\n  \n${GOOD.replace(': 1}', ': 0}')}`,
    ],
    ['a table', `${HEAD}\n${ROW}\n`],
    ['a table with line ends of another system, quotes and a column more', `${HEAD},host\r\n${ROW},"a"\r\n`],
    ['a table with its columns in another order', 'bad,samples,arm,metric,atMs\n1,10,treatment,errors,1774744200000\n'],
    ['a time with another zone', `${HEAD}\n${ROW.replace('00:30:00Z', '02:30:00+02:00')}\n`],
  ])('is read: %s', async (_, text) => {
    expect(await ask(text)).toMatchObject({ is: 'measured', atMs: NOW, treatment: { bad: 1 } });
  });

  it.each<[string, string, string]>([
    ['a line cut in the middle', `${GOOD}\n${GOOD.slice(0, 40)}`, 'line 2'],
    ['no JSON', `${GOOD}\nerrors: 1\n`, 'line 2'],
    ['NaN, which JSON does not know', `${GOOD.replace('"bad": 1', '"bad": NaN')}\n`, 'line 1'],
    ['an arm nobody knows', `${GOOD.replace('treatment', 'treatement')}\n`, 'line 1: arm'],
    ['an arm left out', `${GOOD.replace('"arm": "treatment", ', '')}\n`, 'line 1: arm'],
    ['a number in quotes', `${GOOD.replace('10', '"10"')}\n`, 'line 1: samples'],
    ['more bad than there are', `${GOOD.replace('"bad": 1', '"bad": 11')}\n`, 'line 1'],
    ['fewer than none', `${GOOD.replace('"bad": 1', '"bad": -1')}\n`, 'line 1: bad'],
    ['no time', `${GOOD.replace(`"atMs": ${NOW}, `, '')}\n`, 'neither atMs nor time'],
    ['a time without a zone', `${HEAD}\n${ROW.replace('Z', '')}\n`, 'line 2: time'],
    ['a row with a cell too few', `${HEAD}\n${ROW}\n2026-03-29T00:30:00Z,errors,treatment,10\n`, 'line 3'],
    ['a cell that is no number', `${HEAD}\n${ROW.replace(',10,', ',nan,')}\n`, 'line 2: samples'],
    ['a table that may have been cut', `${HEAD}\n${ROW}`, 'line 2: no line end'],
    ['neither JSON nor a table', 'hello\n', 'line 1: neither JSON nor a table'],
  ])('is an error where it has %s, with its line', async (_, text, where) => {
    const answer = await ask(text);
    expect(answer).toMatchObject({ is: 'error' });
    expect(answer).toHaveProperty('why', expect.stringContaining(where));
  });

  it('is an error where there is none or it is too large, and silence where it is empty', async () => {
    const asked = { id: 'errors', kind: 'ratio', good: 'down' } as const;
    const none = fileMetricSource(memoryFiles(new Map()), 'gone.jsonl');
    expect(await none.measure(asked, 1000, NOW)).toEqual({ is: 'error', why: 'gone.jsonl: there is no such file' });
    expect(await ask(`${GOOD}\n`.repeat(400_000))).toMatchObject({ is: 'error' });
    expect(await ask('')).toMatchObject({ is: 'no-data' });
    expect(await ask('\n\n')).toMatchObject({ is: 'no-data' });
    expect(await ask(`${HEAD}\n`)).toMatchObject({ is: 'no-data' });
  });
});
