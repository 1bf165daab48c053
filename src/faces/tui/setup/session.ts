import type { Begun } from '../../../app/init.ts';
import type { Examined } from '../../../app/doctor.ts';
import type { Outcome } from '../../../app/operation.ts';
import type { Found } from '../../../app/set-up/found.ts';
import type { Offers } from '../../../app/set-up/offers.ts';
import { failed, problem, type Result } from '../../../core/problem.ts';
import type { Call } from '../call.ts';
import type { Mounted } from '../mount.tsx';
import { type Store, storeOf } from '../store.ts';
import { chosenIn, inputOf, placesOf } from './answers.ts';
import { keys, type Wish } from './keys.ts';
import { aSetUp, type Message, type SetUp, update } from './state.ts';
import { view } from './view.ts';

export type Bench = {
  readonly call: Call;
  readonly mount: (shown: Store<SetUp, Message>) => Promise<Mounted>;
};

/** Asks until everything is written, or somebody leaves. Whoever leaves has written nothing. */
export const setUp = async (
  found: Found,
  offers: Offers,
  { call, mount }: Bench,
): Promise<Result<Outcome<unknown>>> => {
  const over = Promise.withResolvers<Result<Outcome<unknown>>>();
  const grant = (wish: Wish, say: Say): void =>
    void carryOut(wish, { call, say, now: () => store.now(), leave: over.resolve });
  const store = storeOf<SetUp, Message, Wish>({ update, keys, view }, aSetUp(found, offers), grant);
  const mounted = await mount(store);
  const result = await over.promise;
  await mounted.end('nothing');
  return result;
};

type Say = (message: Message) => void;
type Doing = {
  readonly call: Call;
  readonly say: Say;
  readonly now: () => SetUp;
  readonly leave: (result: Result<Outcome<unknown>>) => void;
};

const carryOut = async (wish: Wish, doing: Doing): Promise<void> => {
  switch (wish.is) {
    case 'leave':
      return doing.leave(failed(nothingWritten()));
    case 'try':
      return tryIt(doing);
    case 'show':
      return show(doing);
    case 'write':
      return write(doing);
  }
};

const tryIt = async ({ call, say, now }: Doing): Promise<void> => {
  const { flags, metrics } = placesOf(now());
  const done = await call('doctor', {
    backend: chosenIn('flags', now())?.name,
    ...(flags === undefined ? {} : { flags }),
    ...(metrics === undefined ? {} : { metrics }),
  });
  if (!done.ok) return say({ is: 'refused', problems: done.problems });
  const named = { flags: flags !== undefined, metrics: metrics !== undefined, metric: metrics !== undefined };
  const { things } = done.value.document as Examined;
  return say({ is: 'tried', things: things.filter(({ what }) => what in named && named[what as keyof typeof named]) });
};

const show = async ({ call, say, now }: Doing): Promise<void> => {
  const done = await call('init', { ...inputOf(now()), dryRun: true });
  if (!done.ok) return say({ is: 'refused', problems: done.problems });
  const { files = [], next } = done.value.document as Begun;
  return say({ is: 'shown', files, next });
};

const write = async ({ call, say, now, leave }: Doing): Promise<void> => {
  const done = await call('init', inputOf(now()) ?? {});
  if (done.ok) return leave(done);
  return say({ is: 'refused', problems: done.problems });
};

const nothingWritten = () =>
  problem({
    kind: 'interrupted',
    code: 'left',
    message: 'left, and nothing is written',
    hint: 'rampart init asks again; rampart init --policy starter asks nothing',
  });
