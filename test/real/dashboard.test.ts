import { rmSync, writeFileSync } from 'node:fs';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Office } from '../helpers/office.ts';
import { aTown, HOSTILE, observe } from '../helpers/town.ts';
import {
  axeSource,
  type Browser,
  DESKTOP,
  inPage,
  type Look,
  openBrowser,
  type Page,
  pageIn,
  PHONE,
  until,
} from './browser.ts';
import { issued, type Served, serve } from './serving.ts';

/** A real browser on the built program, on a log that the operations themselves have written. */
let office: Office;
let service: Served;
let browser: Browser;
/** Whatever any page asked for, and whatever it complained of. */
const asked = new Set<string>();
const complaints: string[] = [];
const addresses = new Set<string>();

/** Nine days are a few seconds of work, where nobody else has any. */
const PATIENCE_MS = 600_000;

beforeAll(async () => {
  office = await aTown(Date.now());
  office.clock.set(Date.now());
  observe(office);
  [service, browser] = await Promise.all([serve(office.folder), openBrowser()]);
}, PATIENCE_MS);
afterAll(async () => {
  await browser?.close();
  await service?.end();
  office?.close();
});

const pages: Page[] = [];
afterEach(async () => {
  for (const page of pages.splice(0)) await page.close();
});

type Heard = { readonly text: () => string; readonly type: () => string };
type Requested = { readonly url: () => string };

const open = async (hash: string, look: Look = DESKTOP): Promise<Page> => {
  const page = await pageIn(browser, look);
  pages.push(page);
  addresses.add(service.address);
  page.on('request', (one: Requested) => void asked.add(new URL(one.url()).origin));
  page.on('pageerror', (error: Error) => void complaints.push(error.message));
  page.on('console', (one: Heard) => void (isComplaint(one) && complaints.push(one.text())));
  await page.goto(`${service.address}/${hash}`);
  await until(page, "document.querySelector('h1') && !document.body.innerText.includes('Asking')");
  return page;
};

/** What the service refuses, or does not answer any more, is what some of these are about. */
const isComplaint = (one: Heard): boolean =>
  one.type() === 'error' && !one.text().startsWith('Failed to load resource');

const REFUNDS = '#/rollouts/recalculate-tax-on-refunds-9648b0b2';
const has = (page: Page, text: string): Promise<void> =>
  until(page, `document.body.innerText.includes(${JSON.stringify(text)})`);

/** What has the focus, in a few words. */
const focused = async (page: Page): Promise<string> =>
  String(await inPage(page, "document.activeElement.dataset.action ?? document.activeElement.innerText ?? ''"));

const tabTo = async (page: Page, wanted: string): Promise<void> => {
  for (let pressed = 0; pressed < 60; pressed += 1) {
    await page.keyboard.press('Tab');
    if ((await focused(page)).startsWith(wanted)) return;
  }
  throw new Error(`Tab never came to ${wanted}`);
};

describe('the list', () => {
  it('begins with what needs somebody, and finds what is sought', async () => {
    const page = await open('#/');
    expect(await page.innerText('.rows h2')).toMatch(/Needs a look\s+\d/);
    await page.keyboard.press('/');
    await page.keyboard.type('refunds critical');
    await until(page, "document.querySelectorAll('.row').length === 0");
    await page.fill('#search', 'refunds');
    await until(page, "document.querySelectorAll('.row').length === 1");
    expect(await inPage(page, 'location.hash')).toBe('#/?q=refunds');
    await page.reload();
    await until(page, "document.querySelectorAll('.row').length === 1");
  });
});

