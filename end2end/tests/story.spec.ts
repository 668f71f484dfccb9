// The whole way of a lot (issue 5 §6): a university signs up, takes part and sends 38 lots in one workbook;
// three experts review them, the centre selects twenty and publishes them in one batch; a visitor finds one
// by three characters of its abstract, follows it and has it in a calendar. The university and the words are
// of this file alone.
import type { Page } from '@playwright/test';
import { patentForm, titleOf, type Collection } from '../support/collection.ts';
import { expect, test } from '../support/portal.ts';
import { score, type Hands } from '../support/review.ts';

const unit = '缇澜师范大学（示例）';
const liaison = { login: 'tilan', password: 'drei Worte am Hammer' };
const form: Collection = {
  unit,
  prefix: '缇澜示例',
  industry: '其他',
  lots: 38,
  rare: { lot: 5, words: '鹭鸢榫' },
};
const SELECTED = 20;
const document = (name: string) => ({
  name,
  mimeType: 'application/pdf',
  buffer: Buffer.from('%PDF-1.4\n% sample\n'),
});

/** The university signs up and the centre lets it in. */
async function signUp({ page, hydrated }: Hands, centre: Page): Promise<void> {
  await page.goto('/signup');
  await hydrated(page);
  await page.getByLabel('单位全称').fill(unit);
  await page.getByLabel('统一社会信用代码').fill('12329999DM0038A15R');
  await page.getByLabel('单位类别').selectOption('UNIV');
  await page.getByLabel('所在城市或省份').selectOption('3204');
  await page.getByLabel('联系人', { exact: true }).fill('示例联系人');
  await page.getByLabel('联系电话').fill('19900003838');
  await page.getByLabel('账号名').fill(liaison.login);
  await page.getByLabel('密码', { exact: true }).fill(liaison.password);
  await page.getByLabel('再次输入密码').fill(liaison.password);
  await page.locator('input[type="file"]').setInputFiles(document('授权书（示例）.pdf'));
  await page.getByRole('button', { name: '提交申请' }).click();
  await expect(page).toHaveURL(/\/application\/[0-9a-f]{32}$/);
  await centre.goto('/admin/organisations');
  await hydrated(centre);
  await centre.getByTestId('applications').getByRole('link', { name: unit }).click();
  await expect(centre.getByTestId('application')).toContainText(unit);
  await hydrated(centre);
  await centre.getByRole('button', { name: '通过申请' }).click();
  await expect(centre.getByTestId('application-state')).toHaveText('已通过');
}

/** It takes part: liaison, agreement, stamped sheet; the centre accepts and notes the papers. */
async function takePart({ page, hydrated }: Hands, centre: Page): Promise<void> {
  const banner = page.locator('.banner').first();
  await page.goto('/org/participation');
  await hydrated(page);
  await page.getByRole('button', { name: '确认参加本季' }).click();
  await expect(banner).toContainText('已参加本季');
  await hydrated(page);
  await page.locator('#liaison-name').fill('示例联络员');
  await page.locator('#liaison-department').fill('科技处');
  await page.locator('#liaison-phone').fill('19900003838');
  await page.locator('#liaison-email').fill('liaison@example.com');
  await page.locator('#liaison-consent').check();
  await page.locator('#liaison form button[type="submit"]').click();
  await expect(banner).toContainText('活动联络员已指定');
  await hydrated(page);
  await page.locator('#agreement-file').setInputFiles(document('委托服务协议（示例）.pdf'));
  await page.getByRole('button', { name: '提交协议' }).click();
  await expect(banner).toContainText('协议已提交');
  await hydrated(page);
  await page.locator('#scan-file').setInputFiles(document('报送单（示例）.pdf'));
  await page.getByRole('button', { name: '上传扫描件' }).click();
  await expect(banner).toContainText('扫描件已上传');

  await centre.goto('/admin/participations?show=SCANNED');
  await hydrated(centre);
  await centre.getByTestId('participations').getByRole('link', { name: unit }).click();
  await hydrated(centre);
  await centre.getByRole('button', { name: '确认协议' }).click();
  await expect(centre.locator('.banner').first()).toContainText('协议已办理');
  await hydrated(centre);
  await centre.getByRole('button', { name: '登记：纸质材料已收到' }).click();
  await expect(centre.locator('.banner').first()).toContainText('纸质材料已登记');
}

