// The least that must hold before any other test means something.
import { expect, test } from '../support/portal.ts';

test('the front page answers with its content @plain', async ({ page, hydrated }) => {
  const answer = await page.goto('/');
  expect(answer?.status()).toBe(200);
  await expect(page.locator('html')).toHaveAttribute('lang', 'zh-CN');
  await expect(page.getByRole('main').getByRole('heading', { level: 1 })).toBeVisible();
  await hydrated(page);
});

// This notices a build whose Wasm was spoilt on the way, e.g. by a wasm-opt older than 110: such a
// build is green, its pages look right, and nothing on them ever reacts.
test('the front page comes alive', async ({ page, hydrated }) => {
  const wasm = page.waitForResponse((response) => response.url().endsWith('.wasm'));
  await page.goto('/');
  expect((await wasm).status()).toBe(200);
  await hydrated(page);
});
