import { afterEach, describe, expect, it, vi } from 'vitest';
import type { Preview } from '../../../src/app/preview.ts';
import { type Asking, askingFor, foreseen } from '../../../src/faces/dashboard/rollout/asking.ts';
import { EVERYTHING, type Route } from '../../../src/faces/dashboard/route.ts';
import { aState, type Message, type State, update } from '../../../src/faces/dashboard/state.ts';
import { storeOf } from '../../../src/faces/dashboard/store.ts';
import { sendingFor } from '../../../src/faces/dashboard/telling.ts';
import { aWatched } from '../../helpers/tui.ts';

afterEach(() => vi.unstubAllGlobals());

const PREVIEW = {
  possible: true,
  refused: [],
  effect: [],
  before: { status: 'running', percent: 10, flags: [] },
  after: { status: 'paused', percent: 10, flags: [] },
} as unknown as Preview;

const pausing: Asking = { ...foreseen(askingFor('pause', aWatched()), PREVIEW, '"7"'), reason: 'lunch' };
const LIST: Route = { is: 'list', sought: EVERYTHING };

/** A page on which somebody sends a command, and a service that answers it when it is told to. */
const aPage = () => {
  const answered = Promise.withResolvers<Response>();
  vi.stubGlobal('fetch', () => answered.promise);
  const store = storeOf<State, Message>(update, aState({ is: 'rollout', id: 'new-login' }, 0));
  const sent = sendingFor(store, () => undefined)(pausing);
  const answer = async (status: number, document: unknown = {}): Promise<State> => {
    answered.resolve(new Response(JSON.stringify(document), { status }));
    await sent;
    return store.now();
  };
  return { ...store, answer };
};

const REFUSED = { problems: [{ code: 'no', message: 'it is over', hint: 'look again' }] };

describe('a command that was sent', () => {
  it('is over when it is done, and shows in its dialog why it is not', async () => {
    expect(await aPage().answer(200)).toMatchObject({ asking: undefined, notice: { tone: 'good', text: 'Paused.' } });
    expect((await aPage().answer(409, REFUSED)).asking).toMatchObject({ ...pausing, problems: REFUSED.problems });
  });

  it('brings nobody back to it who has gone elsewhere, and tells them', async () => {
    const page = aPage();
    page.say({ is: 'went', route: LIST });
    const state = await page.answer(409, REFUSED);
    expect(state).toMatchObject({
      asking: undefined,
      notice: { tone: 'bad', text: `pause ${pausing.rollout}: it is over` },
    });
  });

  it('takes nothing away that somebody has begun meanwhile', async () => {
    const back = askingFor('rollback', aWatched());
    for (const [status, tone] of [
      [200, 'good'],
      [409, 'bad'],
    ] as const) {
      const page = aPage();
      page.say({ is: 'asking', asking: back });
      expect(await page.answer(status, REFUSED)).toMatchObject({ asking: back, notice: { tone } });
    }
  });

  it('is not shown to whoever has to prove who they are', async () => {
    expect(await aPage().answer(401, REFUSED)).toMatchObject({ locked: true, asking: undefined });
  });
});