/** Ticks the first `count` lots of the story in a state, puts them on trial and does it. */
async function decide(
  { page, hydrated }: Hands,
  [state, act]: [string, string],
  count: number,
  fill: () => Promise<void>,
): Promise<void> {
  await page.goto(`/admin/selection?state=${state}&industry=OTH`);
  await hydrated(page);
  const rows = page
    .getByTestId('selection-table')
    .locator('tbody tr')
    .filter({ hasText: form.prefix });
  // The table may be drawn anew while it is being clicked: all boxes are ticked in one go.
  await expect(async () => {
    for (let place = 0; place < count; place += 1) {
      await rows.nth(place).getByRole('checkbox').check({ timeout: 2_000 });
    }
  }).toPass();
  await page.locator(`button[value="${act}"]`).click();
  await expect(page).toHaveURL(/\/admin\/selection\/plan/);
  await hydrated(page);
  await fill();
  await page.locator('main form button[type="submit"]').click();
  await expect(page.locator('.banner[data-tone="success"]')).toContainText(`${count}项`);
}

/** The codes of the story's lots in a state, that with the rare words first. The centre is signed in. */
async function codes({ page, hydrated }: Hands, state: string): Promise<string[]> {
  await page.goto(`/admin/selection?state=${state}&industry=OTH`);
  await hydrated(page);
  const rows = page
    .getByTestId('selection-table')
    .locator('tbody tr')
    .filter({ hasText: form.prefix });
  await expect(rows.first()).toBeVisible();
  const rare = rows.filter({ hasText: titleOf(form, form.rare.lot) }).locator('th');
  const first = (await rare.textContent())!.trim();
  const found = (await rows.locator('th').allTextContents()).map((code) => code.trim());
  return [first, ...found.filter((code) => code !== first)];
}

/** An expert's sheets for lots that he does not open one by one: the same form, posted. */
async function scoreAll(page: Page, lots: string[], points: number): Promise<void> {
  for (const lot of lots) {
    const answer = await page.request.post('/fn/reviews/write', {
      maxRedirects: 0,
      headers: { accept: 'text/html', 'sec-fetch-site': 'same-origin' },
      form: {
        step: 'submit',
        back: '/review',
        'form[lot]': lot,
        'form[advancement]': String(points),
        'form[feasibility]': String(points),
        'form[market]': String(points),
        'form[legal]': String(points),
        'form[comment]': '技术路线清楚，具备实施条件，建议推荐。',
        'form[recommend]': 'RECOMMENDED',
      },
    });
    expect(answer.status(), lot).toBe(302);
    expect(answer.headers()['location'], lot).toContain('done=submit');
  }
}

