// The back office: an institution's form becomes lots, and the centre publishes and lists them.
import { basename } from 'node:path';
import type { Page } from '@playwright/test';
import { goodForm, lotsInGoodForm, ownForms, sharedForms } from '../support/forms.ts';
import { axe, expect, fits, test } from '../support/portal.ts';
import { select } from '../support/review.ts';

async function upload(page: Page, form: string): Promise<void> {
  await page.locator('input[name="file"]').setInputFiles(form);
  const sheet = page.locator('form', { has: page.locator('input[name="file"]') });
  await sheet.locator('[type="submit"]').click();
  await expect(page).toHaveURL(/id=\d+/, { timeout: 20_000 });
}

// Said in the report, because tests of files that are not there would only be missing from it.
test('the forms of institutions are there to be checked', () => {
  expect(ownForms, 'the forms of the repository').toHaveLength(3);
  if (sharedForms.length === 0) {
    const description = 'no folder of forms beside the repository: only our own are checked';
    test.info().annotations.push({ type: 'note', description });
    return;
  }
  expect(sharedForms.some((form) => form.includes('含错误'))).toBe(true);
});

for (const form of [...ownForms, ...sharedForms]) {
  const shared = sharedForms.includes(form);
  test(`the form ${basename(form)} of ${shared ? 'an institution' : 'our own'} is checked and shown`, async ({
    page,
    signIn,
    hydrated,
  }) => {
    await signIn(page, 'center1');
    await page.goto('/org/import');
    await hydrated(page);
    await upload(page, form);
    const main = page.getByRole('main');
    if (form.includes('含错误')) {
      await expect(main).toContainText('专利号');
      await expect(main).toContainText(shared ? '第 5 行' : '第 6 行');
    } else {
      await expect(main).toContainText('示例');
      await expect(page.locator('.error-summary')).toHaveCount(0);
    }
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      await axe(page);
    }
  });
}

const unfit = [
  { what: 'a file that is no workbook', buffer: Buffer.from('PK?'), said: /请上传.xlsx文件/ },
  // Larger than what is kept of a request, too: with scripts off the browser sends it all.
  { what: 'a file of 24 MB', buffer: Buffer.alloc(24_000_000, 7), said: /超过20 MB/ },
];
for (const { what, buffer, said } of unfit) {
  test(`${what} is refused in a sentence @plain`, async ({ page, signIn, hydrated, watch }) => {
    watch.allow(/4\d\d/);
    await signIn(page, 'liaison1');
    await page.goto('/org/import');
    await hydrated(page);
    const file = { name: '征集表.xlsx', mimeType: 'application/octet-stream', buffer };
    await page.locator('input[name="file"]').setInputFiles(file);
    const sheet = page.locator('form', { has: page.locator('input[name="file"]') });
    await sheet.locator('[type="submit"]').click();
    await expect(page.locator('.error-summary')).toContainText(said, { timeout: 20_000 });
    await expect(page.locator('.error-summary a').first()).toHaveAttribute('href', '#file');
  });
}

test('the back office is closed to strangers @plain', async ({ page, watch }) => {
  watch.allow(/40[13]/);
  for (const address of [
    '/admin/lots',
    '/admin/lots/D-0008',
    '/admin/rounds',
    '/admin/system',
    '/org/import',
    '/host/sessions/1',
    '/account',
  ]) {
    const answer = await page.goto(address);
    expect([401, 403]).toContain(answer?.status());
  }
});

test('who is signed in is not sent to sign in @plain', async ({
  page,
  signIn,
  hydrated,
  watch,
}) => {
  watch.allow(/403/);
  const footer = page.getByRole('contentinfo');
  await page.goto('/');
  await expect(footer.getByRole('link', { name: '登录' })).toBeVisible();
  await signIn(page, 'bidder1');
  await expect(footer.getByRole('link', { name: '登录' })).toHaveCount(0);
  const answer = await page.goto('/admin/lots');
  expect(answer?.status()).toBe(403);
  await hydrated(page);
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('没有权限');
  await expect(page.getByRole('main').getByRole('link', { name: '前往登录' })).toHaveCount(0);
});

