// Collection forms: the empty ones, a form as text, the annotated copy, and an import taken back.
import type { Page } from '@playwright/test';
import { axe, expect, fits, test } from '../support/portal.ts';

/** Sends a file and waits for what the check says. */
async function upload(page: Page, name: string, buffer: Buffer): Promise<void> {
  const file = { name, mimeType: 'application/octet-stream', buffer };
  await page.locator('input[name="file"]').setInputFiles(file);
  const sheet = page.locator('form', { has: page.locator('input[name="file"]') });
  await sheet.locator('[type="submit"]').click();
  await expect(page).toHaveURL(/id=\d+/, { timeout: 20_000 });
}

const HEADERS =
  '序号,人员类别*,单位名称*,统一社会信用代码*,单位类别*,姓名*,所在部门*,职务或职称,手机*,办公电话,电子邮箱*,身份类别,专业领域,参与意向,本人同意*,备注';
const PERSON =
  '1,技术专家,江澜大学（示例）,91329999MA9DEMQ15L,高等学校,甲示例,科技处,,19900001234,,expert@example.com,教授专家,智能制造,专家顾问团,否,';

/** The text in GBK, as spreadsheets of this country save it; Node only reads that encoding. */
function gbk(text: string): Buffer {
  const table = new Map<string, [number, number]>();
  const decoder = new TextDecoder('gbk');
  for (let high = 0x81; high < 0xff; high += 1) {
    for (let low = 0x40; low < 0xff; low += 1) {
      table.set(decoder.decode(Uint8Array.of(high, low)), [high, low]);
    }
  }
  const bytes = [...text].flatMap((letter) => {
    const code = letter.charCodeAt(0);
    return code < 0x80 ? [code] : (table.get(letter) ?? [0x3f]);
  });
  return Buffer.from(bytes);
}

test('the empty forms are there for everybody and carry their season @plain', async ({ page }) => {
  for (const kind of ['patent', 'achievement', 'need', 'liaison', 'offline']) {
    const answer = await page.request.get(`/templates/${kind}.xlsx?season=2022`);
    expect(answer.status(), kind).toBe(200);
    expect(answer.headers()['content-type']).toContain('spreadsheetml');
    expect(answer.headers()['content-disposition']).toContain('_2022-AUCTION.xlsx');
    expect((await answer.body()).subarray(0, 2).toString()).toBe('PK');
  }
  const none = await page.request.get('/templates/patent.xlsx?season=1999');
  expect(none.status()).toBe(404);
});

test('a form as text in GBK is checked and its annotated copy says what is wrong @plain', async ({
  page,
  signIn,
  hydrated,
}) => {
  await signIn(page, 'center1');
  await page.goto('/org/import');
  await hydrated(page);
  await expect(page.locator('.import-templates a')).toHaveCount(5);
  await upload(page, '活动联络员信息表.csv', gbk(`${HEADERS}\r\n${PERSON}\r\n`));
  const main = page.getByRole('main');
  await expect(page.getByTestId('encoding')).toContainText('GBK');
  await expect(main).toContainText('须取得本人同意方可提交');
  await expect(main).toContainText('尚未写入任何数据');
  await expect(page.locator('button[name="mode"]')).toHaveCount(0);
  const copy = await page.locator('.import-annotated a').getAttribute('href');
  const answer = await page.request.get(copy ?? '');
  expect(answer.status()).toBe(200);
  expect((await answer.body()).subarray(0, 2).toString()).toBe('PK');
  await fits(page);
  await axe(page);
});

test('an import that wrote nothing yet stands in the list @plain', async ({
  page,
  signIn,
  hydrated,
}) => {
  await signIn(page, 'center1');
  await page.goto('/org/import');
  await hydrated(page);
  await upload(page, '名单.csv', Buffer.from(`\ufeff${HEADERS}\r\n${PERSON}\r\n`));
  await expect(page.getByTestId('encoding')).toContainText('UTF-8 (BOM)');
  await page.goto('/org/import');
  await hydrated(page);
  const line = page.getByTestId('import-line').filter({ hasText: '名单.csv' }).first();
  await expect(line).toContainText('已检查，未导入');
  await expect(line).toContainText('1 行，1 行有错误');
  await expect(line.locator('.import-undo')).toHaveCount(0);
  await axe(page);
});
