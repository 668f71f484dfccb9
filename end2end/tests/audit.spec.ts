// The audit record: what somebody has just done stands in it, and on the desk of what he did it to.
import { readFile } from 'node:fs/promises';
import { axe, expect, fits, test } from '../support/portal.ts';

test('what was done is found again, in both languages and as a file @plain', async ({
  page,
  signIn,
  hydrated,
  javaScriptEnabled,
}) => {
  await signIn(page, 'center1');
  await page.goto('/admin/audit');
  await hydrated(page);
  const rows = page.getByTestId('audit-rows').locator('.audit-row');
  // The house's bots are at work as well.
  await expect(rows.filter({ hasText: 'center1' }).first()).toBeVisible();

  await page.getByLabel('操作人').fill('center1');
  await page.getByLabel('操作', { exact: true }).selectOption('login.begin');
  await page.getByRole('button', { name: '查询' }).click();
  await expect(page).toHaveURL(/actor=center1&act=login\.begin/);
  await expect(rows.first()).toContainText('登录');
  await expect(rows.filter({ hasNotText: 'center1' })).toHaveCount(0);
  if (javaScriptEnabled !== false) {
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      await axe(page);
    }
    await fits(page);
  }

  const waiting = page.waitForEvent('download');
  await page.getByRole('link', { name: 'CSV' }).click();
  const text = await readFile(await (await waiting).path(), 'utf8');
  expect(text.startsWith('\ufeffseq,at,actor')).toBe(true);
  expect(text).toContain(',login.begin,account,');

  await page.goto('/en/admin/audit?act=audit.export');
  await hydrated(page);
  await expect(rows.first()).toContainText('Audit record exported');
  await page.goto('/admin/audit?q=没有这样的内容');
  await expect(page.getByRole('main')).toContainText('没有符合条件的审计记录');
});

test('nobody else reads it @plain', async ({ page, signIn, watch }) => {
  watch.allow(/40[13]/);
  await page.goto('/admin/audit');
  await expect(page.getByTestId('audit-rows')).toHaveCount(0);
  await signIn(page, 'bidder1');
  const answer = await page.goto('/admin/audit');
  expect(answer!.status()).toBe(403);
  await expect(page.getByTestId('audit-rows')).toHaveCount(0);
  const file = await page.request.get('/admin/audit/export.csv');
  expect(file.status()).toBe(403);
});