test('a form becomes lots once, is published, listed and seen @plain', async ({
  page,
  signIn,
  anotherBrowser,
  hydrated,
  javaScriptEnabled,
}) => {
  const scripts = javaScriptEnabled !== false;
  const visitor = await anotherBrowser();
  const before = await collected(visitor);
  const lots = lotsInGoodForm(scripts);
  await signIn(page, 'liaison1');
  for (const again of [false, true]) {
    await page.goto('/org/import');
    await hydrated(page);
    await upload(page, goodForm(scripts));
    const commit = page.locator('button[name="mode"]').first();
    if (again) {
      await expect(page.getByRole('main')).toContainText(`${lots} 项均已存在`);
      await expect(commit).toHaveCount(0);
    } else {
      await page.getByLabel('本单位确认').check();
      await commit.click();
      await expect(page.locator('.banner')).toContainText(`已导入 ${lots} 项`);
    }
    // So many lots more than before, and no more when the same form comes again.
    await expect.poll(() => collected(visitor)).toBe(before + lots);
  }
  const code = await publishAndList(page, signIn, hydrated, scripts ? '低噪声磁悬浮' : '风机（二）');
  await visitor.goto(`/lots/${code}`);
  await expect(visitor.getByRole('heading', { level: 1 })).toContainText('低噪声磁悬浮离心风机');
  await expect(visitor.locator('.bid-panel')).toContainText('预展中');
});

/** How many lots the season has collected, as the front page tells everybody. */
async function collected(visitor: Page): Promise<number> {
  await visitor.goto('/');
  const figure = visitor.locator('.progress > div').filter({ hasText: '征集' }).locator('dd');
  return Number((await figure.textContent())!.replace(/\D/g, ''));
}

/** The centre publishes the lot with this title and puts it into the last round; gives its code. */
async function publishAndList(
  page: Page,
  signIn: (page: Page, login: string) => Promise<void>,
  hydrated: (page: Page) => Promise<void>,
  title: string,
): Promise<string> {
  await page.context().clearCookies();
  await signIn(page, 'center1');
  const desk = `/admin/lots?q=${encodeURIComponent(title)}`;
  await page.goto(desk);
  await hydrated(page);
  // No lot is published that experts have not reviewed.
  const submitted = page.locator('tbody tr[data-state="SUBMITTED"]').first();
  await select({ page, signIn, hydrated }, (await submitted.locator('th').textContent())!.trim());
  for (const intent of ['publish', 'list']) {
    await page.goto(desk);
    await hydrated(page);
    // The list may be drawn anew while it is being clicked.
    const box = page.locator('tbody tr').first().getByRole('checkbox');
    await expect(() => box.check({ timeout: 2_000 })).toPass();
    if (intent === 'list') {
      const rounds = page.locator('#round option:not([value=""])').filter({ hasNotText: '演练' });
      await page.locator('#round').selectOption((await rounds.last().getAttribute('value'))!);
    }
    await page.locator(`button[value="${intent}"]`).click();
    await expect(page.locator('.banner')).toBeVisible();
  }
  return (await page.locator('tbody tr th a').first().textContent())!.trim();
}

test('the desks are accessible in light and dark and fit a narrow screen', async ({
  page,
  signIn,
  hydrated,
}) => {
  await signIn(page, 'center1');
  const desks = ['/admin/lots', '/admin/rounds', '/admin/system', '/org/import', '/en/admin/lots'];
  for (const address of desks) {
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      await page.goto(address);
      await hydrated(page);
      await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
      await axe(page);
    }
    await fits(page);
  }
});

test('the system page says how the portal is, also on a phone @plain', async ({ page, signIn }) => {
  await signIn(page, 'center1');
  for (const [address, title] of [
    ['/admin/system', '系统状态'],
    ['/en/admin/system', 'System'],
  ] as const) {
    await page.goto(address);
    await expect(page.getByRole('heading', { level: 1 })).toHaveText(title);
    await expect(page.getByTestId('ready')).toBeVisible();
    await expect(page.locator('.system-facts').filter({ hasText: 'SQLite 3.' })).toBeVisible();
    await expect(page.locator('.system-table tbody tr').first()).toBeVisible();
  }
  await fits(page);
});