describe('somebody who looks', () => {
  it('sees charts, gates and what happened, on a phone as well, and nothing sticks out', async () => {
    for (const look of [DESKTOP, PHONE]) {
      const page = await open(REFUNDS, look);
      await until(page, "document.querySelectorAll('.chart canvas').length > 0");
      for (const text of ['Treated against control', 'What it waits for', 'What happened', 'went on to beta'])
        await has(page, text);
      expect(await inPage(page, 'document.documentElement.scrollWidth <= innerWidth')).toBe(true);
    }
  });

  it('finds nothing that sticks out of a phone, on any page', async () => {
    const page = await open('#/', PHONE);
    for (const hash of ['#/', ...OTHERS]) {
      await page.goto(`${service.address}/${hash}`);
      await until(page, "document.querySelector('h1') && !document.body.innerText.includes('Asking')");
      expect([hash, await inPage(page, 'document.documentElement.scrollWidth')]).toEqual([hash, 390]);
    }
  });

  it('is shown what strangers wrote as what it is: text', async () => {
    const page = await open('#/rollouts/export-limits');
    await has(page, HOSTILE);
    expect(await inPage(page, "document.querySelectorAll('main img, main script').length")).toBe(0);
    expect(await inPage(page, 'document.title')).toBe('paused: export-limits · Rampart');
    await page.goto(`${service.address}/#/`);
    await has(page, 'a ticket says <img');
  });

  it('sees programmes in their order, experiments with intervals, and flags with their holders', async () => {
    const page = await open('#/programmes');
    await has(page, 'the plan "ledger" is not completed');
    expect(await inPage(page, "document.querySelectorAll('.graph .node').length")).toBe(3);
    await page.goto(`${service.address}/#/experiments`);
    await until(page, "document.querySelector('svg.interval circle')");
    await has(page, '% sure)');
    await page.goto(`${service.address}/#/flags`);
    await has(page, 'in the hands of');
    await has(page, 'on for everybody');
  });
});

describe('somebody who acts', () => {
  it('pauses with a keyboard alone, says why, and everybody who looks sees it at once', async () => {
    const other = await open(REFUNDS);
    const page = await open('#/?q=refunds');
    await tabTo(page, 'under way');
    await page.keyboard.press('Enter');
    await has(page, 'Treated against control');
    await tabTo(page, 'pause');
    await page.keyboard.press('Enter');
    await has(page, 'until somebody resumes it');
    expect(await inPage(page, "document.activeElement.name === 'reason'")).toBe(true);
    await page.keyboard.press('Escape');
    await until(page, "!document.querySelector('dialog')");
    expect(await focused(page)).toBe('pause');
    await page.keyboard.press('Enter');
    await has(page, 'until somebody resumes it');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await has(page, 'Say why');
    await page.click('textarea');
    await page.keyboard.type(`looking ${HOSTILE}`);
    await page.keyboard.press('Tab');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await has(page, 'Paused.');
    await has(other, `looking ${HOSTILE}`);
    expect(await other.innerText('.facts .pill')).toBe('paused');
  });

  it('is told when it has moved on, and is asked again on what is there now', async () => {
    const page = await open('#/rollouts/invoice-dates');
    await page.click('[data-action="rollback"]');
    await until(page, "document.querySelector('.shift')");
    const paused = await fetch(`${service.address}/api/v1/rollouts/invoice-dates/pause`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ reason: 'somebody else was quicker' }),
    });
    expect(paused.status).toBe(200);
    await page.fill('textarea', 'dates are wrong');
    await page.click('dialog [type="submit"]');
    await has(page, 'It has moved on since you looked');
    expect(await inPage(page, "document.querySelector('textarea').value")).toBe('dates are wrong');
    await until(
      page,
      "document.querySelector('.shift') && document.querySelector('dialog [type=submit]').ariaDisabled !== 'true'",
    );
    await page.click('dialog [type="submit"]');
    await until(page, "document.querySelector('.facts .pill')?.innerText === 'rolled back'");
    await has(page, 'dates are wrong');
  });
});

/** Whatever is further away than the first few stands under More. */
const begin = async (page: Page, action: string): Promise<void> => {
  await until(page, `document.querySelector('[data-action="${action}"]')`);
  if (await inPage(page, `document.querySelector('[data-action="${action}"]').closest('[hidden]') !== null`))
    await page.click('.others');
  await page.click(`[data-action="${action}"]`);
};

const send = (page: Page): Promise<void> => page.click('dialog [type="submit"]');
const foreseen = (page: Page): Promise<void> =>
  until(page, "document.querySelector('dialog [type=submit]')?.ariaDisabled === 'false'");

