import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Browser, DESKTOP, inPage, openBrowser, pageIn, until } from '../test/real/browser.ts';
import { type Served, serve } from '../test/real/serving.ts';
import { aFleet, intoSqlite } from './fleet.ts';
import { varied } from './varied.ts';

/**
 * npm run bench:dashboard: the page with a thousand rollouts, in a real browser that has never been there: when something
 * is painted, when the list is there, and how much came over the wire. It wants Chromium, and what `npm run test:real`
 * installs.
 */
const COUNT = Number(process.argv[2] ?? 1000);
const ROUNDS = 7;

const PAINTED = "performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? 0";
const LARGEST =
  "new Promise((told) => new PerformanceObserver((list) => told(list.getEntries().at(-1).startTime)).observe({ type: 'largest-contentful-paint', buffered: true }))";
const BYTES =
  "performance.getEntriesByType('navigation').concat(performance.getEntriesByType('resource')).reduce((sum, one) => sum + one.transferSize, 0)";

type Seen = { readonly paintedMs: number; readonly listedMs: number; readonly bytes: number };

const looked = async (browser: Browser, { address }: Served): Promise<Seen> => {
  const page = await pageIn(browser, DESKTOP);
  await page.goto(address);
  await until(page, "document.querySelector('.row')");
  await until(page, PAINTED);
  // The last of what was painted larger than all before it: that is in the list, and not what stood there first.
  const listedMs = Number(await inPage(page, LARGEST));
  const seen = { paintedMs: Number(await inPage(page, PAINTED)), listedMs, bytes: Number(await inPage(page, BYTES)) };
  await page.close();
  return seen;
};

const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;

const folder = await mkdtemp(join(tmpdir(), 'rampart-bench-'));
await intoSqlite(join(folder, 'rampart.db'), await aFleet(folder), COUNT);
varied(join(folder, 'rampart.db'));
const service = await serve(folder, {}, '--role', 'api');
const browser = await openBrowser();
try {
  const seen: Seen[] = [];
  for (let round = 0; round <= ROUNDS; round += 1) seen.push(await looked(browser, service));
  // The first one only warms what the disk holds.
  const counted = seen.slice(1);
  const told = (name: string, of: (one: Seen) => number, unit: string): string =>
    `${name.padEnd(42)} ${Math.round(median(counted.map(of)))} ${unit}   (${counted.map((one) => Math.round(of(one))).join(', ')})`;
  process.stdout.write(`${COUNT} rollouts, ${ROUNDS} visits of somebody who was never here\n`);
  process.stdout.write(`${told('first contentful paint', ({ paintedMs }) => paintedMs, 'ms')}\n`);
  process.stdout.write(`${told('the list is drawn', ({ listedMs }) => listedMs, 'ms')}\n`);
  process.stdout.write(`${told('transferred, answers included', ({ bytes }) => bytes / 1000, 'kB')}\n`);
} finally {
  await browser.close();
  await service.end();
  await rm(folder, { recursive: true, force: true });
}
