// The `test` of every spec: Playwright's, with a watch over each page and the verbs of a visitor.
import { test as base, expect, type Page } from '@playwright/test';
import { Watch } from './watch.ts';

export { expect };
export { axe } from './axe.ts';

/** Expects that nothing has to be scrolled sideways, from a small phone to a desktop. */
export async function fits(page: Page): Promise<void> {
  const before = page.viewportSize()!;
  for (const width of [320, 390, 768, 1280]) {
    await page.setViewportSize({ width, height: 800 });
    const surplus = await page.evaluate(
      () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
    );
    expect(surplus, `sideways scroll of ${page.url()} at ${width} px`).toBeLessThanOrEqual(0);
  }
  await page.setViewportSize(before);
}

/** What every demo account is opened with; the sign-in page shows it in demo mode. */
export const DEMO_PASSWORD = process.env.LUOCHUI_DEMO_PASSWORD ?? 'luochui-demo-2026';

interface Fixtures {
  /** Fails the test unless the console is clean and every request went home. */
  watch: Watch;
  /** Waits until the page is alive; with scripts off there is nothing to wait for. */
  hydrated: (page: Page) => Promise<void>;
  /** Signs a demo account in through the form and waits until the portal let it in. */
  signIn: (page: Page, login: string, password?: string) => Promise<void>;
  /** Opens a further browser with cookies and storage of its own. */
  anotherBrowser: () => Promise<Page>;
  /** Two browsers that know nothing of each other, e.g. of two bidders. */
  twoBrowsers: () => Promise<[Page, Page]>;
}

export const test = base.extend<Fixtures>({
  watch: [
    async ({ baseURL }, use) => {
      const watch = new Watch(new URL(baseURL!));
      await use(watch);
      watch.assertClean();
    },
    { auto: true },
  ],

  context: async ({ context, watch }, use) => {
    watch.attach(context);
    await use(context);
  },

  hydrated: async ({ javaScriptEnabled, watch }, use) => {
    await use(async (page) => {
      if (javaScriptEnabled === false) return;
      const alive = page.locator('html[data-hydrated="true"]');
      await alive.waitFor({ state: 'attached', timeout: 20_000 }).catch(() => {
        const said = watch.said().join('\n') || 'nothing';
        throw new Error(`${page.url()} never hydrated. The console said: ${said}`);
      });
    });
  },

  signIn: async ({ hydrated }, use) => {
    await use(async (page, login, password = DEMO_PASSWORD) => {
      await page.goto('/login');
      await hydrated(page);
      const form = page.locator('form', { has: page.locator('[name="password"]') });
      await form.locator('[name="login"]').fill(login);
      await form.locator('[name="password"]').fill(password);
      await form.locator('[type="submit"]').click();
      await page.waitForURL((url) => url.pathname !== '/login');
      await hydrated(page);
    });
  },

  anotherBrowser: async ({ browser, watch }, use) => {
    const opened: Page[] = [];
    await use(async () => {
      const context = await browser.newContext();
      watch.attach(context);
      const page = await context.newPage();
      opened.push(page);
      return page;
    });
    for (const page of opened) await page.context().close();
  },

  twoBrowsers: async ({ anotherBrowser }, use) => {
    await use(async () => [await anotherBrowser(), await anotherBrowser()]);
  },
});
