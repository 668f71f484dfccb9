// The public display: filters and columns, comparison with and without scripts, files of the list.
import { axe, expect, fits, test } from '../support/portal.ts';

test('a column holds what its rule lets through and nothing else @plain', async ({
  page,
  hydrated,
}) => {
  const answer = await page.goto('/featured/open-licence');
  expect(answer?.status()).toBe(200);
  await hydrated(page);
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('开放许可专栏');
  const cards = page.locator('#results .lot-card');
  const count = await cards.count();
  expect(count).toBeGreaterThan(0);
  await page.goto('/lots?mode=OPEN_LICENSE');
  await hydrated(page);
  await expect(page.locator('#results .lot-card')).toHaveCount(count);
  expect((await page.request.get('/featured/nothing')).status()).toBe(404);
});

test('chips name the new filters and take them off one by one @plain', async ({
  page,
  hydrated,
}) => {
  await page.goto('/lots?trl_min=4&trl_max=9&institute=1&package=1');
  await hydrated(page);
  const chips = page.locator('#results .chips a.chip:not(.chip--clear)');
  await expect(chips).toHaveCount(4);
  await chips.filter({ hasText: '大院大所' }).click();
  await expect(page).toHaveURL(/\/lots\?trl_min=4&trl_max=9&package=1$/);
  await expect(chips).toHaveCount(3);
  await page.goBack();
  await expect(chips).toHaveCount(4);
  await page.locator('.chip--clear').click();
  await expect(page).toHaveURL(/\/lots$/);
});

test('an empty list says why and leads out of it @plain', async ({ page, hydrated }) => {
  await page.goto('/lots?trl_min=9&trl_max=1');
  await hydrated(page);
  const empty = page.locator('#results .empty');
  await expect(empty).toContainText('成熟度');
  await empty.getByRole('link', { name: '清除' }).first().click();
  await expect(page).toHaveURL(/\/lots$/);
});

// With scripts the links are switches.
test('lots are compared by plain links @bare', async ({ page, hydrated }) => {
  await page.goto('/lots');
  await hydrated(page);
  await page.locator('.compare-link').first().click();
  await expect(page).toHaveURL(/\/lots\/compare\?codes=/);
  await page.getByRole('link', { name: '再从列表中添加' }).click();
  await expect(page).toHaveURL(/\/lots\?compare=/);
  await page.locator('.compare-link').nth(1).click();
  await expect(page.locator('.compare-table thead th')).toHaveCount(3);
  await expect(page.locator('.compare-table tr[data-differs]').first()).toBeVisible();
  await page.locator('.compare-out').first().click();
  await expect(page.locator('.compare-table thead th')).toHaveCount(2);
});

test('lots are collected in a tray and compared', async ({ page, hydrated }) => {
  await page.goto('/lots');
  await hydrated(page);
  const links = page.locator('#results').getByRole('button', { name: /^加入比较/ });
  await links.first().click();
  const tray = page.getByRole('complementary', { name: '标的比较' });
  await expect(tray).toContainText('（1/4）');
  await links.first().click();
  await expect(tray).toContainText('（2/4）');
  await page.reload();
  await hydrated(page);
  await expect(tray).toContainText('（2/4）');
  await tray.getByRole('link', { name: '开始比较' }).click();
  await expect(page.locator('.compare-table thead th')).toHaveCount(3);
  await axe(page);
  await fits(page);
  await page.locator('.compare-out').first().click();
  await expect(page.locator('.compare-table thead th')).toHaveCount(2);
});

test('the list leaves as a file with its filters @plain', async ({ page, hydrated }) => {
  await page.goto('/lots?industry=ENER&sort=price');
  await hydrated(page);
  const link = page.getByRole('link', { name: '导出CSV' });
  const answer = await page.request.get((await link.getAttribute('href'))!);
  expect(answer.headers()['content-type']).toBe('text/csv; charset=utf-8');
  const text = await answer.text();
  expect(text.startsWith('\ufeff标的编号,')).toBe(true);
  expect(text).not.toContain('生物医药');
  const feed = page.locator('head link[rel="alternate"][href*="/lots/feed.atom"]');
  await expect(feed).toHaveAttribute('href', '/lots/feed.atom?industry=ENER');
});

test('a lot leads to lots that are close to it @plain', async ({ page, hydrated }) => {
  await page.goto('/lots?kind=PATENT&industry=ENER');
  await page.goto((await page.locator('#results .lot-card-title a').first().getAttribute('href'))!);
  await hydrated(page);
  const related = page.getByRole('region', { name: '相关标的' });
  const here = new URL(page.url()).pathname;
  const there = await related.locator('.lot-card-title a').evaluateAll((links) =>
    links.map((link) => link.getAttribute('href')),
  );
  expect(there.length).toBeGreaterThan(0);
  expect(there).not.toContain(here);
});
