import { expect, it } from 'vitest';
import { memoryFlagBackend } from '../../../src/adapters/flag-backend/memory.ts';
import { keptOpen } from '../../../src/app/drive/kept.ts';
import { failed, ok, problem } from '../../../src/core/problem.ts';
import { worked } from '../../helpers/log.ts';

const away = problem({ kind: 'unreachable', code: 'away', message: 'nobody answers', hint: 'wait' });

/** Opens flag systems that answer for as long as they are well, and metric sources that do so too. */
const openings = () => {
  const state = { opened: 0, isWell: true, opens: true };
  const kept = keptOpen({
    openFlags: async () => {
      state.opened += 1;
      const real = memoryFlagBackend();
      return state.opens
        ? ok({ ...real, read: async (keys) => (state.isWell ? real.read(keys) : failed(away)) })
        : failed(away);
    },
    openMetrics: async () => {
      state.opened += 1;
      return ok({ measure: async () => ({ is: 'error', why: 'away' }) });
    },
  });
  return { state, kept };
};

it('opens a place once, however many ask for it at once, and each place apart', async () => {
  const { state, kept } = openings();
  const all = await Promise.all(['a', 'a', 'b', 'a'].map((place) => kept.openFlags('flagd', place)));
  expect(state.opened).toBe(2);
  expect(worked(await kept.openFlags('flagd', 'a'))).toBe(worked(all[0] ?? failed(away)));
  await kept.openFlags('unleash', 'a');
  expect(state.opened).toBe(3);
});

it('opens it anew once something has failed there', async () => {
  const { state, kept } = openings();
  const flags = worked(await kept.openFlags('flagd', 'a'));
  worked(await flags.read(['k']));
  worked(await kept.openFlags('flagd', 'a'));
  expect(state.opened).toBe(1);
  state.isWell = false;
  await flags.read(['k']);
  await flags.read(['k']);
  worked(await kept.openFlags('flagd', 'a'));
  expect(state.opened).toBe(2);
});

it('does not keep what could not be opened, nor a source that answers with errors', async () => {
  const { state, kept } = openings();
  state.opens = false;
  await kept.openFlags('flagd', 'a');
  state.opens = true;
  worked(await kept.openFlags('flagd', 'a'));
  expect(state.opened).toBe(2);
  const source = worked(await kept.openMetrics('m'));
  await source.measure({ id: 'x', kind: 'ratio', good: 'down', query: '' }, 1000, 0);
  worked(await kept.openMetrics('m'));
  expect(state.opened).toBe(4);
});
