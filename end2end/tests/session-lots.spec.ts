// The lots of a session: its host takes one out and puts it in again.
import { axe, expect, fits, test } from '../support/portal.ts';

test('a host puts lots into his session and takes them out @plain', async ({
  page,
  signIn,
  hydrated,
  watch,
  javaScriptEnabled,
}) => {
  watch.allow(/422/);
  const scripts = javaScriptEnabled !== false;
  await signIn(page, 'organiser1');
  const desks = page.locator('a[href^="/host/sessions/"]');
  const desk = await desks.nth(scripts ? 0 : 1).getAttribute('href');
  await page.goto(`${desk}/lots`);
  await hydrated(page);
  await axe(page);
  await fits(page);
  const rows = page.getByTestId('session-lots').locator('tbody tr');
  const before = await rows.count();
  expect(before).toBeGreaterThan(0);
  const row = rows.last();
  const code = (await row.getByRole('link').first().textContent())!.trim();
  await row.getByRole('button', { name: /移出专场/ }).click();
  await expect(page.getByRole('main').getByRole('status')).toContainText('标的已移出专场');
  await expect(page.getByTestId('session-lots').getByRole('link', { name: code })).toHaveCount(0);
  await hydrated(page);

  // A code that is none keeps what was typed.
  await page.getByLabel('标的编号').fill('P1999-ENER-0001');
  await page.getByRole('button', { name: '编入专场' }).click();
  await expect(page.locator('.error-summary')).toContainText('没有编号为P1999-ENER-0001');
  await expect(page.getByLabel('标的编号')).toHaveValue('P1999-ENER-0001');
  await hydrated(page);

  await page.getByLabel('标的编号').fill(code);
  await page.getByLabel(/^理由/).fill('端到端：与本专场企业需求对接');
  await page.getByRole('button', { name: '编入专场' }).click();
  await expect(page.getByRole('main').getByRole('status')).toContainText('已编入1项标的');
  await expect(page.getByTestId('session-lots').getByRole('link', { name: code })).toBeVisible();
  await axe(page);
});
