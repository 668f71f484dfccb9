// What a lot is to be listed with: the centre puts a holder of a priority right on record.
import type { Page } from '@playwright/test';
import { axe, expect, fits, test } from '../support/portal.ts';

const grounds = '专利共有人，见共有协议（示例）';

/** The address of the terms of a lot on display that is bid for, counted from the first. */
async function termsOfLot(staff: Page, place: number): Promise<string> {
  await staff.goto('/admin/lots?state=PUBLISHED');
  const links = staff.locator('a[href$="/terms"]', { hasText: '竞价条件' });
  await expect(links.first()).toBeVisible();
  return (await links.nth(place).getAttribute('href'))!;
}

test('a holder of a priority right is put on record, told to the public, taken back @plain', async ({
  page,
  anotherBrowser,
  signIn,
  hydrated,
  watch,
  javaScriptEnabled,
}) => {
  watch.allow(/422/);
  const plain = javaScriptEnabled === false;
  await signIn(page, 'center1');
  const address = await termsOfLot(page, plain ? 2 : 3);
  await page.goto(address);
  await hydrated(page);
  if (!plain) {
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      await axe(page);
    }
    await fits(page);
  }

  // Refused with what was typed, and the summary leads to the field.
  const name = page.locator('form', { has: page.locator('#name-login') });
  await name.locator('#name-login').fill('nobody');
  await name.locator('#name-rank').fill('1');
  await name.locator('#name-words').fill(grounds);
  await name.locator('[type="submit"]').click();
  await expect(page.locator('.error-summary a')).toHaveAttribute('href', '#name-login');
  await expect(name.locator('#name-words')).toHaveValue(grounds);
  await name.locator('#name-login').fill('bidder2');
  await name.locator('[type="submit"]').click();
  await expect(page.locator('.banner')).toContainText('已登记优先购买权人');
  const holders = page.getByTestId('priorities').locator('tbody tr');
  await expect(holders).toHaveCount(1);
  await expect(holders).toContainText(grounds);

  // The public learns that there is such a right, and not whose.
  const visitor = await anotherBrowser();
  await visitor.goto(address.replace('/admin', '').replace('/terms', ''));
  const terms = visitor.locator('#rules');
  await expect(terms).toContainText('优先购买权');
  await expect(terms).toContainText('有（1人）');
  await expect(visitor.locator('body')).not.toContainText('专利共有人');

  await hydrated(page);
  await holders.locator('summary').click();
  await holders.locator('textarea').fill('协议已解除（示例）');
  await holders.locator('[type="submit"]').click();
  await expect(page.locator('.banner')).toContainText('已撤销优先购买权');
  await expect(page.getByTestId('priorities')).toHaveCount(0);
});

test('a real lot cannot be put into a round that opens within a week @plain', async ({
  page,
  signIn,
  hydrated,
  watch,
}) => {
  watch.allow(/422/);
  await signIn(page, 'center1');
  await page.goto('/admin/lots?state=PUBLISHED');
  await hydrated(page);
  const biddable = page
    .locator('tr', { has: page.locator('a[href$="/terms"]') })
    .filter({ hasNotText: '演练' });
  await biddable.first().getByRole('checkbox').check();
  const rounds = page.locator('#round option:not([value=""])').filter({ hasNotText: '演练' });
  // The first one may be that of today; whichever of them, it opens in less than a week.
  await page.locator('#round').selectOption((await rounds.first().getAttribute('value'))!);
  await page.locator('button[value="list"]').click();
  const summary = page.locator('.error-summary a');
  await expect(summary).toHaveAttribute('href', '#round');
  await expect(summary).toContainText('公告期不足');
});

test('the centre sets a tag, everybody sees it on the lot, and it goes again @plain', async ({
  page,
  anotherBrowser,
  signIn,
  hydrated,
  watch,
  javaScriptEnabled,
}) => {
  watch.allow(/422/);
  await signIn(page, 'center1');
  const address = await termsOfLot(page, javaScriptEnabled === false ? 0 : 1);
  await page.goto(address);
  await hydrated(page);
  const form = page.locator('form', { has: page.locator('#tag-tags') });
  await form.locator('#tag-tags').fill('项、重大项目');
  await form.locator('#tag-words').fill('与本省产业契合（示例）');
  await form.locator('[type="submit"]').click();
  await expect(page.locator('.error-summary a')).toHaveAttribute('href', '#tag-tags');
  await form.locator('#tag-tags').fill('重大项目');
  await form.locator('[type="submit"]').click();
  await expect(page.locator('.banner')).toContainText('标签已设置');
  const visitor = await anotherBrowser();
  await visitor.goto(address.replace('/admin', '').replace('/terms', ''));
  await expect(visitor.locator('.badges').first()).toContainText('重大项目');
  await hydrated(page);
  await form.locator('#tag-tags').fill('');
  await form.locator('#tag-words').fill('示例结束');
  await form.locator('[type="submit"]').click();
  // The page of the visitor may be asked for before the form has been taken.
  await expect(async () => {
    await visitor.reload();
    await expect(visitor.locator('.badges').first()).not.toContainText('重大项目', { timeout: 500 });
  }).toPass({ timeout: 15_000 });
});
