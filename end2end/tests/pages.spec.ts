// Every page a visitor can reach: content, no sideways scroll, accessible in light and dark.
import { axe, expect, fits, test } from '../support/portal.ts';

const places = ['', '/lots', '/lots/compare', '/featured/dual-carbon', '/live', '/sessions', '/calendar', '/login', '/setup', '/api/docs', '/accessibility', '/sitemap'];
const pages = places.flatMap((place) => [place || '/', `/en${place}`]);

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
    await fits(page);
  });
}

test('a lot tells its facts with the codes of patent gazettes @plain', async ({ page, hydrated }) => {
  await page.goto('/lots?kind=patent');
  await page.goto((await page.locator('main a[href^="/lots/P"]').first().getAttribute('href'))!);
  await hydrated(page);
  const facts = page.locator('dl.facts[aria-label="著录事项"] > div');
  for (const [name, value] of [
    ['(11) 专利号', /^(ZL)?\d{8,12}\.?[\dX]$/],
    ['(51) 主分类', /^([A-H]\d{2}[A-Z]|—|未)/],
    ['(73) 专利权人', /示例/],
    ['(22) 申请日', /\d{4}/],
    ['(45) 授权公告日', /\d{4}/],
    ['(72) 发明人', /\S/],
  ] as const) {
    const fact = facts.filter({ has: page.locator('dt', { hasText: name }) });
    await expect(fact, name).toHaveCount(1);
    await expect(fact.locator('dd'), name).toHaveText(value);
  }
});

test('the front page shows where the season stands and the next round @plain', async ({
  page,
  hydrated,
}) => {
  await page.goto('/');
  await hydrated(page);
  const ribbon = page.getByRole('region', { name: /^\d{4}年拍卖季各阶段$/ });
  const stages = ribbon.getByRole('listitem');
  expect(await stages.count()).toBeGreaterThan(3);
  for (const stage of await stages.all()) {
    await expect(stage.locator('.ribbon-standing')).toHaveText(/^(进行中|已结束|未开始)$/);
  }
  await expect(stages.filter({ hasText: '进行中' }).first()).toHaveAttribute('data-standing', 'now');
  const next = page.getByRole('region', { name: '下一竞价日' });
  await expect(next.locator('.hero-next-day')).toContainText(/\d/);
  await expect(next).toContainText(/\d{2}:\d{2} 至 \d{2}:\d{2}（北京时间）/);
  await expect(next).toContainText(/\d+ 项标的参加竞价|标的名单待公布/);
  await expect(next.getByRole('link', { name: '查看日历' })).toHaveAttribute('href', '/calendar');
});

test('the front page tells how lots were sold @plain', async ({ page }) => {
  await page.goto('/');
  await expect(page.getByTestId('sold-of')).toContainText(/网络竞价 \d+ 项、协议成交 1\d 项/);
});

test('a lot and a session are accessible in light and dark and fit a narrow screen', async ({
  page,
  hydrated,
}) => {
  await page.goto('/live');
  const lot = await page.locator('[data-testid="tile"] a').first().getAttribute('href');
  await page.goto('/sessions');
  const session = await page.locator('main a[href^="/sessions/"]').first().getAttribute('href');
  for (const address of [lot!, session!, `/en${lot}`, `/en${session}`]) {
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      await page.goto(address);
      await hydrated(page);
      await axe(page);
    }
    await fits(page);
  }
});

test('a lot and a session read without scripts @plain', async ({ page, hydrated }) => {
  for (const [list, first] of [
    ['/lots', 'main a[href^="/lots/"]'],
    ['/sessions', 'main a[href^="/sessions/"]'],
  ] as const) {
    await page.goto(list);
    await page.goto((await page.locator(first).first().getAttribute('href'))!);
    await hydrated(page);
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
    expect(await page.getByRole('main').innerText()).toContain('示例');
  }
});

test('the header knows who is signed in, scripts or not @plain', async ({
  page,
  signIn,
  hydrated,
}) => {
  await signIn(page, 'organiser1');
  await page.goto('/calendar');
  await hydrated(page);
  await expect(page.getByRole('banner')).toContainText('示例数据');
  await expect(page.getByRole('button', { name: '退出登录' })).toBeVisible();
  await expect(page.locator('a[href^="/host/sessions/"]').first()).toBeVisible();
  await page.getByRole('button', { name: '退出登录' }).click();
  await expect(page.getByRole('banner').getByRole('link', { name: '登录' })).toBeVisible();
});

test('a page that is not there says so @plain', async ({ page, watch }) => {
  watch.allow(/404/);
  const answer = await page.goto('/nowhere');
  expect(answer?.status()).toBe(404);
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
});

test('a page that is not there is accessible in light and dark and fits a narrow screen', async ({
  page,
  hydrated,
  watch,
}) => {
  watch.allow(/404/);
  for (const address of ['/nowhere', '/en/nowhere', '/lots/P2026-ENER-9999']) {
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      const answer = await page.goto(address);
      expect(answer?.status()).toBe(404);
      await hydrated(page);
      await axe(page);
    }
    await fits(page);
  }
});

