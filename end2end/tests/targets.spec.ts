// A host writes into the logbooks of his session and sees what his targets count; the centre and
// regulators read the board.
import { axe, expect, fits, test } from '../support/portal.ts';

test('a visit is logged, counted once, taken out and brought back @plain', async ({
  page,
  signIn,
  hydrated,
  watch,
  javaScriptEnabled,
}) => {
  watch.allow(/422/);
  await signIn(page, 'organiser1');
  // One with scripts and one without keep the logbooks of different sessions.
  const desks = page.locator('a[href^="/host/sessions/"]');
  await page.goto((await desks.nth(javaScriptEnabled === false ? 1 : 0).getAttribute('href'))!);
  await hydrated(page);
  await page.getByRole('link', { name: '指标与台账' }).click();
  await hydrated(page);
  await expect(page.locator('h1')).toHaveText('指标完成情况');
  // The plan of the season asks for thirty lots, and says how they are counted.
  const lots = page.locator('[data-target="Q-S-1"]');
  await expect(lots).toContainText('不少于 30');
  await expect(lots.locator('.task-state')).toHaveText(/已完成|未完成/);
  await axe(page);
  await fits(page);
  await page.getByTestId('books').getByRole('link', { name: '服务台账' }).click();
  await hydrated(page);
  await axe(page);
  await fits(page);
  // A wrong credit code is refused at its field, and what was typed stays.
  await page.getByLabel('服务类型').selectOption({ label: '走访' });
  await page.getByLabel('统一社会信用代码').fill('12345');
  await page.getByLabel(/^服务内容/).fill('了解中试需求（示例）');
  await page.getByRole('button', { name: '保存' }).click();
  await expect(page.locator('.error-summary')).toContainText('统一社会信用代码格式不正确');
  await hydrated(page);
  await expect(page.getByLabel(/^服务内容/)).toHaveValue('了解中试需求（示例）');
  await page.getByLabel('统一社会信用代码').fill('91350100M000100Y43');
  await page.getByRole('button', { name: '保存' }).click();
  await expect(page.locator('.banner').first()).toContainText(/已登记|已更新/);
  await hydrated(page);
  const entry = page.getByTestId('entries').locator('li', { hasText: '91350100M000100Y43' });
  await expect(entry.first()).toContainText('走访');
  const counted = await page.getByTestId('counted').textContent();
  // A part of its code finds it, and nothing else.
  await page.getByLabel('按名称或信用代码查找').fill('M000100');
  await page.getByRole('button', { name: '查找', exact: true }).click();
  await expect(page).toHaveURL(/q=M000100/);
  await hydrated(page);
  await expect(entry.first()).toBeVisible();
  const others = page.getByTestId('entries').locator('li[data-entry]');
  await expect(others.filter({ hasNotText: '91350100M000100Y43' })).toHaveCount(0);
  await entry.first().getByRole('button', { name: '删除' }).click();
  await expect(page.locator('.banner').first()).toContainText('已删除');
  await hydrated(page);
  await page.getByRole('button', { name: '撤销删除' }).click();
  await expect(page.locator('.banner').first()).toContainText('已恢复');
  await hydrated(page);
  await expect(page.getByTestId('counted')).toHaveText(counted ?? '');
  const download = page.waitForEvent('download');
  await page.getByRole('link', { name: '导出CSV' }).click();
  expect((await download).suggestedFilename()).toMatch(/^session-\d+-services\.csv$/);
});

test('the centre reads the board of 2022, a regulator his cities @plain', async ({
  page,
  signIn,
  hydrated,
}) => {
  await signIn(page, 'center1');
  await page.goto('/admin/sessions/board?season=2022-AUCTION');
  await hydrated(page);
  await expect(page.getByTestId('planned')).toContainText('方案计划17场');
  const rows = page.getByTestId('board').locator('[data-session]');
  await expect(rows).toHaveCount(10);
  // The state of a target is said by a word as well as by its colour.
  await expect(rows.first().locator('[data-state]').first()).toContainText(/已完成|未完成|已逾期/);
  await axe(page);
  await fits(page);
  await page.getByRole('link', { name: '全部完成' }).click();
  await expect(page).toHaveURL(/show=DONE/);
  await hydrated(page);
  await fits(page);
});

test('the authority of a city sees the sessions of that city @plain', async ({
  page,
  signIn,
  hydrated,
}) => {
  await signIn(page, 'regulator9');
  await page.goto('/admin/sessions/board?season=2022-AUCTION');
  await hydrated(page);
  await expect(page.locator('main')).toContainText('仅显示所辖设区市：盐城');
  await expect(page.getByTestId('board').locator('[data-session]')).toHaveCount(1);
  await expect(page.getByTestId('board').getByRole('link')).toHaveCount(0);
});