test('from a workbook of 38 lots to the calendar of a visitor', async ({
  page,
  signIn,
  hydrated,
  anotherBrowser,
  request,
}) => {
  test.setTimeout(420_000);
  const hands = { page, signIn, hydrated };
  const centre = await anotherBrowser();
  await signIn(centre, 'center2');
  const visitor = await anotherBrowser();

  await test.step('the university signs up and takes part', async () => {
    await signUp(hands, centre);
    await signIn(page, liaison.login, liaison.password);
    await takePart(hands, centre);
  });

  await test.step('its liaison imports 38 lots', async () => {
    await page.goto('/org/import');
    await hydrated(page);
    const name = '专利征集表_缇澜.xlsx';
    const mimeType = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';
    const file = { name, mimeType, buffer: patentForm(form) };
    await page.locator('input[name="file"]').setInputFiles(file);
    const sheet = page.locator('form', { has: page.locator('input[name="file"]') });
    await sheet.locator('[type="submit"]').click();
    await expect(page).toHaveURL(/id=\d+/, { timeout: 20_000 });
    await expect(page.locator('.error-summary')).toHaveCount(0);
    await page.getByLabel('本单位确认').check();
    await page.locator('button[name="mode"]').first().click();
    await expect(page.locator('.banner')).toContainText('已导入 38 项');
  });

  const office = { page: centre, signIn, hydrated };
  const reason = async () => centre.locator('#decide-reason').fill('材料齐全');
  await decide(office, ['SUBMITTED', 'review'], form.lots, reason);
  const lots = await codes(office, 'UNDER_REVIEW');
  expect(lots).toHaveLength(form.lots);

  await test.step('three experts review them', async () => {
    for (const [place, login] of ['expert1', 'expert2', 'expert3'].entries()) {
      // One sheet is typed; the others are sent as the page would send them. The lot with the rare words
      // has the best result, so that it is among those that are selected.
      const typed = lots[place + 1]!;
      await score(hands, login, typed, 80 + place);
      await scoreAll(page, [lots[0]!], 95);
      const others = lots.slice(1).filter((lot) => lot !== typed);
      await scoreAll(page, others, 80 + place);
    }
  });

  const selected = await test.step('the centre selects twenty and publishes them', async () => {
    const grounds = async () => centre.locator('#decide-reason').fill('评审结果居前');
    await decide(office, ['UNDER_REVIEW', 'select'], SELECTED, grounds);
    const selected = await codes(office, 'SELECTED');
    expect(selected).toHaveLength(SELECTED);
    expect((await visitor.request.get(`/lots/${selected[0]}`)).status()).toBe(404);
    const title = async () => centre.locator('#decide-title').fill('缇澜示例批次（示例）');
    await decide(office, ['SELECTED', 'release'], SELECTED, title);
    return selected;
  });
  for (const lot of selected) {
    expect((await visitor.request.get(`/lots/${lot}`)).status(), lot).toBe(200);
  }
  const hidden = lots.filter((lot) => !selected.includes(lot));
  expect((await visitor.request.get(`/lots/${hidden[0]}`)).status()).toBe(404);

  await test.step('a visitor finds one by three characters and follows it', async () => {
    await signIn(visitor, 'bidder5');
    await visitor.goto('/lots');
    await hydrated(visitor);
    await visitor.goto(`/lots?q=${encodeURIComponent(form.rare.words)}`);
    await hydrated(visitor);
    const found = visitor.locator('#results .lot-card-title a');
    await expect(found).toHaveCount(1);
    await expect(found).toContainText(titleOf(form, form.rare.lot));
    await found.click();
    await expect(visitor.getByRole('heading', { level: 1 })).toHaveText(
      titleOf(form, form.rare.lot),
    );
    await hydrated(visitor);
    await visitor.locator('.lot-tools').getByTestId('follow').click();
    await expect(visitor.locator('.lot-tools').getByTestId('follow')).toHaveText(/^取消关注/);
  });
  const code = new URL(visitor.url()).pathname.split('/').pop()!;

  await test.step('it is put into a round, and the calendar has it', async () => {
    await centre.goto(`/admin/lots?q=${code}`);
    await hydrated(centre);
    const box = centre.locator('tbody tr').filter({ hasText: code }).getByRole('checkbox');
    await expect(() => box.check({ timeout: 2_000 })).toPass();
    const rounds = centre.locator('#round option:not([value=""])').filter({ hasNotText: '演练' });
    await centre.locator('#round').selectOption((await rounds.last().getAttribute('value'))!);
    await centre.locator('button[value="list"]').click();
    await expect(centre.locator('.banner')).toBeVisible();
    await visitor.goto('/account/notices/settings');
    await hydrated(visitor);
    await visitor.getByRole('button', { name: /生成链接|更换链接/ }).click();
    const link = visitor.getByTestId('follow-calendar-link');
    await expect(link).toHaveText(/\/feeds\/follows\/[0-9a-f]{64}\.ics$/);
    const answer = await request.get(new URL((await link.textContent())!).pathname);
    const calendar = (await answer.text()).replaceAll('\r\n ', '');
    expect(calendar).toContain(code);
    expect(calendar).toContain('BEGIN:VEVENT');
  });
});
