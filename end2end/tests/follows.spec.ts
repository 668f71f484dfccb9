// Following a lot, its calendars, feedback, what is shared and printed, and articles.
import type { Page } from '@playwright/test';
import { axe, expect, fits, test } from '../support/portal.ts';

/** Bidders of this file, one for each project: both run on one server. */
function who(javaScriptEnabled: boolean | undefined): string {
  return javaScriptEnabled === false ? 'bidder3' : 'bidder4';
}

/** The page of a lot that is on display. */
async function openLot(page: Page): Promise<string> {
  await page.goto('/lots?status=display');
  await page.locator('.lot-card-title a').first().click();
  await expect(page.locator('.lot-tools')).toBeVisible();
  return new URL(page.url()).pathname;
}

test('nobody is sent to sign in and comes back to the lot @plain', async ({ page, hydrated }) => {
  const lot = await openLot(page);
  await hydrated(page);
  await page.locator('.lot-tools').getByRole('link', { name: /^关注/ }).click();
  await expect(page).toHaveURL(new RegExp(`/login\\?next=${encodeURIComponent(lot)}`));
});

test('a lot is followed, listed, in the calendar, and let go @plain', async ({
  page,
  request,
  signIn,
  hydrated,
  javaScriptEnabled,
}) => {
  await signIn(page, who(javaScriptEnabled));
  const lot = await openLot(page);
  await hydrated(page);
  const button = page.locator('.lot-tools').getByTestId('follow');
  // A run before this one may have ended in the middle.
  if ((await button.textContent())!.startsWith('取消')) await button.click();
  await expect(button).toHaveText(/^关注/);
  await button.click();
  await expect(button).toHaveText(/^取消关注/);
  await page.goto('/account/follows');
  await hydrated(page);
  const card = page.locator('.lot-card', { has: page.locator(`a[href="${lot}"]`) });
  await expect(card).toBeVisible();
  await page.goto('/account/notices/settings');
  await hydrated(page);
  await page.getByRole('button', { name: /生成链接|更换链接/ }).click();
  const shown = page.getByTestId('follow-calendar-link');
  await expect(shown).toHaveText(/\/feeds\/follows\/[0-9a-f]{64}\.ics$/);
  const answer = await request.get(new URL((await shown.textContent())!).pathname);
  expect(answer.headers()['content-type']).toBe('text/calendar; charset=utf-8');
  expect(await answer.text()).toMatch(/^BEGIN:VCALENDAR\r\n[^]*END:VCALENDAR\r\n$/);
  await page.goto('/account/follows');
  await hydrated(page);
  await card.getByTestId('follow').click();
  await expect(card).toHaveCount(0);
});

test('somebody who follows says why a lot does not fit, and changes it @plain', async ({
  page,
  signIn,
  hydrated,
  javaScriptEnabled,
  watch,
}) => {
  watch.allow(/422/);
  await signIn(page, who(javaScriptEnabled));
  await openLot(page);
  await hydrated(page);
  const button = page.locator('.lot-tools').getByTestId('follow');
  if (!(await button.textContent())!.startsWith('取消')) await button.click();
  await expect(button).toHaveText(/^取消关注/);
  const section = page.locator('#feedback');
  const form = section.locator('details');
  const open = async (): Promise<void> => {
    await expect(section).toBeVisible();
    if ((await form.getAttribute('open')) === null) await form.locator('summary').click();
  };
  await open();
  for (const box of await section.getByRole('checkbox').all()) await box.uncheck();
  await section.getByRole('button', { name: /反馈$/ }).click();
  await expect(page.locator('.field-error')).toContainText('请至少选择一个原因');
  await open();
  await section.getByLabel('价格偏高').check();
  await section.locator('#feedback-words').fill('许可费一次付清有困难');
  await section.getByRole('button', { name: /反馈$/ }).click();
  await expect(section).toContainText('反馈已保存');
  await open();
  await expect(section.getByLabel('价格偏高')).toBeChecked();
  await expect(section.getByRole('button', { name: '修改反馈' })).toBeVisible();
});

test('a lot has a picture, a code and data for whoever shares it @plain', async ({
  page,
  request,
  hydrated,
}) => {
  const lot = await openLot(page);
  await hydrated(page);
  // Read as it was sent: a crawler runs no script.
  const sent = await (await request.get(lot)).text();
  const data = JSON.parse(/<script[^>]*application\/ld\+json[^>]*>([^<]*)<\/script>/.exec(sent)![1]!);
  expect(data['@type']).toBe('Product');
  expect(data.url).toContain(lot);
  const picture = /property="og:image" content="([^"]*)"/.exec(sent)![1]!;
  const image = await request.get(new URL(picture).pathname);
  expect(image.headers()['content-type']).toBe('image/png');
  await page.locator('.lot-qr summary').click();
  const code = page.locator('.lot-qr img');
  await expect(code).toBeVisible();
  const source = (await code.getAttribute('src'))!;
  expect((await request.get(source)).headers()['content-type']).toContain('image/svg+xml');
});

