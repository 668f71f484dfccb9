// The host of a session invites units: a table is checked and taken in, and what each answers is seen.
import type { Page } from '@playwright/test';
import { axe, expect, fits, test } from '../support/portal.ts';

const ALPHABET = '0123456789ABCDEFGHJKLMNPQRTUWXY';
const WEIGHTS = [1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28];
const HEAD = '统一社会信用代码,单位名称,联系人,手机号码,电子邮箱';

/** A credit code with its check character, another one each time (GB 32100-2015). */
let made = Date.now() % 10_000_000;
function creditCode(): string {
  made += 1;
  const first = `9132011${String(made).padStart(10, '0')}`;
  const sum = WEIGHTS.reduce((sum, weight, place) => sum + ALPHABET.indexOf(first[place]!) * weight, 0);
  return first + ALPHABET[(31 - (sum % 31)) % 31];
}

/** The first session of organiser1. */
async function mySession(page: Page): Promise<string> {
  const desk = await page.locator('a[href^="/host/sessions/"]').first().getAttribute('href');
  return /\/host\/sessions\/(\d+)/.exec(desk!)![1]!;
}

async function upload(page: Page, rows: string[]): Promise<void> {
  const form = page.locator('details', { has: page.locator('#guests-file') });
  if ((await form.getAttribute('open')) === null) await form.locator('summary').click();
  await page.locator('#guests-file').setInputFiles({
    name: '受邀名单.csv',
    mimeType: 'text/csv',
    buffer: Buffer.from([HEAD, ...rows].join('\n')),
  });
  await page.getByTestId('guests-check').click();
  await expect(page.getByTestId('guests-preview')).toBeVisible();
}

test('a table of invited units is checked, looked at and taken in @plain', async ({
  page,
  signIn,
  hydrated,
  javaScriptEnabled,
}) => {
  await signIn(page, 'organiser1');
  const session = await mySession(page);
  await page.goto(`/host/sessions/${session}/guests`);
  await hydrated(page);
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('受邀单位');
  const [code, unit] = [creditCode(), `端到端受邀单位${made}（示例）`];
  const row = `${code},${unit},林晓舟,19900007788,guest${made}@example.com`;
  // What is no table at all is refused beside its field, which stands open.
  const details = page.locator('details', { has: page.locator('#guests-file') });
  if ((await details.getAttribute('open')) === null) await details.locator('summary').click();
  await page.locator('#guests-file').setInputFiles({
    name: '受邀名单.txt',
    mimeType: 'text/plain',
    buffer: Buffer.from('no table'),
  });
  await page.getByTestId('guests-check').click();
  await expect(page.locator('.error-summary a')).toHaveAttribute('href', '#guests-file');
  await hydrated(page);
  const words = (await page.locator('.error-summary a').textContent())!.trim();
  await expect(page.locator('#guests-file')).toHaveAccessibleDescription(new RegExp(words));
  // A mistake keeps the whole table out, and says where it is.
  await upload(page, [row, `91,${unit},林晓舟,,x`]);
  await expect(page.getByTestId('guests-faults')).toContainText('第 3 行');
  await expect(page.getByTestId('guests-take')).toHaveCount(0);
  await upload(page, [row]);
  await hydrated(page);
  const preview = page.getByTestId('guests-preview');
  await expect(preview).toContainText(unit);
  await expect(preview).not.toContainText('19900007788');
  if (javaScriptEnabled !== false) {
    await axe(page);
    await fits(page);
  }
  await page.getByTestId('guests-take').click();
  await expect(page.locator('main').getByRole('status')).toContainText('新增 1 家');
  // The list may have other units, page by page; this one is the last.
  const next = page.getByRole('link', { name: '下一页' });
  while (await next.count()) await next.click();
  const line = page.getByTestId('guests').locator('tr', { hasText: unit });
  await expect(line).toContainText('未邀请');
  await expect(line).not.toContainText('19900007788');
  await line.getByRole('link', { name: '显示联系方式' }).click();
  await expect(page.getByTestId('contacts')).toContainText('19900007788');
  // Whoever has no link of an invitation registers all the same.
  const link = page.locator('.page-head a[href^="/sessions/"]').first();
  const slug = (await link.getAttribute('href'))!;
  await page.goto(`${slug}/register?guest=1.00000000000000000000000000000000`);
  await hydrated(page);
  await expect(page.locator('main')).toContainText('邀请链接已失效');
});
