import { PassThrough } from 'node:stream';
import { setTimeout as wait } from 'node:timers/promises';
import { render } from 'ink';
import { pressed } from '../src/faces/tui/key.ts';
import { Screen } from '../src/faces/tui/screen.tsx';
import { storeOf } from '../src/faces/tui/store.ts';
import { keys } from '../src/faces/tui/watch/keys.ts';
import { aWatch, update } from '../src/faces/tui/watch/state.ts';
import { view } from '../src/faces/tui/watch/view.ts';
import { aMonitor, aWatched } from '../test/helpers/tui.ts';

/**
 * A rollout with 20 monitors and 1,000 things that happened, drawn by Ink for a terminal of 120 × 40: how long from a key
 * that was read to the frame that it leads to, and what an hour of a look each second does to memory. Prints one line of JSON.
 */
const KEYS = 200;
const LOOKS_IN_AN_HOUR = 3600;

const terminal = (): NodeJS.ReadStream & NodeJS.WriteStream =>
  Object.assign(new PassThrough(), {
    isTTY: true,
    columns: 120,
    rows: 40,
    setRawMode: () => undefined,
    ref: () => undefined,
    unref: () => undefined,
  }) as unknown as NodeJS.ReadStream & NodeJS.WriteStream;

const happened = Array.from({ length: 1000 }, (_, nth) => ({
  atMs: Date.parse('2026-11-26T00:00:00Z') + nth * 60_000,
  what: `thing ${nth} happened`,
  why: 'because of what came before it, told at some length so that a line is full',
}));
const monitors = Array.from({ length: 20 }, (_, nth) =>
  aMonitor({ id: `m${nth}`, name: `Metric ${nth}`, treated: series(nth), control: series(nth + 7) }),
);
function series(from: number): number[] {
  return Array.from({ length: 240 }, (_, nth) => 1 + Math.sin((nth + from) / 9));
}
const seen = (nth: number) => aWatched({ happened, monitors, atMs: Date.parse('2026-11-26T20:00:00Z') + nth * 1000 });

const [input, output] = [terminal(), terminal()];
const store = storeOf(
  { update, keys, view },
  update(aWatch(false, []), { is: 'watched', watched: seen(0) }),
  () => undefined,
);
render(<Screen shown={store} colour size={{ columns: 120, rows: 39 }} />, {
  stdin: input,
  stdout: output,
  interactive: true,
  incrementalRendering: true,
  exitOnCtrlC: false,
  patchConsole: false,
  maxFps: 60,
});

/** What is drawn is read at once, as a terminal does; whoever waits for a frame is told of the first piece of it. */
let drawn: () => void = () => undefined;
output.on('data', () => drawn());
const nextFrame = (): Promise<void> => new Promise((done) => (drawn = done));

/** Each key moves the log by a line, so that each leads to another frame. */
const oneKey = async (nth: number): Promise<number> => {
  const frame = nextFrame();
  const start = performance.now();
  pressed(nth % 2 === 0 ? 'j' : 'k', {}).forEach(store.press);
  await frame;
  const took = performance.now() - start;
  await wait(40);
  return took;
};

const heapMib = (): number => {
  globalThis.gc?.();
  return process.memoryUsage().heapUsed / 1024 / 1024;
};

await wait(300);
const times: number[] = [];
for (let nth = 0; nth < KEYS; nth += 1) times.push(await oneKey(nth));
const before = heapMib();
for (let nth = 1; nth <= LOOKS_IN_AN_HOUR; nth += 1) {
  store.say({ is: 'watched', watched: seen(nth) });
  if (nth % 20 === 0) await wait(1);
}
await wait(200);
const sorted = times.toSorted((a, b) => a - b);
const p95Ms = sorted[Math.floor(sorted.length * 0.95)];
process.stdout.write(
  `${JSON.stringify({ p95Ms, medianMs: sorted[Math.floor(sorted.length / 2)], grownMib: heapMib() - before })}\n`,
);
process.exit(0);
