// The centre waives a rule for one institution with a reason, and ends the waiver again.
import { axe, expect, fits, test } from '../support/portal.ts';

test('a waiver is granted with a reason and ended again @plain', async ({
  page,
  signIn,
  hydrated,
  watch,
  javaScriptEnabled,
}) => {
  watch.allow(/422/);
  // One with scripts and one without do not get in each other's way.
  const rule = javaScriptEnabled === false ? '推荐总数超过上限' : '免交纸质材料后发布';
  const reason = javaScriptEnabled === false ? '承担示例专项' : '邮路中断';
  await signIn(page, 'center1');
  await page.goto('/admin/waivers');
  await hydrated(page);
  await axe(page);
  await fits(page);
  await page.locator('#grant-unit').fill('无此单位');
  await page.locator('#grant-reason').fill(reason);
  await page.getByRole('button', { name: '准予豁免' }).click();
  await expect(page.locator('.error-summary')).toContainText('没有这个名称的单位');
  await hydrated(page);
  await page.goto('/admin/participations');
  await hydrated(page);
  const unit = page.getByTestId('participations').getByRole('link').last();
  const name = (await unit.textContent())!.trim();
  await unit.click();
  await hydrated(page);
  await page.getByRole('link', { name: '准予或取消豁免' }).click();
  await hydrated(page);
  await expect(page.locator('#grant-unit')).toHaveValue(name);
  const options = page.locator('#grant-rule option').filter({ hasText: rule });
  await page.locator('#grant-rule').selectOption((await options.first().getAttribute('value'))!);
  await page.locator('#grant-reason').fill(reason);
  await page.getByRole('button', { name: '准予豁免' }).click();
  await expect(page.locator('.banner').first()).toContainText('豁免已准予');
  await hydrated(page);
  const line = page.getByTestId('waiver-lines').locator('li').filter({ hasText: reason }).first();
  await expect(line).toContainText(name);
  await axe(page);
  await fits(page);
  await line.getByRole('button', { name: '取消豁免' }).click();
  await expect(page.locator('.error-summary')).toContainText('理由');
  await hydrated(page);
  await line.getByLabel('取消理由').fill('已按要求报送');
  await line.getByRole('button', { name: '取消豁免' }).click();
  await expect(page.locator('.banner').first()).toContainText('豁免已取消');
  await hydrated(page);
  await expect(page.getByTestId('waiver-lines').filter({ hasText: reason })).toHaveCount(0);
});
