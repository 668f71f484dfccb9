// The host edits, previews and publishes the page of a session; an anonymous visitor reads it.
import type { Locator, Page } from '@playwright/test';
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

/** Number of the latest revision in the history. */
async function latest(page: Page): Promise<number> {
  const words = await page.locator('.history-list strong').first().textContent();
  return Number(words!.replace(/\D/g, ''));
}

/** Saves a draft with this title, and gives the number of its revision. */
async function saveAs(page: Page, title: string): Promise<number> {
  const number = (await latest(page)) + 1;
  await page.locator('#title-zh').fill(title);
  await page.locator('button[value="save"]').first().click();
  await expect(page.locator('.history-list strong').first()).toHaveText(`第 ${number} 版`);
  return number;
}

test('an earlier revision is compared with the latest one and restored @plain', async ({
  page,
  signIn,
  hydrated,
  javaScriptEnabled,
}) => {
  const scripts = javaScriptEnabled !== false;
  await signIn(page, 'organiser1');
  await openDesk(page, scripts);
  await hydrated(page);
  const desk = new URL(page.url()).pathname;
  const title = page.locator('#title-zh');
  const [found, words] = [await latest(page), await title.inputValue()];
  const mark = Date.now() % 100_000;
  const [before, after] = [`对比之前（端到端 ${mark}）`, `对比之后（端到端 ${mark}）`];
  const earlier = await saveAs(page, before);
  const later = await saveAs(page, after);

  /** The line of a revision in the history. */
  const line = (number: number) =>
    page.locator('.history-list > li').filter({ hasText: `第 ${number} 版` });
  await line(earlier).getByRole('link', { name: '查看' }).click();
  // The title is all that differs: the old words were taken out, the new ones put in.
  const viewed = page.locator('#host-viewed');
  await expect(viewed.locator('#host-viewed-title')).toContainText(`第 ${earlier} 版`);
  await hydrated(page);
  await expect(viewed).toContainText('最新版相对本版的修改');
  const changes = viewed.locator('.change-list > li');
  await expect(changes).toHaveCount(2);
  const [removed, added] = ['removed', 'added'].map((change) =>
    viewed.locator(`.change-list > [data-change="${change}"]`),
  ) as [Locator, Locator];
  await expect(removed).toContainText('删除');
  await expect(removed.locator('del')).toContainText(before);
  await expect(added).toContainText('新增');
  await expect(added.locator('ins')).toContainText(after);
  await expect(viewed.locator('.host-frame-title')).toHaveText(before);
  // Looking back changes nothing of the draft.
  await expect(title).toHaveValue(after);
  if (scripts) {
    await axe(page);
    await fits(page);
  }

  const answer = page.locator('.host').getByRole('status');
  await line(earlier).getByRole('button', { name: '恢复为草稿' }).click();
  await expect(answer).toContainText(`已将第 ${earlier} 版恢复为第 ${later + 1} 版草稿`);
  await expect(title).toHaveValue(before);
  await page.goto(`${desk}?view=${earlier}`);
  await hydrated(page);
  await expect(viewed).toContainText('最新版与本版内容相同');
  await expect(changes).toHaveCount(0);
  await expect(title).toHaveValue(before);
  // The draft becomes again what this test has found.
  await line(found).getByRole('button', { name: '恢复为草稿' }).click();
  await expect(answer).toContainText(`已将第 ${found} 版恢复为第 ${later + 2} 版草稿`);
  await expect(title).toHaveValue(words);
});

