// The other looks of the same pages: a phone, paper, large type, the colours of the system.
import type { Locator } from '@playwright/test';
import { axe, expect, fits, test } from '../support/portal.ts';
import { bidTheMinimum, enrol, openPracticeLot } from '../support/bidding.ts';

const PHONE = { width: 390, height: 800 };

async function box(element: Locator) {
  return (await element.boundingBox())!;
}

test('on a phone price, time and the way to the form stay in sight', async ({
  page,
  hydrated,
}) => {
  const lot = await openPracticeLot(page);
  await page.setViewportSize(PHONE);
  await page.goto(lot);
  await hydrated(page);
  const bar = page.getByTestId('bid-bar');
  const panel = page.getByTestId('bid-panel');
  await expect(bar).toBeHidden();
  await page.locator('#history-title').scrollIntoViewIfNeeded();
  await expect(panel).not.toBeInViewport();
  await expect(bar).toBeVisible();
  await expect(bar).toContainText(/\d元|\d\s元/);
  await expect(bar).toContainText(/\d{2}:\d{2}/);
  const place = await box(bar);
  expect(Math.round(place.y + place.height)).toBe(PHONE.height);
  expect([place.x, place.width]).toEqual([0, PHONE.width]);
  await axe(page);

  // At the end it rests above the foot and covers nothing.
  await page.evaluate(() => window.scrollTo(0, document.documentElement.scrollHeight));
  await expect(page.getByRole('contentinfo')).toBeInViewport();
  const foot = await box(page.getByRole('contentinfo'));
  const rest = await box(bar);
  expect(rest.y + rest.height).toBeLessThanOrEqual(foot.y + 1);

  // The link leads to the panel, and then the bar has nothing to say.
  await bar.getByRole('link', { name: '出价' }).click();
  await expect(panel).toBeInViewport();
  await expect(bar).toBeHidden();

  await page.locator('#history-title').scrollIntoViewIfNeeded();
  await expect(bar).toBeVisible();
  await page.emulateMedia({ media: 'print' });
  await expect(bar).toBeHidden();
  await page.emulateMedia({ media: 'screen' });
  await page.setViewportSize({ width: 1280, height: 800 });
  await expect(bar).toBeHidden();
});

test('the focus never goes under the bar of a phone', async ({ page, hydrated }) => {
  const lot = await openPracticeLot(page);
  await page.setViewportSize(PHONE);
  await page.goto(lot);
  await hydrated(page);
  const bar = page.getByTestId('bid-bar');
  let compared = 0;
  for (let press = 0; press < 120; press += 1) {
    await page.keyboard.press('Tab');
    const found = await page.evaluate(() => {
      const focused = document.activeElement;
      if (!focused || focused === document.body) return undefined;
      const { top, bottom, height } = focused.getBoundingClientRect();
      const own = focused.closest('.bid-bar, .table-box') !== null;
      return { top, bottom, height, own, what: focused.outerHTML.slice(0, 120) };
    });
    if (!found) break;
    if (found.own || !(await bar.isVisible())) continue;
    compared += 1;
    const { y, height } = await box(bar);
    // What is taller than the screen begins above the bar; nothing else touches it.
    const above = found.height > y ? found.top < y : found.bottom <= y + 1;
    const seen = above || found.top >= y + height - 1;
    expect(seen, `${found.what} ends at ${found.bottom}, the bar begins at ${y}`).toBe(true);
  }
  expect(compared, 'the bar was in sight on the way').toBeGreaterThan(3);
});

test('large type is remembered and stands in one column @plain', async ({ page, hydrated }) => {
  await page.goto('/lots?industry=BIO');
  await hydrated(page);
  await page.getByRole('button', { name: '大字版' }).click();
  await expect(page).toHaveURL(/\/lots\?industry=BIO$/);
  const root = page.locator('html');
  await expect(root).toHaveAttribute('data-text', 'large');
  await expect(root).toHaveCSS('font-size', '20px');
  const link = page.locator('.lot-card-title a').first();
  await page.goto((await link.getAttribute('href'))!);
  await expect(root).toHaveCSS('font-size', '20px');
  const [side, body] = [await box(page.locator('.lot-side')), await box(page.locator('.lot-body'))];
  expect(side.x).toBe(body.x);
  expect(body.y).toBeGreaterThan(side.y + side.height - 1);
  await page.getByRole('button', { name: '标准字号' }).click();
  await expect(root).toHaveAttribute('data-text', 'usual');
  await expect(root).toHaveCSS('font-size', '16px');
});

test('large type fits a narrow screen and is accessible', async ({ page, hydrated, context, baseURL }) => {
  test.setTimeout(120_000);
  await context.addCookies([{ name: 'luochui-text', value: 'large', url: baseURL! }]);
  const lot = await openPracticeLot(page);
  for (const address of ['/', '/en', '/lots', '/live', '/sessions', '/calendar', '/login', lot, `/en${lot}`]) {
    await page.goto(address);
    await hydrated(page);
    await expect(page.locator('html')).toHaveCSS('font-size', '20px');
    await axe(page);
    await fits(page);
  }
});

/** A colour of an element, or of what stands before it. */
async function colour(element: Locator, property: string, before = false): Promise<string> {
  return element.evaluate(
    (found, [name, pseudo]) => getComputedStyle(found, pseudo ? '::before' : null).getPropertyValue(name as string),
    [property, before] as const,
  );
}

test('with the colours of the system every state keeps a word and a shape', async ({
  page,
  signIn,
  hydrated,
  watch,
}) => {
  watch.allow(/422/);
  await page.emulateMedia({ forcedColors: 'active' });
  await signIn(page, 'bidder5');
  const lot = await openPracticeLot(page);
  await page.goto(lot);
  await hydrated(page);
  await enrol(page);
  await bidTheMinimum(page);
  const ground = await colour(page.locator('body'), 'background-color');
  const canvas = ground === 'rgba(0, 0, 0, 0)' ? await colour(page.locator('html'), 'background-color') : ground;
  // The mark beside the word is drawn, not swallowed by the ground.
  const standing = page.locator('.standing');
  await expect(standing).toContainText(/领先|超越/);
  expect(await colour(standing, 'background-color', true)).not.toBe(canvas);
  expect(await colour(standing, 'border-top-style')).toMatch(/solid|dashed/);
  // The button that commits is told from the others.
  const commit = page.locator('.bid-form .button--commit');
  expect(await colour(commit, 'border-top-color')).not.toBe(canvas);
  // Only the page that is shown is underlined.
  const nav = page.locator('.main-nav a');
  const edges = await nav.evaluateAll((all) =>
    all.map((link) => [link.hasAttribute('aria-current'), getComputedStyle(link).borderBottomColor] as const),
  );
  const current = edges.filter(([is]) => is).map(([, edge]) => edge);
  const others = edges.filter(([is]) => !is).map(([, edge]) => edge);
  expect(current.length).toBe(1);
  expect(others).not.toContain(current[0]);
  // The bar of time stands on a ground of its own.
  const [base, under] = [page.locator('.hammer-bar-base'), page.locator('.hammer-bar-ground')];
  expect(await colour(base, 'fill')).not.toBe(await colour(under, 'fill'));
});
