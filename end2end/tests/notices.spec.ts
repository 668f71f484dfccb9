// Notices, their settings, the calendar of one's own lots, one's own data, and the statement about them.
import { bidByForms, bidOnPractice, enrol } from '../support/bidding.ts';
import { axe, expect, fits, test } from '../support/portal.ts';

test('whoever is signed in has a bell that leads to the notices @plain', async ({
  page,
  signIn,
  hydrated,
}) => {
  await page.goto('/');
  await expect(page.getByTestId('bell')).toHaveCount(0);
  await signIn(page, 'bidder2');
  const bell = page.getByRole('banner').getByTestId('bell');
  await expect(bell).toHaveAccessibleName(/^通知/);
  await bell.click();
  await expect(page).toHaveURL(/\/account\/notices$/);
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('通知中心');
  await hydrated(page);
});

test('whoever is outbid finds a notice, and reads it @plain', async ({
  page,
  anotherBrowser,
  signIn,
  hydrated,
  javaScriptEnabled,
  watch,
}) => {
  watch.allow(/422/);
  // Each run has bidders of its own: whoever marks all as read would take them from the other.
  const [anna, ben] = javaScriptEnabled === false ? ['bidder3', 'bidder4'] : ['bidder1', 'bidder2'];
  await signIn(page, anna);
  const lot = await bidOnPractice(page);
  const rival = await anotherBrowser();
  await signIn(rival, ben);
  await rival.goto(lot);
  await enrol(rival);
  await bidByForms(rival, lot);
  const unread = page.getByTestId('unread');
  // That of this lot: others may have left some of their lots unread.
  const ours = unread.locator('.notice', { has: page.locator(`a[href="${lot}"]`) });
  await expect(async () => {
    await page.goto('/account/notices');
    await expect(ours.first()).toContainText('您的出价已被超越', { timeout: 500 });
  }).toPass({ timeout: 20_000 });
  await hydrated(page);
  const bell = page.getByRole('banner').getByTestId('bell');
  await expect(bell).toHaveAccessibleName(/^通知，\d+ 条未读$/);
  // This very one: another may come at any time while the house bids on.
  const id = (await ours.first().locator('input[name="id"]').getAttribute('value'))!;
  const one = unread.locator('.notice', { has: page.locator(`input[name="id"][value="${id}"]`) });
  await one.getByRole('button', { name: '标为已读' }).click();
  await expect(one).toHaveCount(0);
  await expect(page.locator('.notice[data-read="true"]').first()).toBeVisible();
  await expect(async () => {
    await page.goto('/account/notices');
    await hydrated(page);
    const all = unread.getByRole('button', { name: '全部标为已读' });
    if ((await all.count()) > 0) await all.click();
    await expect(unread).toContainText('没有未读通知', { timeout: 2_000 });
  }).toPass({ timeout: 30_000 });
  await expect(bell.locator('.bell-count')).toHaveCount(0);
});

test('kinds are switched off and quiet hours are kept @plain', async ({
  page,
  signIn,
  hydrated,
}) => {
  await signIn(page, 'bidder3');
  await page.goto('/account/notices/settings');
  await hydrated(page);
  await page.locator('#kind-opening').uncheck();
  await page.locator('#quiet').check();
  await page.locator('#quiet-from').fill('23:00');
  await page.locator('#quiet-until').fill('06:30');
  await page.getByRole('button', { name: '保存设置' }).click();
  await expect(page.locator('.banner')).toContainText('设置已保存');
  await page.goto('/account/notices/settings');
  await hydrated(page);
  await expect(page.locator('#kind-opening')).not.toBeChecked();
  await expect(page.locator('#kind-outbid')).toBeChecked();
  await expect(page.locator('#quiet')).toBeChecked();
  await expect(page.locator('#quiet-from')).toHaveValue('23:00');
  await expect(page.locator('#quiet-until')).toHaveValue('06:30');
});

test('hours that are none are refused with what was chosen @plain', async ({
  page,
  signIn,
  hydrated,
  watch,
}) => {
  watch.allow(/422/);
  await signIn(page, 'bidder5');
  await page.goto('/account/notices/settings');
  await hydrated(page);
  await page.locator('#kind-won').uncheck();
  await page.locator('#quiet').check();
  await page.locator('#quiet-from').fill('22:00');
  await page.locator('#quiet-until').fill('22:00');
  await page.getByRole('button', { name: '保存设置' }).click();
  await expect(page.locator('.error-summary a')).toHaveAttribute('href', '#quiet-from');
  await expect(page.locator('#kind-won')).not.toBeChecked();
  await expect(page.locator('#quiet-until')).toHaveValue('22:00');
});

test('the link of the calendar is shown once, works, and is renewed @plain', async ({
  page,
  request,
  signIn,
  hydrated,
}) => {
  await signIn(page, 'bidder4');
  const make = async (): Promise<string> => {
    await page.goto('/account/notices/settings');
    await hydrated(page);
    await page.getByRole('button', { name: /生成链接|更换链接/ }).click();
    const shown = page.getByTestId('calendar-link');
    await expect(shown).toHaveText(/\/feeds\/own\/[0-9a-f]{64}\.ics$/);
    expect(page.url(), 'the secret stands in no address').toMatch(/\/account\/notices\/settings$/);
    return new URL((await shown.textContent())!).pathname;
  };
  const first = await make();
  const answer = await request.get(first);
  expect(answer.headers()['content-type']).toBe('text/calendar; charset=utf-8');
  expect(await answer.text()).toMatch(/^BEGIN:VCALENDAR\r\n[^]*END:VCALENDAR\r\n$/);
  const second = await make();
  expect((await request.get(first)).status()).toBe(404);
  expect((await request.get(second)).status()).toBe(200);
});

test('one takes everything on file along, and a demonstration keeps its accounts @plain', async ({
  page,
  signIn,
  hydrated,
}) => {
  await signIn(page, 'bidder3');
  await page.goto('/account');
  await page.getByRole('main').getByRole('link', { name: '我的数据' }).click();
  await hydrated(page);
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('我的数据');
  const json = await page.request.get('/account/data.json');
  expect(json.status()).toBe(200);
  expect(json.headers()['content-disposition']).toContain('attachment');
  const data = (await json.json()) as { account: { login: string } };
  expect(data.account.login).toBe('bidder3');
  const zip = await page.request.get('/account/data.zip');
  expect((await zip.body()).subarray(0, 2).toString()).toBe('PK');
  await expect(page.getByTestId('erasure')).toContainText('演示账号由所有访客共用');
  await page.getByRole('main').getByRole('link', { name: '个人信息保护说明' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('个人信息保护说明');
});

test('nobody gets at the data of others without signing in @plain', async ({ page }) => {
  for (const place of ['/account/data.json', '/account/data.zip', '/account/notices']) {
    const answer = await page.request.get(place, { headers: { accept: 'text/html' } });
    expect(answer.status(), place).toBe(401);
  }
});

test('the pages are accessible in light and dark and fit a narrow screen', async ({
  page,
  signIn,
  hydrated,
}) => {
  await signIn(page, 'bidder2');
  const places = ['/account/notices', '/account/notices/settings', '/account/data', '/privacy'];
  for (const address of places.flatMap((place) => [place, `/en${place}`])) {
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      await page.goto(address);
      await hydrated(page);
      await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
      await axe(page);
    }
    await fits(page);
  }
});