test('a block folds to a line, and stands open while it is new or wrong @plain', async ({
  page,
  signIn,
  hydrated,
  javaScriptEnabled,
}) => {
  await signIn(page, 'organiser1');
  await openDesk(page, javaScriptEnabled !== false);
  await hydrated(page);
  const blocks = page.locator('fieldset.host-block');
  const before = await blocks.count();
  expect(before, 'the demo page has blocks').toBeGreaterThan(0);
  await expect(blocks.first().locator('details')).not.toHaveAttribute('open');
  await expect(blocks.first().getByRole('textbox')).toHaveCount(0);
  await page.locator('#block-add-notice').click();
  await expect(blocks).toHaveCount(before + 1);
  const words = `折叠的提示 ${Date.now() % 100_000}`;
  await page.locator(`#block-${before}-zh`).fill(words);
  // Drawn anew it has a text and is folded: its line tells kind, title and what is missing.
  await page.locator('#block-add-video').click();
  await expect(blocks).toHaveCount(before + 2);
  await hydrated(page);
  const notice = blocks.nth(before);
  await expect(notice.locator('details')).not.toHaveAttribute('open');
  await expect(notice.locator('summary')).toContainText(words);
  await expect(notice.locator('summary .host-missing')).toHaveText('缺英文');
  // The keyboard opens it.
  await notice.locator('summary').focus();
  await page.keyboard.press('Enter');
  await expect(page.locator(`#block-${before}-zh`)).toBeVisible();
  await page.keyboard.press('Enter');
  await expect(page.locator(`#block-${before}-zh`)).toBeHidden();
  // A refusal opens the block that it is about, and leads into it. Nothing is saved.
  await page.locator(`#block-${before + 1}-zh`).fill('示例视频');
  await page.locator(`#block-${before + 1}-link`).fill('http://example.com/video');
  await blocks.nth(before + 1).locator('summary').click();
  await page.locator('button[value="save"]').first().click();
  await expect(page.locator('.error-summary a')).toHaveAttribute('href', `#block-${before + 1}-zh`);
  await expect(page.locator(`#block-${before + 1}-zh`)).toBeVisible();
});

test('the draft stands beside its preview at the width of a desktop and of a phone', async ({
  page,
  signIn,
  hydrated,
}) => {
  await signIn(page, 'organiser1');
  await openDesk(page, true);
  await hydrated(page);
  await page.locator('button[value="preview"]').first().click();
  const preview = page.locator('#host-preview');
  await expect(preview).toBeVisible();
  const title = page.locator('#title-zh');
  /** How wide the page in the preview is, and whether it stands beside the draft. */
  const look = async (): Promise<[number, boolean]> => {
    const draft = (await page.locator('#host-form').boundingBox())!;
    const place = (await preview.boundingBox())!;
    const frame = (await preview.locator('.host-frame').boundingBox())!;
    return [Math.round(frame.width), place.x >= draft.x + draft.width];
  };
  const [desktop, beside] = await look();
  expect(beside).toBe(true);
  expect(desktop).toBeGreaterThanOrEqual(896);
  await page.getByLabel(/手机/).check();
  const [phone, still] = await look();
  expect(still).toBe(true);
  expect(phone).toBeLessThanOrEqual(390);
  // It follows what is typed, and keeps the width that was chosen.
  const words = `并排预览（端到端 ${Date.now() % 10_000}）`;
  await title.fill(words);
  await expect(preview.locator('.host-frame-title')).toHaveText(words);
  await expect(page.getByLabel(/手机/)).toBeChecked();
  await expect(title).toBeFocused();
  await page.getByLabel(/整页/).check();
  expect((await look())[1]).toBe(false);
  await fits(page);
  await page.getByLabel(/手机/).check();
  await axe(page);
});

test('two who edit at once see the change of the other and lose nothing @plain', async ({
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
  const staff = await anotherBrowser();
  await signIn(staff, 'center1');
  await staff.goto(new URL(page.url()).pathname);
  await hydrated(staff);
  const theirs = `中心会场（端到端 ${Date.now() % 100_000}）`;
  await staff.locator('#venue-zh').fill(theirs);
  await staff.locator('button[value="save"]').first().click();
  await expect(staff.locator('.banner').first()).toContainText('已保存');
  const mine = `承办标题（端到端 ${Date.now() % 100_000}）`;
  await page.locator('#title-zh').fill(mine);
  await page.locator('button[value="save"]').first().click();
  const answer = page.locator('.banner').filter({ has: page.locator('.change-list') });
  await expect(answer).toContainText('本次内容未写入');
  await expect(answer.locator('li[data-change="added"]').filter({ hasText: theirs })).toHaveCount(1);
  await expect(page.locator('#title-zh')).toHaveValue(mine);
  if (scripts) await axe(page);
  // Nothing of it was written.
  await staff.reload();
  await hydrated(staff);
  await expect(staff.locator('#venue-zh')).toHaveValue(theirs);
  await expect(staff.locator('#title-zh')).not.toHaveValue(mine);
  await page.locator('button[value="save-over"]').click();
  await expect(page.locator('.banner').first()).toContainText('已保存');
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
