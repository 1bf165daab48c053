import { createRequire } from 'node:module';
import { existsSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';
import { TOOLS } from './server.ts';

/** A page in a real browser, as far as these tests use it: what drives it is installed apart, and so are its types. */
export type Page = {
  readonly goto: (address: string) => Promise<unknown>;
  readonly reload: () => Promise<unknown>;
  readonly evaluate: (script: (...none: readonly never[]) => unknown) => Promise<unknown>;
  readonly click: (selector: string) => Promise<void>;
  readonly fill: (selector: string, text: string) => Promise<void>;
  readonly waitForSelector: (selector: string, more?: { readonly state?: 'visible' | 'detached' }) => Promise<unknown>;
  readonly textContent: (selector: string) => Promise<string | null>;
  readonly innerText: (selector: string) => Promise<string>;
  readonly keyboard: { readonly press: (key: string) => Promise<void>; readonly type: (text: string) => Promise<void> };
  readonly screenshot: (options: {
    readonly path: string;
    readonly fullPage?: boolean;
    readonly quality?: number;
  }) => Promise<unknown>;
  readonly emulateMedia: (media: { readonly media: 'print' | 'screen' }) => Promise<void>;
  readonly close: () => Promise<void>;
  readonly on: (event: string, listener: (one: never) => void) => void;
};

export type Look = {
  readonly colorScheme?: 'light' | 'dark';
  readonly viewport?: { readonly width: number; readonly height: number };
  readonly deviceScaleFactor?: number;
  readonly reducedMotion?: 'reduce';
};

export type Browser = {
  /** A page of somebody who has never been here. */
  readonly newPage: (look?: Look & { readonly locale: string; readonly timezoneId: string }) => Promise<Page>;
  readonly close: () => Promise<void>;
};

export const PHONE: Look = { viewport: { width: 390, height: 844 } };
export const DESKTOP: Look = { viewport: { width: 1280, height: 900 } };

const CHROMIUM = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find((file) =>
  existsSync(file),
);

type Playwright = {
  readonly chromium: { readonly launch: (options: object) => Promise<Browser> };
};

/** Debian's own, with nothing of it kept afterwards. */
export const openBrowser = async (): Promise<Browser> => {
  if (CHROMIUM === undefined) throw new Error('no Chromium here: apt-get install chromium');
  const { chromium } = createRequire(TOOLS)('playwright-core') as Playwright;
  return chromium.launch({ executablePath: CHROMIUM, args: ['--no-sandbox', '--disable-gpu'] });
};

export const pageIn = (browser: Browser, look: Look = DESKTOP): Promise<Page> =>
  browser.newPage({ locale: 'en-GB', timezoneId: 'UTC', ...look });

/** What an expression comes to in the page itself. As text it would need what the page forbids: it goes as a function. */
export const inPage = (page: Page, expression: string): Promise<unknown> =>
  // oxlint-disable-next-line no-new-func -- it is never called here
  page.evaluate(new Function(`return (${expression})`) as never);

/** Waits until an expression is true in the page. */
export const until = async (page: Page, expression: string, withinMs = 30_000): Promise<void> => {
  for (const deadline = Date.now() + withinMs; !(await inPage(page, expression));) {
    if (Date.now() > deadline) throw new Error(`never so: ${expression}\n${await page.innerText('body')}`);
    await wait(50);
  }
};

/** What checks a page for those who see, hear or point in other ways. */
export const axeSource = (): string => (createRequire(TOOLS)('axe-core') as { readonly source: string }).source;
