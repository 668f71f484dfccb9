// The day of a session: an interest in two taps on a phone, its follow-up, the hall, the report.
import type { Page } from '@playwright/test';
import mammoth from 'mammoth';
import readWorkbook from 'read-excel-file/node';
import { axe, expect, fits, test } from '../support/portal.ts';

/** The address of the host's first or second session; runs without scripts have one of their own. */
async function hosted(page: Page, scripts: boolean): Promise<string> {
  const desks = page.locator('a[href^="/host/sessions/"]');
  return (await desks.nth(scripts ? 0 : 1).getAttribute('href'))!;
}

test('an interest is noted in two taps on a phone and followed up @plain', async ({
  page,
  signIn,
  hydrated,
  watch,
  javaScriptEnabled,
}) => {
  watch.allow(/422/);
  const scripts = javaScriptEnabled !== false;
  await signIn(page, 'organiser1');
  const desk = await hosted(page, scripts);
  await page.setViewportSize({ width: 390, height: 844 });
  await page.goto(`${desk}/live`);
  await hydrated(page);
  await expect(page.getByTestId('now-next')).toBeVisible();
  // The demo has enterprises that are known at the session: the first one, then how much it wants it.
  const unit = page.locator('.interest-unit').first();
  const name = (await unit.locator('span').first().innerText()).trim();
  await unit.click();
  await page.locator('#interest-strong').click();
  await expect(page.getByRole('main').getByRole('status').first()).toContainText(
    /已记录/,
  );
  await expect(page.getByTestId('interest-count')).toContainText(/\d+/);
  if (scripts) {
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      await axe(page);
    }
    await fits(page);
  }
  await page.goto('/host/follow-ups');
  await hydrated(page);
  await page.getByRole('link', { name }).first().click();
  await hydrated(page);
  await page.locator('#follow-up-note').fill('');
  await page.locator('form:has(#follow-up-note) [type="submit"]').click();
  await expect(page.getByRole('main')).toContainText('请填写回访结果');
  await page.locator('#follow-up-words').fill('端到端：已致电');
  await page.locator('form:has(#follow-up-words) [type="submit"]').click();
  await expect(page.locator('.follow-up-log')).toContainText('端到端：已致电');
  if (scripts) {
    await axe(page);
    await fits(page);
  }
});

test('the hall sees what runs without scrolling @plain', async ({
  page,
  hydrated,
  javaScriptEnabled,
}) => {
  const scripts = javaScriptEnabled !== false;
  await page.goto('/sessions');
  const session = page.locator('main a[href^="/sessions/"]:not([href*="."])').first();
  const address = await session.getAttribute('href');
  for (const viewport of [
    { width: 1920, height: 1080 },
    { width: 1280, height: 720 },
  ]) {
    await page.setViewportSize(viewport);
    await page.goto(`${address}/screen`);
    await hydrated(page);
    await expect(page.getByTestId('hall')).toBeVisible();
    await expect(page.locator('.masthead')).toBeHidden();
    const surplus = await page.evaluate(() => {
      const root = document.documentElement;
      return [root.scrollHeight - root.clientHeight, root.scrollWidth - root.clientWidth];
    });
    expect(surplus[0]).toBeLessThanOrEqual(0);
    expect(surplus[1]).toBeLessThanOrEqual(0);
  }
  if (!scripts) return;
  await axe(page);
  const title = await page.locator('.hall h1').innerText();
  await page.context().setOffline(true);
  await expect(page.locator('.hall-lost')).toContainText('网络中断', { timeout: 15_000 });
  await expect(page.locator('.hall h1')).toHaveText(title);
  await page.context().setOffline(false);
  await expect(page.locator('.hall-lost')).toHaveCount(0, { timeout: 20_000 });
});

test('the report is written, downloaded and opened @plain', async ({
  page,
  signIn,
  hydrated,
  javaScriptEnabled,
}) => {
  const scripts = javaScriptEnabled !== false;
  await signIn(page, 'organiser1');
  const desk = await hosted(page, scripts);
  await page.goto(`${desk}/report`);
  await hydrated(page);
  const words = `端到端：专场按方案举行，路演与洽谈顺利完成 ${Date.now() % 100_000}`;
  await page.locator('#report-course').fill(words);
  if (scripts) {
    // It is kept when the writer pauses.
    await expect(page.getByTestId('report-kept')).toContainText('已保存', { timeout: 15_000 });
    await axe(page);
    await fits(page);
  } else {
    await page.locator('form:has(#report-course) [type="submit"]').click();
    await expect(page.getByRole('main')).toContainText('已保存');
  }
  // Readers that are not ours.
  const document = await page.request.get(`${desk}/report.docx`);
  expect(document.ok()).toBe(true);
  const { value, messages } = await mammoth.extractRawText({ buffer: await document.body() });
  expect(messages).toEqual([]);
  expect(value).toContain(words);
  expect(value).toContain('指标完成情况');
  const book = await page.request.get(`${desk}/report.xlsx`);
  expect(book.ok()).toBe(true);
  const sheets = await readWorkbook(await book.body());
  expect(sheets.map((one) => one.sheet)).toContain('指标完成情况');
  expect(sheets).toHaveLength(2);
  expect(sheets[1]!.data.flat()).toContain(words);
  expect(sheets[0]!.data.length).toBeGreaterThan(1);
});