test('the sheet of a lot is one page without navigation @plain', async ({ page, hydrated }) => {
  const lot = await openLot(page);
  await page.goto(`${lot}/sheet`);
  await hydrated(page);
  await expect(page.getByTestId('sheet')).toContainText(lot.split('/').pop()!);
  await expect(page.locator('.main-nav')).toBeHidden();
  await expect(page.locator('.foot')).toBeHidden();
  const pdf = await page.pdf({ format: 'A4' }).catch(() => null);
  // Only a browser without a window prints; each page of the file has one such line.
  if (pdf) expect(pdf.toString('latin1').match(/\/Type \/Page\b/g)).toHaveLength(1);
});

test('articles are written by the centre, and a draft is not there @plain', async ({
  page,
  anotherBrowser,
  signIn,
  hydrated,
  javaScriptEnabled,
  watch,
}) => {
  watch.allow(/404|422/);
  const title = `关于示例的说明${javaScriptEnabled === false ? '一' : '二'}${Date.now()}`;
  await signIn(page, 'center1');
  await page.goto('/admin/articles/new');
  await hydrated(page);
  await page.locator('#article-kind').selectOption('HELP');
  await page.locator('#article-title-zh').fill(title);
  await page.locator('#article-body-zh').fill('## 一、目的\n**示例**正文，见[日历](/calendar)。');
  // The day is missing: what was typed stays.
  await page.getByRole('button', { name: '保存' }).click();
  await expect(page.locator('.error-summary')).toContainText('落款日期');
  await expect(page.locator('#article-title-zh')).toHaveValue(title);
  await page.locator('#article-dated').fill('2026-11-20');
  await page.getByRole('button', { name: '保存' }).click();
  await expect(page).toHaveURL(/\/admin\/articles\/\d+\?done=saved$/);
  await hydrated(page);
  await expect(page.getByTestId('preview').getByRole('heading')).toHaveText('一、目的');
  const path = new URL(page.url()).pathname.replace('/admin', '');
  const visitor = await anotherBrowser();
  await visitor.goto(path);
  await expect(visitor.getByRole('heading', { level: 1 })).not.toHaveText(title);
  await page.getByRole('button', { name: '发布' }).click();
  await expect(page.getByRole('link', { name: '查看公开页面' })).toBeVisible();
  await visitor.goto('/help');
  await visitor.getByRole('link', { name: title }).click();
  await expect(visitor.getByRole('heading', { level: 1 })).toHaveText(title);
  await expect(visitor.locator('.article-body strong')).toHaveText('示例');
});

test('the pages are accessible and fit a narrow screen', async ({ page, signIn, hydrated }) => {
  test.setTimeout(180_000);
  const look = async (address: string) => {
    await page.goto(address);
    await hydrated(page);
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      await axe(page);
    }
    await fits(page);
  };
  const lot = await openLot(page);
  for (const address of [lot, `${lot}/sheet`, '/articles', '/en/articles', '/help', '/downloads']) {
    await look(address);
  }
  await page.goto('/articles');
  await page.locator('.article-line a').first().click();
  await expect(page.locator('.article-body')).toBeVisible();
  await look(new URL(page.url()).pathname);
  await signIn(page, 'bidder1');
  await look('/account/follows');
  await page.context().clearCookies();
  await signIn(page, 'center1');
  await look('/admin/articles');
  await look('/admin/articles/new');
  await look(`${lot}/feedback`);
});

test('the help centre is that of a season @plain', async ({ page, hydrated }) => {
  await page.goto('/help');
  await hydrated(page);
  const seasons = page.getByRole('navigation', { name: '按年度查看帮助' });
  await expect(seasons.locator('[aria-current="page"]')).toHaveCount(1);
  for (const whom of ['竞买人', '联络员', '评审专家', '承办单位']) {
    await expect(page.getByTestId('articles')).toContainText(`${whom}：`);
  }
  await seasons.getByRole('link', { name: '2022' }).click();
  await expect(page).toHaveURL(/\/help\?year=2022$/);
  await expect(seasons.locator('[aria-current="page"]')).toContainText('2022');
});
