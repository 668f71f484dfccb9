// The host edits, previews and publishes the page of a session; an anonymous visitor reads it.
import type { Page } from '@playwright/test';
import { axe, expect, fits, test } from '../support/portal.ts';

/** The desk of the host's first or second session; runs without scripts have one of their own. */
async function openDesk(page: Page, scripts: boolean): Promise<void> {
  const desks = page.locator('a[href^="/host/sessions/"]');
  const desk = await desks.nth(scripts ? 0 : 1).getAttribute('href');
  await page.goto(desk!);
}

test('what the host publishes, an anonymous visitor sees @plain', async ({
  page,
  anotherBrowser,
  signIn,
  hydrated,
  javaScriptEnabled,
}) => {
  const scripts = javaScriptEnabled !== false;
  await signIn(page, 'organiser1');
  await openDesk(page, scripts);
  await hydrated(page);
  const title = `产业专场路演（端到端 ${Date.now() % 10_000}）`;
  await page.locator('#title-zh').fill(title);
  await page.locator('button[value="publish"]').first().click();
  await expect(page.locator('.banner').first()).toContainText('已发布');
  if (scripts) {
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      await axe(page);
    }
  }
  const visitor = await anotherBrowser();
  await visitor.goto('/sessions');
  await expect(visitor.getByRole('main')).toContainText(title);
  await visitor.getByRole('link', { name: title }).first().click();
  await expect(visitor.getByRole('heading', { level: 1 })).toContainText(title);
});

test('a row is added, previewed, saved and taken back by an earlier revision @plain', async ({
  page,
  anotherBrowser,
  signIn,
  hydrated,
  javaScriptEnabled,
}) => {
  const scripts = javaScriptEnabled !== false;
  await signIn(page, 'organiser1');
  await openDesk(page, scripts);
  await hydrated(page);
  const blocks = page.locator('[id^="block-"][id$="-zh"]');
  const before = await blocks.count();
  await page.locator('#block-add-notice').click();
  await expect(blocks).toHaveCount(before + 1);
  const words = `端到端提示 ${Date.now() % 100_000}`;
  await blocks.last().fill(words);
  await page.locator('button[value="preview"]').first().click();
  await expect(page.locator('#host-preview')).toContainText(words);
  if (scripts) {
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      await axe(page);
    }
    await fits(page);
  }
  await page.locator('button[value="save"]').first().click();
  await expect(page.locator('.banner').first()).toContainText('已保存');
  // A saved draft is nobody's business yet.
  const visitor = await anotherBrowser();
  await visitor.goto('/sessions');
  await expect(visitor.getByRole('main')).not.toContainText(words);
  await page.getByRole('button', { name: '恢复为草稿' }).last().click();
  await expect(page.locator('.banner').first()).toContainText('恢复');
  await expect(page.locator('form')).not.toContainText([words]);
});

test('a host is turned away from the desk of another host @plain', async ({
  page,
  signIn,
  hydrated,
  watch,
}) => {
  watch.allow(/403/);
  await signIn(page, 'organiser1');
  const own = await page.locator('a[href^="/host/sessions/"]').first().getAttribute('href');
  // Sessions are numbered in the order of the season; this host has the first two coming ones.
  const answer = await page.goto(own!.replace(/\d+$/, (id) => String(Number(id) + 2)));
  expect(answer?.status()).toBe(403);
  await hydrated(page);
  await expect(page.locator('#title-zh')).toHaveCount(0);
});
