// The centre sets a session up: what is wrong is said where it stands, what was typed stays, and the new
// session is announced and handed to whoever writes its page.
import { axe, expect, fits, test } from '../support/portal.ts';

test('the centre sets a session up and changes it @plain', async ({
  page,
  anotherBrowser,
  signIn,
  hydrated,
  watch,
  javaScriptEnabled,
}) => {
  watch.allow(/422/);
  const scripts = javaScriptEnabled !== false;
  const slug = `end-to-end-${scripts ? 'hydrated' : 'plain'}`;
  await signIn(page, 'center1');
  await page.goto('/admin/sessions');
  await hydrated(page);
  await axe(page);
  await fits(page);
  const list = page.getByTestId('planned-sessions');
  const before = await list.locator('tbody tr').count();
  expect(before).toBeGreaterThan(0);
  await page.getByRole('link', { name: '新建专场' }).click();
  await expect(page.getByRole('heading', { level: 1, name: '新建专场' })).toBeVisible();
  await hydrated(page);
  await axe(page);

  // The number is the first that is free in both programmes; the day is one of a session that there is.
  const number = page.getByLabel('编号', { exact: true });
  expect(Number(await number.inputValue())).toBeGreaterThan(0);
  await number.fill(scripts ? '61' : '62');
  await page.getByLabel('标题', { exact: true }).fill('端到端新设专场（示例）');
  await page.getByLabel('网址').fill('Not An Address');
  await page.getByLabel('产业领域').selectOption('MAT');
  await page.getByLabel('城市').selectOption('3201');
  await page.getByLabel('地点', { exact: true }).fill('示例会议中心一层');
  await page.getByLabel('开始时间').fill('2022-01-01T09:00');
  await page.getByLabel('结束时间').fill('2022-01-01T12:00');
  await page.getByLabel('承办单位', { exact: true }).fill('端到端园区（示例）');
  await page.getByLabel(/^火炬科技成果直通车/).check();
  const save = page.getByRole('button', { name: '保存设置' });
  const summary = page.locator('.error-summary');
  await save.click();
  await expect(summary).toContainText('网址由3至60个小写字母');
  await hydrated(page);
  await expect(page.getByLabel('地点', { exact: true })).toHaveValue('示例会议中心一层');
  await page.getByLabel('网址').fill(slug);
  await save.click();
  await expect(summary).toContainText('不在本季时间范围内');
  await hydrated(page);

  // A day of the season: that of the first session of the list.
  const other = await anotherBrowser();
  await signIn(other, 'center1');
  await other.goto('/admin/sessions');
  const stamp = await other.getByTestId('planned-sessions').locator('time').first();
  const day = (await stamp.getAttribute('datetime'))!.slice(0, 10);
  await page.getByLabel('开始时间').fill(`${day}T09:00`);
  await page.getByLabel('结束时间').fill(`${day}T12:00`);
  await save.click();
  await expect(summary).toContainText('由运营中心牵头');
  await hydrated(page);
  await page.getByLabel(/^火炬科技成果直通车/).uncheck();
  await save.click();
  await expect(page.getByRole('main').getByRole('status')).toContainText('专场设置已保存');
  const row = page.locator(`tr[data-session="${slug}"]`);
  await expect(row).toContainText('端到端新设专场（示例）');
  await expect(row).toContainText('待公布');
  await expect(list.locator('tbody tr')).toHaveCount(before + 1);

  // It is announced to everybody, without a page of its own.
  const visitor = await anotherBrowser();
  await visitor.goto(`/sessions/${slug}`);
  await expect(visitor.getByRole('heading', { level: 1 })).toContainText('端到端新设专场');

  await row.getByRole('link', { name: '端到端新设专场（示例）' }).first().click();
  await hydrated(page);
  await page.getByLabel('编号', { exact: true }).fill(scripts ? '63' : '64');
  await save.click();
  await expect(page.getByRole('main').getByRole('status')).toContainText('专场设置已保存');
  await expect(row.getByRole('cell').first()).toHaveText(scripts ? '63' : '64');
});

test('what is public stays on the desk of the set-up', async ({
  page,
  signIn,
  hydrated,
  watch,
}) => {
  watch.allow(/422/);
  await signIn(page, 'center1');
  await page.goto('/admin/sessions');
  await hydrated(page);
  const row = page.getByRole('row').filter({ hasText: '已公布' }).first();
  await row.getByRole('link').first().click();
  await hydrated(page);
  await expect(page.getByRole('main')).toContainText('页面已公布');
  await expect(page.getByLabel('网址')).toHaveCount(0);
  await axe(page);
  await fits(page);
  // Without a university it may not stay public.
  await page.getByLabel('承办单位', { exact: true }).fill('端到端园区（示例）');
  await page.getByLabel('联办单位').fill('');
  await page.getByRole('button', { name: '保存设置' }).click();
  await expect(page.locator('.error-summary')).toContainText('须至少联合1所高等院校承办');
  await expect(page.getByLabel('承办单位', { exact: true })).toHaveValue('端到端园区（示例）');
});
