// The site itself: who runs it, its map, its statement, and what programs subscribe to.
import { expect, test } from '../support/portal.ts';
import { openPracticeLot } from '../support/bidding.ts';

test('the foot names who runs the site and leads to map and statement @plain', async ({
  page,
  hydrated,
}) => {
  await page.goto('/lots');
  await hydrated(page);
  const foot = page.getByRole('contentinfo');
  for (const name of ['主办', '承办', '联系方式', '政府网站标识码', 'ICP 备案', '公安备案']) {
    await expect(foot.locator('dt', { hasText: name })).toHaveCount(1);
  }
  // Invented, as everything in a demonstration.
  await expect(foot.locator('dd').first()).toContainText('（示例）');
  await foot.getByRole('link', { name: '无障碍' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('无障碍声明');
  await foot.getByRole('link', { name: '网站地图' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('网站地图');
});

test('no link of the map leads nowhere @plain', async ({ page }) => {
  for (const map of ['/sitemap', '/en/sitemap']) {
    await page.goto(map);
    const links = await page.getByRole('main').getByRole('link').all();
    expect(links.length).toBeGreaterThan(8);
    for (const link of links) {
      const address = (await link.getAttribute('href'))!;
      const answer = await page.request.get(address, { headers: { accept: 'text/html' } });
      // Only the own account asks who one is.
      expect([200, address.includes('/account') ? 401 : 200], address).toContain(answer.status());
    }
  }
});

test('a lot, a session and the season go into a calendar @plain', async ({ page }) => {
  const lot = await openPracticeLot(page);
  await page.goto(lot);
  const ofLot = page.getByTestId('bid-panel').getByRole('link', { name: '加入日历' });
  const places = [(await ofLot.getAttribute('href'))!];
  await page.goto('/sessions');
  const session = (state: string) => page.locator(`.session-card h3[data-state="${state}"] a`).first();
  const held = (await session('SUMMARISED').getAttribute('href'))!;
  await page.goto((await session('PUBLISHED').getAttribute('href'))!);
  places.push((await page.getByRole('main').getByRole('link', { name: '加入日历' }).getAttribute('href'))!);
  // Nobody is to put a day into a calendar that is over.
  await page.goto(held);
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  await expect(page.getByRole('main').getByRole('link', { name: '加入日历' })).toHaveCount(0);
  await page.goto('/calendar');
  places.push((await page.getByRole('link', { name: '订阅日历' }).getAttribute('href'))!);
  for (const place of places) {
    const answer = await page.request.get(place);
    expect(answer.status(), place).toBe(200);
    expect(answer.headers()['content-type']).toBe('text/calendar; charset=utf-8');
    const file = await answer.text();
    expect(file).toMatch(/^BEGIN:VCALENDAR\r\n[^]*BEGIN:VEVENT\r\n[^]*END:VCALENDAR\r\n$/);
  }
  expect(places.map((place) => place.split('/')[1])).toEqual(['lots', 'sessions', 'calendar.ics']);
});

test('results are news that every page points to @plain', async ({ page }) => {
  await page.goto('/en');
  const feed = page.locator('link[rel="alternate"][type="application/atom+xml"]');
  const place = (await feed.getAttribute('href'))!;
  expect(place).toBe('/en/feeds/results.atom');
  const answer = await page.request.get(place);
  expect(answer.headers()['content-type']).toBe('application/atom+xml; charset=utf-8');
  const news = await answer.text();
  const lots = [...news.matchAll(/\/en(\/lots\/[^"<]+)"/g)].map((found) => found[1]!);
  expect(lots.length, 'the demo season has results').toBeGreaterThan(0);
  await page.goto(lots[0]!);
  await expect(page.getByRole('timer')).toHaveText('已结束');
});
