// Every page a visitor can reach: content, no sideways scroll, accessible in light and dark.
import { axe, expect, test } from '../support/portal.ts';

const pages = ['/', '/lots', '/live', '/sessions', '/calendar', '/login', '/en', '/en/lots'];

for (const address of pages) {
  test(`${address} reads without scripts @plain`, async ({ page, hydrated }) => {
    const answer = await page.goto(address);
    expect(answer?.status()).toBe(200);
    await hydrated(page);
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
    await expect(page.locator('html')).toHaveAttribute(
      'lang',
      address.startsWith('/en') ? 'en' : 'zh-CN',
    );
  });

  test(`${address} is accessible in light and dark and fits a narrow screen`, async ({
    page,
    hydrated,
  }) => {
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      await page.goto(address);
      await hydrated(page);
      await axe(page);
    }
    for (const width of [320, 390, 768]) {
      await page.setViewportSize({ width, height: 800 });
      const surplus = await page.evaluate(
        () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
      );
      expect(surplus, `sideways scroll at ${width} px`).toBeLessThanOrEqual(0);
    }
  });
}

test('a lot and a session are accessible in light and dark', async ({ page, hydrated }) => {
  await page.goto('/live');
  const lot = await page.locator('[data-testid="tile"] a').first().getAttribute('href');
  await page.goto('/sessions');
  const session = await page.locator('main a[href^="/sessions/"]').first().getAttribute('href');
  for (const address of [lot!, session!]) {
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      await page.goto(address);
      await hydrated(page);
      await axe(page);
    }
  }
});

test('a page that is not there says so @plain', async ({ page, watch }) => {
  watch.allow(/404/);
  const answer = await page.goto('/nowhere');
  expect(answer?.status()).toBe(404);
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
});

test('filters stand in the address and survive sharing and going back @plain', async ({
  page,
  hydrated,
}) => {
  await page.goto('/lots?industry=BIO&dual_carbon=1');
  await hydrated(page);
  await expect(page.getByLabel('产业')).toHaveValue('BIO');
  const shared = await page.getByRole('status').first().textContent();
  await page.goto('/lots?industry=NOPE');
  await expect(page.locator('main')).toContainText('NOPE').catch(() => undefined);
  await page.goBack();
  await expect(page.getByRole('status').first()).toHaveText(shared!);
});

test('navigation is client-side and no visitor downloads the back office', async ({
  page,
  hydrated,
}) => {
  const loaded: string[] = [];
  page.on('response', (response) => loaded.push(response.url()));
  await page.goto('/');
  await hydrated(page);
  const documents = () => loaded.filter((url) => !/pkg-|\/fn\/|\/live\?|svg/.test(url)).length;
  const before = documents();
  await page.locator('header a[href="/lots"]').click();
  await expect(page).toHaveURL(/\/lots$/);
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  expect(documents(), 'no new document').toBe(before);
  const chunks = loaded.filter((url) => /split|chunk/.test(url) && url.endsWith('.wasm'));
  expect(chunks, 'lazy parts stay on the server').toEqual([]);
});
