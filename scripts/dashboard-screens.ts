import { mkdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { aTown, observe } from '../test/helpers/town.ts';
import { type Browser, DESKTOP, type Look, openBrowser, pageIn, PHONE, until } from '../test/real/browser.ts';
import { serve } from '../test/real/serving.ts';

/** `node scripts/dashboard-screens.ts [FOLDER]`: pictures of every page, on a phone and on a desk, light and dark. */
const PAGES: Readonly<Record<string, string>> = {
  list: '#/',
  climbing: '#/rollouts/recalculate-tax-on-refunds-9648b0b2',
  back: '#/rollouts/search-ranking',
  paused: '#/rollouts/export-limits',
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

const pictured = async (browser: Browser, address: string, folder: string): Promise<void> => {
  for (const [name, look] of Object.entries(LOOKS)) {
    const page = await pageIn(browser, look);
    for (const [what, hash] of Object.entries(PAGES)) {
      await page.goto(`${address}/${hash}`);
      await until(page, "document.querySelector('h1') && !document.body.innerText.includes('Asking')");
      await until(page, "[...document.querySelectorAll('.chart')].every((one) => one.querySelector('canvas'))");
      await page.screenshot({ path: join(folder, `${what}-${name}.png`), fullPage: true });
    }
    await page.goto(`${address}/${PAGES['climbing']}`);
    await page.click('[data-action="rollback"]');
    await page.waitForSelector('.shift');
    await page.screenshot({ path: join(folder, `dialog-${name}.png`) });
  }
};

/** The one that README shows. */
const forReadme = async (browser: Browser, address: string, folder: string): Promise<void> => {
  const page = await pageIn(browser, { viewport: { width: 1120, height: 700 }, colorScheme: 'light' });
  await page.goto(`${address}/${PAGES['back']}`);
  await until(page, "document.querySelectorAll('.chart canvas').length === 4");
  await page.screenshot({ path: join(folder, 'readme.jpeg'), quality: 82 });
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
  process.stdout.write(`${folder}\n`);
} finally {
  await browser.close();
  await service.end();
  office.close();
}
