// The way to the first bid on a lot that asks for a deposit, and the centre's page of deposits.
import type { Page } from '@playwright/test';
import { openPracticeLot } from '../support/bidding.ts';
import { act, declare, proof } from '../support/deposits.ts';
import { axe, expect, fits, test } from '../support/portal.ts';

/** The lot of the payment that the demo season leaves waiting. */
async function lotThatAsks(staff: Page): Promise<string> {
  await staff.goto('/admin/deposits?show=declared');
  const link = staff.getByTestId('deposit-rows').getByRole('link').first();
  return (await link.getAttribute('href'))!;
}

test('from the notice to the bid form: declared, refused, declared again, confirmed @plain', async ({
  page,
  anotherBrowser,
  signIn,
  hydrated,
  watch,
  javaScriptEnabled,
}) => {
  test.setTimeout(120_000);
  watch.allow(/422/);
  const plain = javaScriptEnabled === false;
  const who = plain ? 'bidder5' : 'bidder4';
  const number = plain ? '2026-0500' : '2026-0400';
  const staff = await anotherBrowser();
  await signIn(staff, 'center1');
  const lot = await lotThatAsks(staff);

  await page.goto(lot);
  const path = page.getByTestId('bid-path');
  await expect(path.locator('[aria-current="step"]')).toContainText('登录');
  await signIn(page, who);
  await page.goto(lot);
  await hydrated(page);
  await expect(path.locator('[aria-current="step"]')).toContainText('接受竞买须知');
  await page.getByLabel('已阅读并接受竞买须知').check();
  await page.getByRole('button', { name: '报名竞买' }).click();
  await expect(path.locator('[aria-current="step"]')).toContainText('缴纳保证金');
  await expect(page.getByTestId('bid-panel')).toContainText('收款账户');
  if (!plain) {
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      await axe(page);
    }
    await fits(page);
  }
  // Too little is refused, and the sentence says how much is asked.
  const amount = page.getByLabel('已付金额（元）');
  const asked = await amount.inputValue();
  await amount.fill('1');
  await page.getByLabel('付款凭证号').fill(number);
  await page.getByRole('button', { name: '登记付款' }).click();
  await expect(page.getByRole('main')).toContainText('低于应缴保证金');
  await page.goto(lot);
  await hydrated(page);
  await page.getByLabel('已付金额（元）').fill(asked);
  await declare(page, `${number}-1`);
  await expect(path.locator('[aria-current="step"]')).toContainText('等待到账确认');

  // The centre does not find the money and says why.
  await staff.goto('/admin/deposits?show=declared');
  await hydrated(staff);
  let form = await act(staff, `${number}-1`, '未找到款项');
  await form.getByLabel('原因').fill('银行无此流水');
  await form.locator('[type="submit"]').click();
  await expect(staff.locator('.banner').first()).toContainText('已告知竞买人');
  await page.goto(lot);
  await hydrated(page);
  await expect(page.getByTestId('bid-panel')).toContainText('银行无此流水');
  await declare(page, `${number}-2`);

  // Without the bank's word nothing is confirmed.
  await staff.goto('/admin/deposits?show=declared');
  await hydrated(staff);
  form = await act(staff, `${number}-2`, '确认到账');
  await form.locator('[type="submit"]').click();
  await expect(staff.locator('.error-summary')).toContainText('尚未选择银行凭证文件');
  await staff.goto('/admin/deposits?show=declared');
  form = await act(staff, `${number}-2`, '确认到账');
  await form.locator('input[type="file"]').setInputFiles(proof);
  await form.locator('[type="submit"]').click();
  await expect(staff.locator('.banner').first()).toContainText('到账已确认');
  await page.goto(lot);
  await expect(page.getByLabel('你的出价（元）')).toBeVisible();
  await expect(path).toHaveCount(0);

  await page.goto('/account');
  await expect(page.getByTestId('own-deposits')).toContainText('已到账');
});

test('what is due goes back, and the pages are accessible and fit a narrow screen', async ({
  page,
  signIn,
  hydrated,
}) => {
  test.setTimeout(120_000);
  await signIn(page, 'center1');
  for (const address of ['/admin/deposits', '/en/admin/deposits?show=forfeited']) {
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      await page.goto(address);
      await hydrated(page);
      await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
      await axe(page);
    }
    await fits(page);
  }
  await expect(page.locator('.empty')).toBeVisible();
  await page.goto('/admin/deposits?show=released');
  await expect(page.getByTestId('deposit-rows').locator('li').first()).toBeVisible();
});

test('a bidder is barred from a lot and let in again, with who, when and why @plain', async ({
  page,
  anotherBrowser,
  signIn,
  hydrated,
  watch,
}) => {
  watch.allow(/422/);
  const lot = await openPracticeLot(page);
  const code = lot.split('/').pop()!;
  const bidder = await anotherBrowser();
  await signIn(bidder, 'enterprise1');
  await signIn(page, 'center1');
  await page.goto('/admin/deposits');
  await hydrated(page);
  let form = page.getByTestId('bar-form');
  await form.locator('summary').click();
  await form.getByLabel('竞买人登录名').fill('nobody1');
  await form.getByLabel('标的编号').fill(code);
  await form.getByLabel('原因').fill('冒用他人资质');
  await form.locator('[type="submit"]').click();
  await expect(page.locator('.error-summary a')).toHaveAttribute('href', '#bar-login');
  form = page.getByTestId('bar-form');
  await expect(form.getByLabel('原因')).toHaveValue('冒用他人资质');
  await form.getByLabel('竞买人登录名').fill('enterprise1');
  await form.locator('[type="submit"]').click();
  await expect(page.locator('.banner').first()).toContainText('已限制');
  const bar = page.getByTestId('bars').locator('li', { hasText: 'enterprise1' });
  await expect(bar).toContainText('冒用他人资质');
  await expect(bar).toContainText(code);
  await bidder.goto(lot);
  await expect(bidder.getByTestId('bid-panel')).toContainText('不得参加本标的竞价');

  await bar.locator('summary').click();
  await bar.locator('textarea').fill('已核实，系误报');
  await bar.locator('[type="submit"]').click();
  await expect(page.locator('.banner').first()).toContainText('已解除限制');
  await expect(bar).toHaveCount(0);
  await bidder.goto(lot);
  await expect(bidder.getByTestId('bid-panel')).not.toContainText('不得参加本标的竞价');
});

test('proofs are files for the centre and nothing for others @plain', async ({
  page,
  anotherBrowser,
  signIn,
  watch,
}) => {
  watch.allow(/404/);
  await signIn(page, 'center1');
  await page.goto('/admin/deposits?show=held');
  const link = page.getByTestId('proofs').getByRole('link').first();
  const address = (await link.getAttribute('href'))!;
  const read = await page.request.get(address);
  expect(read.status()).toBe(200);
  expect(read.headers()['content-disposition']).toMatch(/^attachment; /);
  expect(read.headers()['x-content-type-options']).toBe('nosniff');
  const bidder = await anotherBrowser();
  expect((await bidder.request.get(address)).status()).toBe(404);
  await signIn(bidder, 'bidder1');
  expect((await bidder.request.get(address)).status()).toBe(404);
});

test('only the centre sees the deposits of others @plain', async ({ page, signIn, watch }) => {
  watch.allow(/40[13]/);
  await page.goto('/admin/deposits');
  await expect(page.getByRole('heading', { level: 1 })).toContainText('登录');
  await signIn(page, 'bidder1');
  const answer = await page.goto('/admin/deposits');
  expect(answer!.status()).toBe(403);
});
