// Every kind of block from the editor to the public page, publication at an hour, and the page of an
// earlier year as a draft.
import type { Page } from '@playwright/test';
import { axe, expect, fits, test } from '../support/portal.ts';
import { beijing } from '../support/rounds.ts';

/** A picture of one pixel. */
const PNG =
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';

/** The desk of the host's first or second session; runs without scripts have one of their own. */
async function openDesk(page: Page, scripts: boolean): Promise<string> {
  const desks = page.locator('a[href^="/host/sessions/"]');
  const desk = (await desks.nth(scripts ? 0 : 1).getAttribute('href'))!;
  await page.goto(desk);
  return desk;
}

/** Adds a block, and gives the beginning of the ids of its inputs. */
async function addBlock(page: Page, kind: string): Promise<string> {
  const blocks = page.locator('fieldset.host-block');
  const before = await blocks.count();
  await page.locator(`#block-add-${kind}`).click();
  await expect(blocks).toHaveCount(before + 1);
  return `#block-${before}`;
}

/** Saves a draft with a title of its own, and gives the title. */
async function saveTitled(page: Page, words: string): Promise<string> {
  const title = `${words}（端到端 ${Date.now() % 100_000}）`;
  await page.locator('#title-zh').fill(title);
  await page.locator('button[value="save"]').first().click();
  await expect(page.locator('.banner').first()).toContainText('已保存');
  return title;
}

test('a picture is uploaded, and every kind of block reaches the public page @plain', async ({
  page,
  anotherBrowser,
  signIn,
  hydrated,
  javaScriptEnabled,
}) => {
  await signIn(page, 'organiser1');
  const desk = await openDesk(page, javaScriptEnabled !== false);
  const mark = String(Date.now() % 100_000);
  const name = `picture-${mark}.png`;
  await page.goto(`${desk}/steps`);
  await page.locator('#session-file').setInputFiles({
    name,
    mimeType: 'image/png',
    buffer: Buffer.from(PNG, 'base64'),
  });
  const upload = page.locator('form', { has: page.locator('#session-file') });
  await upload.getByRole('button', { name: '上传' }).click();
  const file = page.locator('.materials li', { hasText: name });
  const path = (await file.locator('code').textContent())!.trim();
  expect(path).toMatch(/^\/files\//);

  await page.goto(desk);
  await hydrated(page);
  const picture = await addBlock(page, 'picture');
  await page.locator(`${picture}-zh`).fill(`会场照片${mark}`);
  await page.locator(`${picture}-link`).fill(path);
  const video = await addBlock(page, 'video');
  await page.locator(`${video}-zh`).fill(`回放${mark}`);
  await page.locator(`${video}-link`).fill(`https://video.example.com/${mark}`);
  const map = await addBlock(page, 'map');
  await page.locator(`${map}-zh`).fill(`地铁二号线${mark}站`);
  const question = await addBlock(page, 'question');
  await page.locator(`${question}-zh`).fill(`能停车吗${mark}`);
  await page.locator(`${question}-answer-zh`).fill(`地下二层${mark}`);
  const table = await addBlock(page, 'table');
  await page.locator(`${table}-zh`).fill(`班车${mark}`);
  await page.locator(`${table}-answer-zh`).fill('站点 | 时刻\n南站 | 08:10');
  await page.locator('button[value="publish"]').first().click();
  await expect(page.locator('.banner').first()).toContainText('已发布');
  const to = page.locator('.banner').first().getByRole('link');
  const shown = (await to.getAttribute('href'))!;

  const visitor = await anotherBrowser();
  await visitor.goto(shown);
  const main = visitor.getByRole('main');
  const image = main.getByRole('img', { name: `会场照片${mark}` });
  await image.scrollIntoViewIfNeeded();
  await expect(image).toHaveAttribute('src', path);
  expect((await visitor.request.get(path)).headers()['content-type']).toBe('image/png');
  const watch = main.locator('.session-video', { hasText: `回放${mark}` }).getByRole('link');
  await expect(watch).toHaveAttribute('href', `https://video.example.com/${mark}`);
  await expect(main.locator('.session-map').last()).toContainText(`地铁二号线${mark}站`);
  const asked = main.locator('.question', { hasText: `能停车吗${mark}` });
  await expect(asked.getByRole('definition')).toHaveText(`地下二层${mark}`);
  const bus = main.getByRole('table', { name: `班车${mark}` });
  await expect(bus.getByRole('columnheader')).toHaveText(['站点', '时刻']);
  await expect(bus.getByRole('cell')).toHaveText(['南站', '08:10']);
  if (javaScriptEnabled !== false) {
    await axe(visitor);
    await fits(visitor);
  }
});

test('a draft is published at its hour, and nobody sees it before', async ({
  page,
  anotherBrowser,
  signIn,
  hydrated,
}) => {
  // The hour is told in minutes: the next but one is at most two of them away.
  test.setTimeout(240_000);
  await signIn(page, 'organiser1');
  const desk = await openDesk(page, true);
  await hydrated(page);
  const title = await saveTitled(page, '到时发布');
  await page.goto(`${desk}/steps`);
  await hydrated(page);
  const due = beijing(2);
  await page.locator('#schedule-on').fill(due.date);
  await page.locator('#schedule-at').fill(due.time);
  await page.getByRole('button', { name: '到时发布' }).click();
  await expect(page.getByTestId('schedule')).toContainText(due.time);
  const visitor = await anotherBrowser();
  await visitor.goto('/sessions');
  await expect(visitor.getByRole('main')).not.toContainText(title);
  await expect(async () => {
    await visitor.goto('/sessions');
    await expect(visitor.getByRole('main')).toContainText(title, { timeout: 1_000 });
  }).toPass({ timeout: 200_000, intervals: [5_000] });
});

test('the page of an earlier year becomes a draft of this one @plain', async ({
  page,
  signIn,
  hydrated,
  javaScriptEnabled,
}) => {
  await signIn(page, 'organiser1');
  const desk = await openDesk(page, javaScriptEnabled !== false);
  await hydrated(page);
  const title = await saveTitled(page, '借用之前');
  const rows = page.locator('.host-agenda-row');
  await page.goto(`${desk}/steps`);
  await hydrated(page);
  const source = page.locator('#copy-source option').first();
  await page.locator('#copy-source').selectOption((await source.getAttribute('value'))!);
  await page.getByRole('button', { name: '复制为新草稿' }).click();
  await expect(page.getByRole('main')).toContainText('已复制为新草稿');
  await page.goto(desk);
  await hydrated(page);
  // Title stays; what somebody agreed to for another year does not come along.
  await expect(page.locator('#title-zh')).toHaveValue(title);
  expect(await rows.count()).toBeGreaterThan(0);
  await expect(page.locator('.host-consents input:checked')).toHaveCount(0);
});
