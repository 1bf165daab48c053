import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { aFleet, intoSqlite } from '../bench/fleet.ts';
import { varied } from '../bench/varied.ts';
import { aTown, observe } from '../test/helpers/town.ts';
import {
  type Browser,
  DESKTOP,
  type Look,
  openBrowser,
  type Page,
  pageIn,
  PHONE,
  until,
} from '../test/real/browser.ts';
import { issued, type Served, serve } from '../test/real/serving.ts';

/** `node scripts/dashboard-screens.ts [FOLDER]`: pictures of every page, on a phone and on a desk, light and dark. */
const PAGES: Readonly<Record<string, string>> = {
  list: '#/',
  nothing: '#/?q=no+such+rollout',
  climbing: '#/rollouts/recalculate-tax-on-refunds-9648b0b2',
  back: '#/rollouts/search-ranking',
  paused: '#/rollouts/export-limits',
  asked: '#/rollouts/receipts-by-mail',
  flags: '#/flags',
  programmes: '#/programmes',
  experiments: '#/experiments',
};

const LOOKS: Readonly<Record<string, Look>> = {
  'desk-light': { ...DESKTOP, colorScheme: 'light' },
  'desk-dark': { ...DESKTOP, colorScheme: 'dark' },
  'phone-light': { ...PHONE, colorScheme: 'light' },
  'phone-dark': { ...PHONE, colorScheme: 'dark' },
};

const TWO = ['desk-light', 'phone-dark'];

/** What is opened where: the page, what begins it, and what is there when it is. */
const DIALOGS: Readonly<Record<string, readonly [page: string, begins: string, there: string]>> = {
  rollback: ['climbing', 'rollback', '.shift'],
  'give-up': ['paused', 'abort', '.agree'],
  freeze: ['paused', 'freeze', '.pick'],
  confirm: ['asked', 'confirm', '.items'],
};

const settled = async (page: Page): Promise<void> => {
  await until(page, "document.querySelector('h1') && !document.body.innerText.includes('Asking')");
  await until(page, "[...document.querySelectorAll('.chart')].every((one) => one.querySelector('canvas'))");
};

const pictured = async (browser: Browser, address: string, folder: string): Promise<void> => {
  for (const [name, look] of Object.entries(LOOKS)) {
    const page = await pageIn(browser, look);
    const shoot = (what: string, fullPage = true) =>
      page.screenshot({ path: join(folder, `${what}-${name}.png`), fullPage });
    for (const [what, hash] of Object.entries(PAGES)) {
      await page.goto(`${address}/${hash}`);
      await settled(page);
      await shoot(what);
    }
    for (const [what, [on, begins, there]] of Object.entries(DIALOGS)) {
      await page.goto(`${address}/${PAGES[on]}`);
      await settled(page);
      await page.evaluate(new Function(`document.querySelector('[data-action="${begins}"]').click()`) as never);
      await page.waitForSelector(there);
      await until(page, "!document.querySelector('.effect').innerText.includes('Asking')");
      await shoot(`dialog-${what}`, false);
      await page.keyboard.press('Escape');
    }
    await page.goto(`${address}/${PAGES['climbing']}`);
    await settled(page);
    await page.click('.others');
    await shoot('more', false);
    await page.keyboard.press('?');
    await page.waitForSelector('.help');
    await shoot('keys', false);
    await page.close();
  }
};

/** On paper, and where nobody answers any more. */
const atTheEnd = async (browser: Browser, service: Served, folder: string): Promise<void> => {
  const paper = await pageIn(browser, { viewport: { width: 794, height: 1123 }, colorScheme: 'dark' });
  await paper.goto(`${service.address}/${PAGES['back']}`);
  await settled(paper);
  await paper.emulateMedia({ media: 'print' });
  await paper.screenshot({ path: join(folder, 'paper.png'), fullPage: true });
  const pages: Page[] = [];
  for (const name of TWO) {
    const page = await pageIn(browser, LOOKS[name]);
    await page.goto(`${service.address}/${PAGES['climbing']}`);
    await settled(page);
    pages.push(page);
  }
  await service.end();
  for (const [nth, page] of pages.entries()) {
    await page.waitForSelector('.aged');
    await page.screenshot({ path: join(folder, `lost-${TWO[nth]}.png`), fullPage: false });
  }
};

