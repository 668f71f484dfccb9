// The page of webhooks. What is delivered, and where the portal may connect to, is tested in Rust.
import { axe, expect, fits, test } from '../support/portal.ts';
import type { Page } from '@playwright/test';

const PATH = '/account/webhooks';
// A name that nothing answers to (RFC 2606).
const HOST = 'receiver.invalid';

/** Deletes what an earlier run has left. */
async function clear(page: Page, hydrated: (page: Page) => Promise<void>): Promise<void> {
  await page.goto(PATH);
  await hydrated(page);
  const ends = page.locator('.token-end', { hasText: '确认删除' });
  for (let left = await ends.count(); left > 0; left -= 1) {
    await ends.first().locator('summary').click();
    await ends.first().getByRole('button', { name: '确认删除' }).click();
    await expect(ends).toHaveCount(left - 1);
  }
}

test('a webhook is made, its secret shown once, switched, tested and deleted @plain', async ({
  page,
  signIn,
  hydrated,
  javaScriptEnabled,
}) => {
  // The projects run beside each other: each has a bidder of its own.
  await signIn(page, javaScriptEnabled === false ? 'bidder4' : 'bidder5');
  await page.goto('/account');
  await page.getByRole('link', { name: '网络回调' }).click();
  await expect(page).toHaveURL(/\/account\/webhooks$/);
  await clear(page, hydrated);
  await page.locator('#hook-address').fill(`https://${HOST}/notices`);
  await page.locator('#hook-kind-extended').uncheck();
  await page.getByRole('button', { name: '新建' }).click();
  await expect(page.getByTestId('secret')).toHaveText(/^whsec_[A-Za-z0-9+/]{43}=$/);
  expect(page.url(), 'the secret stands in no address').toMatch(/\/account\/webhooks$/);
  const row = page.locator('tbody tr', { hasText: `https://${HOST}/notices` });
  await expect(row).toContainText('已启用');
  await expect(row.locator('td').first()).toContainText('已成交');
  await expect(row.locator('td').first()).not.toContainText('进入延时');
  if (javaScriptEnabled !== false) await axe(page);
  await page.goto(PATH);
  await hydrated(page);
  await expect(page.getByTestId('secret')).toHaveCount(0);
  await row.getByRole('button', { name: '发送测试' }).click();
  const log = page.getByTestId('deliveries');
  await expect(log.locator('tbody tr')).toHaveCount(1);
  await expect(log).toContainText('测试');
  await expect(log).toContainText(HOST);
  await row.getByRole('button', { name: '停用' }).click();
  await expect(row).toContainText('已停用');
  await expect(log.locator('tr[data-state="FAILED"]')).toHaveCount(1);
  await row.getByRole('button', { name: '启用' }).click();
  await expect(row).toContainText('已启用');
  await log.getByRole('button', { name: '重发' }).click();
  await expect(log.locator('tr[data-state="WAITING"]')).toHaveCount(1);
  await clear(page, hydrated);
  await expect(page.locator('main')).toContainText('还没有网络回调');
});

test('a webhook is edited, and a refusal keeps what was typed @plain', async ({
  page,
  signIn,
  hydrated,
  javaScriptEnabled,
  watch,
}) => {
  watch.allow(/422/);
  await signIn(page, javaScriptEnabled === false ? 'bidder2' : 'bidder3');
  await clear(page, hydrated);
  await page.locator('#hook-address').fill(`https://${HOST}/first`);
  await page.getByRole('button', { name: '新建' }).click();
  await expect(page.getByTestId('secret')).toBeVisible();
  await page.goto(PATH);
  await hydrated(page);
  const row = page.locator('tbody tr', { hasText: `https://${HOST}/first` });
  const form = page.locator('.token-end', { hasText: '修改' }).first();
  await form.locator('summary').click();
  await form.getByLabel('名称').fill('竞价程序');
  await form.getByLabel('地址').fill('https://localhost/');
  await form.getByRole('button', { name: '保存修改' }).click();
  await expect(page.locator('.error-summary a')).toHaveAttribute('href', /^#hook-\d+-address$/);
  await expect(form.getByLabel('地址')).toHaveValue('https://localhost/');
  await expect(form.getByLabel('名称')).toHaveValue('竞价程序');
  await form.getByLabel('地址').fill(`https://${HOST}/second`);
  await form.getByLabel('进入延时').uncheck();
  await form.getByRole('button', { name: '保存修改' }).click();
  await expect(page.locator('.banner')).toContainText('已办理');
  const edited = page.locator('tbody tr', { hasText: `https://${HOST}/second` });
  await expect(edited).toContainText('竞价程序');
  await expect(row).toHaveCount(0);
  await page.goto(PATH);
  await hydrated(page);
  await expect(edited.locator('td').first()).not.toContainText('进入延时');
  await clear(page, hydrated);
});

test('an address inside is refused with what was typed @plain', async ({
  page,
  signIn,
  hydrated,
  watch,
}) => {
  watch.allow(/422/);
  await signIn(page, 'bidder4');
  for (const address of ['https://127.0.0.1/', 'https://localhost/', 'https://0x7f.1/']) {
    await page.goto(PATH);
    await hydrated(page);
    await page.locator('#hook-address').fill(address);
    await page.getByRole('button', { name: '新建' }).click();
    await expect(page.locator('.error-summary a')).toHaveAttribute('href', '#hook-address');
    await expect(page.locator('#hook-address')).toHaveValue(address);
  }
});

test('the page is accessible in light and dark and fits every width', async ({
  page,
  signIn,
  hydrated,
}) => {
  await signIn(page, 'bidder4');
  for (const address of [PATH, `/en${PATH}`]) {
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
