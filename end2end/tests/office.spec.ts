// The back office: an institution's form becomes lots, a host publishes a page.
import { existsSync, readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { axe, expect, test } from '../support/portal.ts';

const forms = resolve(import.meta.dirname, '../../../shared/forms');
const shared = existsSync(forms) ? readdirSync(forms).filter((name) => name.endsWith('.xlsx')) : [];

for (const name of shared) {
  test(`the form ${name} is checked and shown before anything is written`, async ({
    page,
    signIn,
    hydrated,
  }) => {
    await signIn(page, 'center1');
    await page.goto('/org/import');
    await hydrated(page);
    await page.locator('input[name="file"]').setInputFiles(join(forms, name));
    await page
      .locator('form', { has: page.locator('input[name="file"]') })
      .locator('[type="submit"]')
      .click();
    await expect(page).toHaveURL(/id=\d+/, { timeout: 20_000 });
    await expect(page.getByRole('main')).toContainText(name.includes('含错误') ? '专利号' : '示例');
    if (name.includes('含错误')) {
      await expect(page.getByRole('main')).toContainText('第 5 行');
    }
    await axe(page);
  });
}

test('the back office is closed to strangers @plain', async ({ page, watch }) => {
  watch.allow(/40[13]/);
  for (const address of ['/admin/lots', '/admin/rounds', '/org/import', '/host/sessions/1']) {
    const answer = await page.goto(address);
    expect([401, 403]).toContain(answer?.status());
  }
});

test('the desks of the centre are accessible', async ({ page, signIn, hydrated }) => {
  await signIn(page, 'center1');
  for (const address of ['/admin/lots', '/admin/rounds', '/org/import']) {
    await page.goto(address);
    await hydrated(page);
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
    await axe(page);
  }
});

test('a form becomes lots once: committed, then recognised as the same', async ({
  page,
  signIn,
  hydrated,
}) => {
  const form = shared.find((name) => name === '专利征集表_江澜大学.xlsx');
  expect(form, 'the shared forms lie beside the repository').toBeTruthy();
  await signIn(page, 'liaison1');
  for (const again of [false, true]) {
    await page.goto('/org/import');
    await hydrated(page);
    await page.locator('input[name="file"]').setInputFiles(join(forms, form!));
    await page
      .locator('form', { has: page.locator('input[name="file"]') })
      .locator('[type="submit"]')
      .click();
    await expect(page).toHaveURL(/id=\d+/, { timeout: 20_000 });
    const commit = page.locator('button[name="mode"]').first();
    if (again) {
      await expect(page.getByRole('main')).toContainText('38 项均已存在');
      await expect(commit).toHaveCount(0);
    } else {
      await commit.click();
      await expect(page.locator('.banner')).toContainText('38');
    }
  }
});