describe('somebody who does more than stop it', () => {
  it('confirms what is ticked, and is asked for the rest', async () => {
    const page = await open('#/rollouts/receipts-by-mail', PHONE);
    await begin(page, 'confirm');
    await has(page, 'Support has been told');
    await page.click('input[value="mails-read"]');
    await foreseen(page);
    await has(page, '1 more is to be confirmed beside that');
    await send(page);
    await has(page, 'Confirmed.');
    await until(page, "!document.querySelector('#page').innerText.includes('Support has been told')");
    await begin(page, 'confirm');
    await until(page, "document.querySelector('dialog input[name=item]')");
    expect(await inPage(page, "document.querySelectorAll('dialog input[name=item]').length")).toBe(1);
  });

  it('freezes it for as long as they say, and unfreezes it', async () => {
    const page = await open('#/rollouts/export-limits');
    await begin(page, 'freeze');
    await foreseen(page);
    await inPage(
      page,
      "(() => { const one = document.querySelector('[name=lasts]'); one.value = '8h'; one.dispatchEvent(new Event('change', { bubbles: true })); })()",
    );
    await has(page, 'for 8 h, or until it is unfrozen');
    await foreseen(page);
    await page.fill('textarea', 'a holiday');
    await send(page);
    await has(page, 'Frozen.');
    await begin(page, 'unfreeze');
    await foreseen(page);
    await page.fill('textarea', 'it is over');
    await send(page);
    await has(page, 'Unfrozen.');
    await until(page, "document.querySelector('[data-action=freeze]')");
    expect(await inPage(page, "document.querySelector('[data-action=unfreeze]')")).toBeNull();
  });

  it('gives up what people still have only when they say that they know, and restarts it', async () => {
    const page = await open('#/rollouts/export-limits');
    await begin(page, 'abort');
    await foreseen(page);
    await page.fill('textarea', 'done by hand');
    await send(page);
    await has(page, 'tick the box above');
    await page.click('input[name=agreed]');
    await send(page);
    await until(page, "document.querySelector('.facts .pill')?.innerText === 'given up'");
    expect(
      await inPage(page, "[...document.querySelectorAll('[data-action]')].map((one) => one.dataset.action)"),
    ).toEqual(['restart']);
    await begin(page, 'restart');
    await foreseen(page);
    await page.fill('textarea', 'mended');
    await send(page);
    await until(page, "document.querySelector('.facts .pill')?.innerText === 'not begun'");
  });

  it('is told why the service refuses, in its words, with the way out', async () => {
    const page = await open('#/rollouts/tiny-fix');
    await begin(page, 'rollback');
    await foreseen(page);
    const other = await fetch(`${service.address}/api/v1/rollouts/tiny-fix/rollback`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ reason: 'somebody else was quicker' }),
    });
    expect(other.status).toBe(200);
    await page.fill('textarea', 'wrong');
    await page.click('input[name=agreed]');
    await send(page);
    await has(page, 'It has moved on since you looked');
    await until(page, "document.querySelector('dialog .problems small')?.innerText.length > 0");
    expect(await inPage(page, "document.querySelector('dialog [type=submit]').ariaDisabled")).toBe('true');
  });
});

describe('somebody with a keyboard', () => {
  it('is shown the keys, goes along the list with them, and can switch them off', async () => {
    const page = await open('#/');
    await page.keyboard.press('j');
    await page.keyboard.press('j');
    expect(await inPage(page, "document.activeElement === document.querySelectorAll('.row')[1]")).toBe(true);
    await page.keyboard.press('?');
    await has(page, 'These keys do something');
    await page.click('input[name=keys]');
    await page.keyboard.press('Escape');
    await until(page, "!document.querySelector('dialog')");
    await page.keyboard.press('2');
    await page.keyboard.press('?');
    expect(await inPage(page, "location.hash === '#/' && !document.querySelector('dialog')")).toBe(true);
    await page.reload();
    await until(page, "document.querySelector('.row')");
    await page.keyboard.press('?');
    expect(await inPage(page, "!document.querySelector('dialog')")).toBe(true);
  });
});

describe('flags of our own', () => {
  it('are frozen and switched with a reason, and braked only where a rollout has them', async () => {
    writeFileSync(office.path('rampart.yaml'), 'backend: rampart\n');
    const set = await fetch(`${service.address}/feature-flags/new-cart`, {
      method: 'PUT',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ enabled: true, percentage: 100 }),
    });
    expect(set.status).toBe(201);
    const page = await open('#/flags?q=new-cart', { ...PHONE, colorScheme: 'dark' });
    await has(page, 'Switch off');
    await page.click('[data-action="freeze new-cart"]');
    await page.fill('textarea', 'looking');
    await send(page);
    await until(page, "document.querySelector('.flag').innerText.includes('frozen')");
    await page.click('[data-action="off new-cart"]');
    expect(await seriousIn(page)).toEqual([]);
    await page.fill('textarea', 'wrong');
    await page.click('input[name=agreed]');
    await send(page);
    await until(page, "document.querySelector('.flag .pill').innerText === 'off'");
    expect(await inPage(page, 'document.documentElement.scrollWidth <= innerWidth')).toBe(true);
    rmSync(office.path('rampart.yaml'));
  });
});

