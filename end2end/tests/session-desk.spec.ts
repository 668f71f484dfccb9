// The host's work on a session: a page from nothing to published, its agenda moved by keyboard and by
// drag, as a workbook there and back, and the session called off.
import type { Page } from '@playwright/test';
import { axe, expect, fits, test } from '../support/portal.ts';

/** The desk of the host's first or second session; runs without scripts have one of their own. */
async function openDesk(page: Page, scripts: boolean): Promise<string> {
  const desks = page.locator('a[href^="/host/sessions/"]');
  const desk = (await desks.nth(scripts ? 0 : 1).getAttribute('href'))!;
  await page.goto(desk);
  return desk;
}

/** The words of the agenda rows, in order. */
async function titles(page: Page): Promise<string[]> {
  const inputs = page.locator('[id^="agenda-"][id$="-title"]');
  return inputs.evaluateAll((all) => all.map((input) => (input as HTMLInputElement).value));
}

/** Adds a row and waits until it is there. */
async function addRow(page: Page, title: string): Promise<number> {
  const rows = page.locator('.host-agenda-row');
  const before = await rows.count();
  await page.locator('#agenda-add').click();
  await expect(rows).toHaveCount(before + 1);
  await page.locator(`#agenda-${before}-title`).fill(title);
  return before;
}

test('a session is written from nothing, published, and read on a phone @plain', async ({
  page,
  anotherBrowser,
  signIn,
  hydrated,
  javaScriptEnabled,
}) => {
  const scripts = javaScriptEnabled !== false;
  await signIn(page, 'organiser1');
  const own = await page.locator('a[href^="/host/sessions/"]').first().getAttribute('href');
  // Sessions are numbered in the order of the season; nobody has written the pages of the last two.
  const season = Math.floor(Number(own!.replace(/\D+/g, '')) / 100);
  const staff = await anotherBrowser();
  await signIn(staff, 'center1');
  await staff.goto(`/host/sessions/${season * 100 + (scripts ? 13 : 14)}`);
  await hydrated(staff);
  const title = `全新专场（端到端 ${Date.now() % 10_000}）`;
  await staff.locator('#title-zh').fill(title);
  const row = await addRow(staff, '端到端开场报告');
  await staff.locator(`#agenda-${row}-kind`).selectOption('TALK');
  await staff.locator(`#agenda-${row}-speaker`).fill('端到端讲者（示例）');
  await staff.locator(`#agenda-${row}-speaker-agrees`).check();
  const quiet = await addRow(staff, '端到端闭幕');
  await staff.locator(`#agenda-${quiet}-speaker`).fill('未同意者（示例）');
  const blocks = staff.locator('fieldset[data-kind="people"]');
  const people = await blocks.count();
  await staff.locator('#block-add-people').click();
  await expect(blocks).toHaveCount(people + 1);
  await blocks.last().locator('textarea').first().fill('端到端嘉宾（示例） | 示例大学 | 点评');
  // Without scripts the mark is that of the page as it came.
  if (scripts) await expect(staff.locator('.host-missing').first()).toContainText('缺英文');
  await staff.locator('button[value="publish"]').first().click();
  await expect(staff.locator('.banner').first()).toContainText('已发布');

  const visitor = await anotherBrowser();
  await visitor.setViewportSize({ width: 390, height: 800 });
  await visitor.goto('/sessions');
  await visitor.getByRole('link', { name: title }).first().click();
  const main = visitor.getByRole('main');
  await expect(main.getByRole('heading', { level: 1 })).toContainText(title);
  await expect(main.locator('.agenda')).toContainText('端到端开场报告');
  await expect(main.locator('.agenda')).toContainText('端到端讲者（示例）');
  await expect(main).not.toContainText('未同意者');
  await expect(main.locator('.person')).toContainText(['端到端嘉宾（示例）']);
  await fits(visitor);
  if (scripts) await axe(visitor);
  await visitor.goto(`/en${new URL(visitor.url()).pathname}`);
  await expect(main).toContainText('no English yet');
});

test('rows that meet on the stage are refused in a sentence @plain', async ({
  page,
  signIn,
  hydrated,
  javaScriptEnabled,
}) => {
  await signIn(page, 'organiser1');
  await openDesk(page, javaScriptEnabled !== false);
  await hydrated(page);
  const row = await addRow(page, '端到端重叠');
  // It begins in the middle of the row above.
  const above = page.locator('.host-agenda-row').nth(row - 1).locator('.host-time');
  const [hour, minute] = (await above.textContent())!.trim().split(':').map(Number);
  const at = hour! * 60 + minute! + 1;
  const clock = (n: number) => String(n).padStart(2, '0');
  await page.locator(`#agenda-${row - 1}-kind`).selectOption('TALK');
  await page
    .locator(`#agenda-${row}-starts`)
    .fill(`${clock(Math.floor(at / 60))}:${clock(at % 60)}`);
  await page.locator('button[value="save"]').first().click();
  const summary = page.locator('.error-summary');
  await expect(summary).toContainText(`第 ${row + 1} 行与第 ${row} 行时间重叠`);
  await expect(page.locator(`#agenda-${row}-title`)).toHaveValue('端到端重叠');
});

