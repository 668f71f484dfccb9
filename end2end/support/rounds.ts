// A training round of one's own, opened by the centre through its desks.
import { expect, type Page } from '@playwright/test';

/** What `beijing` shows now or after so many minutes. */
export function beijing(minutes = 0): { date: string; time: string } {
  const shown = new Date(Date.now() + (8 * 60 + minutes) * 60_000).toISOString();
  return { date: shown.slice(0, 10), time: shown.slice(11, 16) };
}

/** Opens a training round from now for `minutes` and lists the training lot `code`, which the words find. */
export async function listInTraining(
  page: Page,
  hydrated: (page: Page) => Promise<void>,
  lot: { code: string; words: string },
  minutes: number,
): Promise<void> {
  await page.goto('/admin/rounds');
  await hydrated(page);
  const now = beijing();
  await page.locator('#on').fill(now.date);
  await page.locator('#opens').fill(now.time);
  await page.locator('#closes').fill(beijing(minutes).time);
  await page.locator('#window').fill('600');
  await page.locator('#extension').fill('600');
  await page.locator('#practice').check();
  await page.locator('form', { has: page.locator('#practice') }).locator('[type="submit"]').click();
  await expect(page.locator('.banner')).toBeVisible();
  await page.goto(`/admin/lots?q=${encodeURIComponent(lot.words)}`);
  await hydrated(page);
  await page.locator('tr', { hasText: lot.code }).getByRole('checkbox').check();
  const round = page.locator('#round');
  const choice = round.locator('option', { hasText: '演练' }).filter({ hasText: now.time });
  await round.selectOption((await choice.first().getAttribute('value'))!);
  await page.locator('button[value="list"]').click();
  await expect(page.locator('.banner')).toBeVisible();
}