/** The one that README shows. */
const forReadme = async (browser: Browser, address: string, folder: string): Promise<void> => {
  const page = await pageIn(browser, { viewport: { width: 1120, height: 700 }, colorScheme: 'light' });
  await page.goto(`${address}/${PAGES['back']}`);
  await until(page, "document.querySelectorAll('.chart canvas').length === 4");
  await page.screenshot({ path: join(folder, 'readme.jpeg'), quality: 82 });
};

type Elsewhere = { readonly name: string; readonly hashes: readonly string[]; readonly prepare: Prepare };
type Prepare = (home: string, served: () => Promise<Served>) => Promise<Served>;

/** Other services than the town's: an empty one, a large one, one with flags of its own, one where people say who they are. */
const ELSEWHERE: readonly Elsewhere[] = [
  {
    name: 'empty',
    hashes: ['#/', '#/flags', '#/programmes', '#/experiments', '#/elsewhere'],
    prepare: (_, served) => served(),
  },
  {
    name: 'thousand',
    hashes: ['#/', '#/?is=held'],
    prepare: async (home, served) => {
      await intoSqlite(join(home, 'rampart.db'), await aFleet(home), 1200);
      varied(join(home, 'rampart.db'));
      return served();
    },
  },
  {
    name: 'own',
    hashes: ['#/flags', '#/flags?show=frozen'],
    prepare: async (home, served) => {
      await writeFile(join(home, 'rampart.yaml'), 'backend: rampart\n');
      const service = await served();
      for (let nth = 0; nth < 90; nth += 1) await flagSet(service, nth);
      for (const nth of [0, 7])
        await fetch(`${service.address}/feature-flags/freeze/${flagName(nth)}`, { method: 'POST' });
      return service;
    },
  },
  {
    name: 'login',
    hashes: ['#/'],
    prepare: async (home, served) => {
      await (await served()).end();
      await issued(home, 'ada', 'admin');
      return served();
    },
  },
];

const flagName = (nth: number): string =>
  nth === 3
    ? 'checkout.one-page.with-saved-addresses-and-vouchers.second-attempt'
    : `feature-${nth}.of-team-${nth % 7}`;

const flagSet = (service: Served, nth: number) =>
  fetch(`${service.address}/feature-flags/${flagName(nth)}`, {
    method: 'PUT',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      enabled: nth % 3 !== 1,
      percentage: (nth * 13) % 101,
      owner: `team-${nth % 7}`,
      description: nth % 4 === 0 ? 'What this is for, in a sentence that somebody wrote in a hurry' : null,
    }),
  });

const elsewhere = async (browser: Browser, { name, hashes, prepare }: Elsewhere, folder: string): Promise<void> => {
  const home = await mkdtemp(join(tmpdir(), 'rampart-screens-'));
  const service = await prepare(home, () => serve(home, {}, '--role', 'api'));
  try {
    for (const look of TWO) {
      const page = await pageIn(browser, LOOKS[look]);
      for (const [nth, hash] of hashes.entries()) {
        await page.goto(`${service.address}/${hash}`);
        await until(page, "document.querySelector('main').innerText && !document.body.innerText.includes('Asking')");
        await page.screenshot({ path: join(folder, `${name}-${nth}-${look}.png`), fullPage: name !== 'thousand' });
      }
      await page.close();
    }
  } finally {
    await service.end();
    await rm(home, { recursive: true, force: true });
  }
};

const folder = process.argv[2] ?? join(tmpdir(), 'rampart-screens');
await mkdir(folder, { recursive: true });
const office = await aTown(Date.now());
office.clock.set(Date.now());
observe(office);
const service = await serve(office.folder);
const browser = await openBrowser();
try {
  await forReadme(browser, service.address, folder);
  await pictured(browser, service.address, folder);
  for (const one of ELSEWHERE) await elsewhere(browser, one, folder);
  await atTheEnd(browser, service, folder);
  process.stdout.write(`${folder}\n`);
} finally {
  await browser.close();
  await service.end();
  office.close();
}