test('who would speak in two places at once is refused in a sentence @plain', async ({
  page,
  signIn,
  hydrated,
  javaScriptEnabled,
}) => {
  await signIn(page, 'organiser1');
  await openDesk(page, javaScriptEnabled !== false);
  await hydrated(page);
  // Talks at the tables leave the stage free: that of the row below may begin meanwhile.
  const tables = await addRow(page, '端到端一对一洽谈');
  await page.locator(`#agenda-${tables}-kind`).selectOption('ONE_TO_ONE');
  await page.locator(`#agenda-${tables}-speaker`).fill('端到端两处者（示例）');
  const talk = await addRow(page, '端到端同时报告');
  await page.locator(`#agenda-${talk}-kind`).selectOption('TALK');
  await page.locator(`#agenda-${talk}-speaker`).fill('端到端两处者（示例）');
  const above = page.locator('.host-agenda-row').nth(tables).locator('.host-time');
  const begins = (await above.textContent())!.trim();
  await page.locator(`#agenda-${talk}-starts`).fill(begins);
  await page.locator('button[value="save"]').first().click();
  const summary = page.locator('.error-summary');
  await expect(summary).toContainText(`第 ${talk + 1} 行与第 ${tables + 1} 行时间重叠，却有同一位报告人`);
  await expect(page.locator(`#agenda-${talk}-speaker`)).toHaveValue('端到端两处者（示例）');
});

test('an agenda row is moved by the keyboard @plain', async ({
  page,
  signIn,
  hydrated,
  javaScriptEnabled,
}) => {
  await signIn(page, 'organiser1');
  await openDesk(page, javaScriptEnabled !== false);
  await hydrated(page);
  const before = await titles(page);
  const last = before.length - 1;
  await page.locator(`#agenda-${last}-up`).focus();
  await page.keyboard.press('Enter');
  const moved = [...before];
  moved.splice(last - 1, 0, ...moved.splice(last, 1));
  // Without scripts a page comes in between.
  await expect(async () => expect(await titles(page)).toEqual(moved)).toPass();
});

test('an agenda row is dragged to another place', async ({ page, signIn, hydrated }) => {
  await signIn(page, 'organiser1');
  await openDesk(page, true);
  await hydrated(page);
  const before = await titles(page);
  expect(before.length).toBeGreaterThan(2);
  const handle = page.locator('.host-agenda-row').nth(1).locator('.host-handle');
  await handle.scrollIntoViewIfNeeded();
  await handle.hover();
  await page.mouse.down();
  const target = (await page.locator('.host-agenda-row').first().boundingBox())!;
  await page.mouse.move(target.x + 40, target.y + 20, { steps: 6 });
  await expect(page.locator('.host-agenda-row[data-landing]')).toHaveCount(1);
  await page.mouse.up();
  const moved = [before[1]!, before[0]!, ...before.slice(2)];
  await expect.poll(() => titles(page)).toEqual(moved);
});

test('an agenda goes out as a workbook and comes back into the editor @plain', async ({
  page,
  signIn,
  hydrated,
  javaScriptEnabled,
}) => {
  await signIn(page, 'organiser1');
  await openDesk(page, javaScriptEnabled !== false);
  await hydrated(page);
  const before = await titles(page);
  const waiting = page.waitForEvent('download');
  await page.getByRole('link', { name: /下载议程表/ }).click();
  const file = await (await waiting).path();
  await page.locator('#agenda-file').setInputFiles({
    name: '议程表.xlsx',
    mimeType: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
    buffer: await (await import('node:fs/promises')).readFile(file),
  });
  await page.getByRole('button', { name: '检查并放入编辑区' }).click();
  await expect(page.locator('.banner').first()).toContainText(`已读入 ${before.length} 行议程`);
  expect(await titles(page)).toEqual(before);
  await page.locator('#agenda-file').setInputFiles({
    name: '议程表.xlsx',
    mimeType: 'application/octet-stream',
    buffer: Buffer.from('no workbook'),
  });
  await page.getByRole('button', { name: '检查并放入编辑区' }).click();
  await expect(page.locator('#agenda-faults')).toBeVisible();
});

test('a session that was called off says so and why @plain', async ({ page, hydrated }) => {
  await page.goto('/sessions');
  await expect(page.getByTestId('session-group')).toContainText(/已举办 \d+ 场，全年计划 14 场/);
  const card = page.locator('.session-card', { has: page.locator('[data-state="CANCELLED"]') });
  await expect(card.first().locator('.badge', { hasText: '已取消' })).toBeVisible();
  await page.goto((await card.first().getByRole('link').first().getAttribute('href'))!);
  await hydrated(page);
  await expect(page.getByRole('main')).toContainText('本专场已取消。原因：');
  // Nobody is offered its entry any more; whoever has it already is told.
  await expect(page.locator('a[href$="/calendar.ics"]')).toHaveCount(0);
  const answer = await page.request.get(`${new URL(page.url()).pathname}/calendar.ics`);
  expect(await answer.text()).toContain('STATUS:CANCELLED');
  const feed = await page.request.get('/sessions/feed.atom');
  expect(feed.headers()['content-type']).toContain('application/atom+xml');
  expect(await feed.text()).toContain('本专场已取消');
});

test('the desk of session matters holds its forms @plain', async ({
  page,
  signIn,
  hydrated,
  watch,
  javaScriptEnabled,
}) => {
  watch.allow(/422/);
  const scripts = javaScriptEnabled !== false;
  await signIn(page, 'organiser1');
  const desk = await openDesk(page, scripts);
  await page.goto(`${desk}/steps`);
  await hydrated(page);
  // A reason that says nothing calls nothing off.
  await page.locator('#cancel-reason').fill('雨');
  await page.getByRole('button', { name: '取消专场' }).click();
  await expect(page.locator('.error-summary')).toContainText('原因须为 4 至 200 个字');
  await expect(page.getByTestId('session-state')).not.toContainText('已取消');
  if (scripts) {
    await fits(page);
    await axe(page);
  }
});