type Axe = {
  readonly violations: readonly {
    readonly id: string;
    readonly impact: string;
    readonly nodes: readonly { readonly html: string }[];
  }[];
};

/** What would keep somebody out, as the checker names it. */
const seriousIn = async (page: Page): Promise<readonly string[]> => {
  await inPage(page, `(() => { ${axeSource()}; return true; })()`);
  const { violations } = (await inPage(page, 'axe.run(document)')) as Axe;
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`);
};

const OTHERS = [
  '#/rollouts/search-ranking',
  '#/rollouts/receipts-by-mail',
  '#/?q=nothing+of+that',
  '#/flags',
  '#/programmes',
  '#/experiments',
];

describe('whoever sees, hears or points in other ways', () => {
  it.each([
    ['light, on a desk', { ...DESKTOP, colorScheme: 'light' }, OTHERS],
    ['dark, on a desk', { ...DESKTOP, colorScheme: 'dark' }, []],
    ['light, on a phone', { ...PHONE, colorScheme: 'light' }, []],
    ['dark, on a phone', { ...PHONE, colorScheme: 'dark', reducedMotion: 'reduce' }, OTHERS],
  ] as const)('is kept out by nothing serious: %s', async (_, look, more) => {
    const page = await open('#/', look);
    const found: string[] = [];
    for (const hash of ['#/', REFUNDS, ...more]) {
      await page.goto(`${service.address}/${hash}`);
      await until(page, "document.querySelector('h1') && !document.body.innerText.includes('Asking')");
      found.push(...(await seriousIn(page)).map((one) => `${hash} ${one}`));
    }
    await page.goto(`${service.address}/${REFUNDS}`);
    await page.click('[data-action="rollback"]');
    await until(page, "document.querySelector('.shift')");
    found.push(...(await seriousIn(page)).map((one) => `dialog ${one}`));
    await page.keyboard.press('Escape');
    await page.click('.others');
    await page.keyboard.press('?');
    await page.waitForSelector('.help');
    found.push(...(await seriousIn(page)).map((one) => `keys ${one}`));
    expect(found).toEqual([]);
  });
});

describe('where nobody answers', () => {
  it('says that the connection is lost, and keeps what was there', async () => {
    const page = await open('#/');
    await service.end();
    await until(page, "document.querySelector('.top').innerText.includes('connection lost')");
    await has(page, 'This is how it was');
    await has(page, 'The service does not answer.');
    expect(await inPage(page, "document.querySelectorAll('.row').length")).toBeGreaterThan(0);
    // Every other page is open on that address as well, and nobody answers there any more.
    service = await serve(office.folder);
  });
});

describe('where people have to say who they are', () => {
  it('asks for a token, takes no wrong one, lets nobody do what they may not, and lets go', async () => {
    await issued(office.folder, 'ada', 'admin');
    const vera = await issued(office.folder, 'vera', 'viewer');
    const page = await open(REFUNDS);
    await has(page, 'Who asks?');
    expect(await seriousIn(page)).toEqual([]);
    await page.fill('#token', 'rampart_wrong');
    await page.keyboard.press('Enter');
    await until(page, "document.querySelector('.problems')");
    await page.fill('#token', vera);
    await page.keyboard.press('Enter');
    await has(page, 'Treated against control');
    await has(page, 'vera');
    expect(await inPage(page, "document.querySelectorAll('.actions button').length")).toBe(0);
    await has(page, 'vera may look at this');
    expect(await inPage(page, 'document.cookie')).toBe('');
    await page.click('.me button');
    await has(page, 'Who asks?');
  });
});

describe('what a page leaves behind', () => {
  it('asked nobody but its service, and broke no rule of its own', () => {
    expect([...asked].filter((origin) => !addresses.has(origin))).toEqual([]);
    expect(complaints).toEqual([]);
  });
});
