import { describe, expect, it } from 'vitest';
import { init } from '../../../src/app/init.ts';
import { status } from '../../../src/app/status.ts';
import { failed, problem } from '../../../src/core/problem.ts';
import { runCli } from '../../../src/faces/cli/run.ts';
import { portsWith } from '../../helpers/cli.ts';

const left = problem({ kind: 'interrupted', code: 'left', message: 'left', hint: 'come again' });

/** Whether somebody in front of a terminal was asked, and what the command ended with. */
const askedBy = async (words: readonly string[]) => {
  let asked = 0;
  const code = await runCli(words, {
    operations: [init, status],
    ports: portsWith(),
    terminal: { out: () => undefined, err: () => undefined, columns: 80, colour: false, colourErr: false },
    views: {},
    version: '9.9.9',
    live: () => {
      asked += 1;
      return Promise.resolve(failed(left));
    },
  });
  return { asked, code };
};

describe('a command that can ask', () => {
  it('asks where nothing was said', async () => expect(await askedBy(['init'])).toEqual({ asked: 1, code: 130 }));
  it('asks in plain letters too', async () => expect((await askedBy(['init', '--no-color'])).asked).toBe(1));

  it.each([['init', '--policy', 'starter'], ['init', '--dry-run'], ['init', '--json'], ['status']])(
    'does not ask: %s %s',
    async (...words) => expect((await askedBy(words)).asked).toBe(0),
  );
});
