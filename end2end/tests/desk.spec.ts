// The centre steps in: one asks, another approves, and everybody is told.
import type { Page } from '@playwright/test';
import { axe, expect, fits, test } from '../support/portal.ts';
import { beijing, listInTraining } from '../support/rounds.ts';

const lot = { code: 'D-0008', words: '培训标的二' };
const desk = `/admin/lots/${lot.code}`;

/** The training lot is under the hammer, from an earlier run or from now on. */
async function underTheHammer(
  page: Page,
  hydrated: (page: Page) => Promise<void>,
): Promise<void> {
  await page.goto(`/admin/lots?q=${encodeURIComponent(lot.words)}`);
  await hydrated(page);
  const listed = page.locator(`a[href="${desk}"]`);
  if ((await listed.count()) === 0) await listInTraining(page, hydrated, lot, 30);
  await page.goto(`/admin/lots?q=${encodeURIComponent(lot.words)}`);
  await listed.click();
  await expect(page.getByRole('heading', { level: 1 })).toContainText(lot.code);
  await hydrated(page);
}

/** Opens the form of a step and gives its elements. */
async function open(page: Page, step: string) {
  const form = page.locator(`details[data-step="${step}"]`);
  if ((await form.getAttribute('open')) === null) await form.locator('summary').click();
  return form;
}

test('one asks, another approves, everybody is told, and bidding goes on @plain', async ({
  page,
  anotherBrowser,
  signIn,
  hydrated,
  watch,
}) => {
  test.setTimeout(120_000);
  watch.allow(/422/);
  await signIn(page, 'center1');
  await underTheHammer(page, hydrated);
  const main = page.getByRole('main');
  await expect(main).toContainText('列入场次');

  // A request without grounds is refused with what was typed.
  let form = await open(page, 'suspend');
  await form.locator('#suspend-words').fill('机房断电，正在切换');
  await form.getByRole('button').click();
  await expect(page.locator('.error-summary a')).toHaveAttribute('href', '#suspend-why');
  form = await open(page, 'suspend');
  await expect(form.locator('#suspend-words')).toHaveValue('机房断电，正在切换');
  await form.locator('#suspend-why').selectOption('SYSTEM_FAULT');
  await form.getByRole('button').click();
  await expect(page.locator('.banner').first()).toContainText('尚未生效');
  const pending = page.getByTestId('pending');
  await expect(pending).toContainText('本人不能批准自己的申请');
  await expect(pending.locator('button[value="approve"]')).toHaveCount(0);

  const second = await anotherBrowser();
  await signIn(second, 'center2');
  await second.goto(desk);
  await hydrated(second);
  await expect(second.getByTestId('pending')).toContainText('机房断电');
  await second.locator('button[value="approve"]').click();
  await expect(second.locator('.banner').first()).toContainText('已批准');
  await expect(second.getByTestId('desk-figures')).toContainText('暂停竞价');

  const visitor = await anotherBrowser();
  await visitor.goto(`/lots/${lot.code}`);
  await expect(visitor.getByTestId('suspension')).toContainText('系统故障');

  form = await open(second, 'resume');
  const now = beijing();
  await form.locator('#resume-on').fill(now.date);
  await form.locator('#resume-at').fill(now.time);
  await form.locator('#resume-words').fill('已恢复供电');
  await form.getByRole('button').click();
  await expect(second.getByTestId('pending')).toBeVisible();
  await page.goto(desk);
  await hydrated(page);
  await page.locator('button[value="approve"]').click();
  await expect(page.locator('.banner').first()).toContainText('已批准');
  await expect(page.getByTestId('desk-figures')).not.toContainText('暂停竞价');
  await visitor.goto(`/lots/${lot.code}`);
  await expect(visitor.getByTestId('bid-panel')).toBeVisible();
  await expect(visitor.getByTestId('suspension')).toHaveCount(0);
});

test('a request is taken back, and the other desk sees it without being loaded again', async ({
  page,
  anotherBrowser,
  signIn,
  hydrated,
}) => {
  await signIn(page, 'center1');
  await underTheHammer(page, hydrated);
  const second = await anotherBrowser();
  await signIn(second, 'center2');
  await second.goto(desk);
  await hydrated(second);
  const form = await open(page, 'suspend');
  await form.locator('#suspend-why').selectOption('COLLUSION');
  await form.locator('#suspend-words').fill('核查');
  await form.getByRole('button').click();
  await expect(second.getByTestId('pending')).toContainText('核查', { timeout: 8_000 });
  await page.getByTestId('pending').getByRole('button', { name: '撤回申请' }).click();
  await expect(page.locator('.banner').first()).toContainText('没有变化');
  await expect(second.getByTestId('pending')).toHaveCount(0, { timeout: 8_000 });
  await expect(page.getByRole('main')).toContainText('未批准');
});

test('the desk of a lot is accessible in light and dark and fits a narrow screen', async ({
  page,
  signIn,
  hydrated,
}) => {
  await signIn(page, 'center1');
  await underTheHammer(page, hydrated);
  for (const address of [desk, `/en${desk}`]) {
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      await page.goto(address);
      await hydrated(page);
      await open(page, 'suspend');
      await axe(page);
    }
    await fits(page);
  }
});