test('filters stand in the address and survive sharing and going back @plain', async ({
  page,
  hydrated,
}) => {
  await page.goto('/lots?industry=BIO&dual_carbon=1');
  await hydrated(page);
  await expect(page.getByLabel('产业')).toHaveValue('BIO');
  const shared = await page.getByRole('status').first().textContent();
  await page.goto('/lots?industry=MAT');
  await expect(page.getByRole('status').first()).not.toHaveText(shared!);
  await page.goBack();
  await expect(page.getByRole('status').first()).toHaveText(shared!);
});

test('the form of the filters follows the address, also on the way back', async ({
  page,
  hydrated,
}) => {
  await page.goto('/lots');
  await hydrated(page);
  const form = page.getByRole('search');
  const words = form.getByLabel('关键词');
  const tick = form.getByLabel('双碳');
  const industry = form.getByLabel('产业领域');
  await words.fill('电池');
  await form.getByLabel('最低价（万元）').fill('1');
  await tick.check();
  await industry.selectOption('ENER');
  await form.getByRole('button', { name: '查找' }).click();
  await expect(page).toHaveURL(/q=.*price_min=1.*dual_carbon=1/);
  await expect(words).toHaveValue('电池');
  await page.goBack();
  await expect(page).toHaveURL(/\/lots$/);
  await expect(words).toHaveValue('');
  await expect(form.getByLabel('最低价（万元）')).toHaveValue('');
  await expect(tick).not.toBeChecked();
  await expect(industry).toHaveValue('');
  await page.goForward();
  await expect(words).toHaveValue('电池');
  await expect(tick).toBeChecked();
  await expect(industry).toHaveValue('ENER');
});

test('the filters of a phone stay closed over a narrowed list @plain', async ({
  page,
  hydrated,
}) => {
  await page.setViewportSize({ width: 390, height: 800 });
  await page.goto('/lots?industry=BIO');
  await hydrated(page);
  await expect(page.getByLabel('关键词')).toBeHidden();
  await expect(page.locator('.lot-card').first()).toBeInViewport();
  await page.locator('.filters summary').click();
  await expect(page.getByLabel('关键词')).toBeVisible();
});

test('a list without a lot offers no order @plain', async ({ page }) => {
  await page.goto('/lots?industry=BIO');
  const sorts = page.getByRole('list', { name: '排序' });
  await expect(sorts).toBeVisible();
  await page.goto('/lots?q=%E6%B2%A1%E6%9C%89%E8%BF%99%E6%A0%B7%E7%9A%84%E6%A0%87%E7%9A%84');
  await expect(page.getByRole('status').first()).toHaveText('共 0 项标的');
  await expect(sorts).toHaveCount(0);
});

test('a session that is only announced has a page @plain', async ({ page, hydrated }) => {
  await page.goto('/sessions');
  const card = page.locator('.session-card', { hasText: '待公布' });
  const link = card.filter({ has: page.locator('.badge', { hasText: '待公布' }) }).first();
  const answer = await page.goto((await link.getByRole('link').first().getAttribute('href'))!);
  expect(answer?.status()).toBe(200);
  await hydrated(page);
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  await expect(page.getByRole('main')).toContainText('议程待公布');
});

test('demo accounts are introduced by their role @plain', async ({ page }) => {
  await page.goto('/login');
  const row = page.getByRole('row').filter({ has: page.getByText('liaison1', { exact: true }) });
  await expect(row.getByRole('rowheader')).toHaveText(/^活动联络员 · .+/);
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
  const modules = loaded.filter((url) => url.endsWith('.wasm'));
  expect(modules.filter((url) => url.includes('split_public_'))).toHaveLength(1);
  const others = /split_(bidder|lot|rare|session|staff)_/;
  expect(modules.filter((url) => others.test(url)), 'other parts stay on the server').toEqual([]);
});

test('a page whose code cannot be fetched is loaded anew and goes on', async ({
  page,
  hydrated,
  watch,
}) => {
  // The browser tells of the file, the code of what it meant.
  watch.allow(/Failed to load resource|ERR_FAILED|Failed to fetch|panicked|unreachable|load callback/);
  await page.goto('/');
  await hydrated(page);
  let refused = 0;
  await page.route('**/split_public_*.wasm', async (route) => {
    refused += 1;
    await (refused === 1 ? route.abort() : route.continue());
  });
  const again = page.waitForEvent('load');
  await page.locator('header a[href="/lots"]').click();
  await again;
  await hydrated(page);
  await page.locator('header a[href="/lots"]').click();
  await expect(page).toHaveURL(/\/lots$/);
  await expect(page.locator('a[href^="/lots/"]').first()).toBeVisible();
  expect(refused, 'fetched again').toBeGreaterThan(1);
});
