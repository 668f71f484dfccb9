// A liaison types a patent into the online form: what is wrong is said beside its field, what is typed is
// kept, and what is submitted stands on the desk.
import type { Page } from '@playwright/test';
import { axe, expect, fits, test } from '../support/portal.ts';

const UNIT = '钟陵理工大学（示例）';
const TEXT =
  '针对高湿度工况下传感器漂移大的问题，采用双参比补偿结构与分段标定方法，在三家示例单位连续运行半年，测量误差稳定在千分之二以内。';

/** A fictional patent number that no other run has used. */
function number(): string {
  const digits = `20231${9_000_000 + Math.floor(Math.random() * 900_000)}`;
  const weights = [2, 3, 4, 5, 6, 7, 8, 9, 2, 3, 4, 5];
  const sum = weights.reduce((sum, weight, place) => sum + weight * Number(digits[place]), 0);
  return `ZL${digits}.${sum % 11 === 10 ? 'X' : sum % 11}`;
}

/** Fills in lines and areas by their labels. */
async function fill(page: Page, values: Record<string, string>): Promise<void> {
  for (const [label, value] of Object.entries(values)) {
    await page.getByLabel(label, { exact: true }).fill(value);
  }
}

/** Chooses from lists by their labels. */
async function choose(page: Page, values: Record<string, string>): Promise<void> {
  for (const [label, value] of Object.entries(values)) {
    await page.getByLabel(label, { exact: true }).selectOption(value);
  }
}

test('a liaison types a patent, puts right what is wrong and submits it @plain', async ({
  page,
  signIn,
  hydrated,
  javaScriptEnabled,
}) => {
  const title = `一种双参比气体传感器（${number().slice(-9)}）`;
  const next = async () => {
    await page.getByRole('button', { name: '保存并继续' }).click();
    await hydrated(page);
  };
  await signIn(page, 'liaison2');
  await page.goto('/org/import');
  await hydrated(page);
  await page.getByRole('main').getByRole('link', { name: '在线填写标的' }).click();
  await expect(page).toHaveURL(/\/org\/lots\/new$/);
  await hydrated(page);
  await axe(page);
  await fits(page);
  await page.getByRole('button', { name: '填写专利' }).click();
  await expect(page).toHaveURL(/\/org\/lots\/drafts\/\d+$/);
  await hydrated(page);
  await expect(page.locator('[data-section="BASICS"]')).toContainText('未填写');
  await axe(page);
  await fits(page);

  // An empty section is kept, and says what it lacks, above and beside the fields.
  await page.getByTestId('sections').getByRole('link', { name: '基本信息' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('基本信息');
  await hydrated(page);
  await next();
  const summary = page.locator('.error-summary');
  await expect(summary).toContainText('名称须为4至120个字');
  await expect(page).toHaveTitle(/^错误：/);
  await axe(page);
  await fits(page);
  await summary.getByRole('link').first().click();
  await expect(page.getByLabel('专利名称', { exact: true })).toBeFocused();

  await fill(page, { 专利名称: title });
  if (javaScriptEnabled !== false) {
    await expect(page.getByTestId('saved')).toHaveText(/已保存 \d\d:\d\d/);
  }
  await fill(page, {
    专利号: number(),
    申请日: '2023-12-07',
    授权公告日: '2025-03-22',
    发明人: '甲示例；乙示例',
    技术简介: TEXT,
    技术优势及性能指标: TEXT,
    应用场景及市场前景: TEXT,
  });
  await choose(page, {
    专利类型: '发明专利',
    产业领域: '智能制造',
    技术成熟度: '7',
    是否双碳领域: '否',
  });
  await next();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('权利状况');
  await expect(page.getByLabel('专利权人', { exact: true })).toHaveValue(UNIT);
  await choose(page, { 法律状态: '有效', 计划项目级别: '否', 是否财政资助项目专利: '否' });
  await page.getByLabel('无', { exact: true }).check();
  await next();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('交易条款');
  await page.getByLabel('转让', { exact: true }).check();
  await choose(page, { 成交方式: '协议成交' });
  await next();

  // Attachments: what is no document is refused, a file stands in the list and can be taken away.
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('附件');
  const file = {
    name: '专利证书（示例）.pdf',
    mimeType: 'application/pdf',
    buffer: Buffer.from('%PDF-1.4\n% sample\n'),
  };
  await page.getByLabel('文件', { exact: true }).setInputFiles(file);
  await page.getByRole('button', { name: '上传附件' }).click();
  await expect(page.locator('.banner').first()).toContainText('附件已添加');
  await hydrated(page);
  await expect(page.getByTestId('files')).toContainText(file.name);
  await axe(page);
  await fits(page);
  await page.getByRole('button', { name: `删除附件：${file.name}` }).click();
  await expect(page.locator('.banner').first()).toContainText('附件已删除');
  await hydrated(page);

  // The list leads to the rest, in any order.
  await page.getByRole('link', { name: '返回填写清单' }).first().click();
  await expect(page.locator('[data-section="TERMS"]')).toContainText('已完成');
  await hydrated(page);
  await page.getByRole('link', { name: '核对并报送' }).click();
  await expect(page.getByTestId('faults')).toContainText('是否推荐现场路演');
  await expect(page.getByRole('button', { name: '确认报送' })).toHaveCount(0);
  await hydrated(page);
  await page.getByTestId('faults').getByRole('link', { name: /^是否推荐现场路演/ }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('路演意愿');
  await hydrated(page);
  await choose(page, { 是否推荐现场路演: '否' });
  await next();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('联系人');
  // The unit's liaison stands there already.
  await expect(page.getByLabel('联系人', { exact: true })).not.toHaveValue('');
  await expect(page.getByLabel('联系电话', { exact: true })).toHaveValue(/^1990000\d{4}$/);
  await fill(page, { 联系人: '示例联系人', 联系电话: '19900001234' });
  await next();
  await expect(page).toHaveURL(/\/org\/lots\/drafts\/\d+$/);
  await hydrated(page);
  await page.getByRole('link', { name: '核对并报送' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('核对内容');
  await hydrated(page);
  await axe(page);
  await fits(page);
  await page.getByRole('button', { name: '确认报送' }).click();
  await expect(page.locator('.banner').first()).toContainText(/已报送，标的编号 P\d{4}-SMFG-\d{4}/);
  await hydrated(page);
  const row = page.getByTestId('submitted-lots').locator('tr', { hasText: title });
  await expect(row).toContainText('已提交');
  await axe(page);
  await fits(page);

  // 内容可公开 was not ticked: it waits for that, and is ticked here.
  const waiting = page.getByTestId('waiting-lots').getByRole('checkbox', { name: title });
  await waiting.check();
  await page.getByRole('button', { name: '确认内容可公开' }).click();
  await expect(page.locator('.banner').first()).toContainText('已确认 1 项标的内容可公开');
  await expect(waiting).toHaveCount(0);
});

test('two windows do not write over each other, and a deleted draft comes back @plain', async ({
  page,
  signIn,
  hydrated,
  watch,
}) => {
  watch.allow(/409/);
  await signIn(page, 'liaison2');
  await page.goto('/org/lots/new');
  await hydrated(page);
  await page.getByRole('button', { name: '填写成果' }).click();
  await expect(page).toHaveURL(/\/org\/lots\/drafts\/\d+$/);
  const draft = new URL(page.url()).pathname;
  const other = await page.context().newPage();
  for (const window of [page, other]) {
    await window.goto(`${draft}/contact`);
    await hydrated(window);
  }
  await fill(page, { 联系人: '第一个窗口' });
  await page.getByRole('button', { name: '保存并返回清单' }).click();
  await expect(page.locator('.banner').first()).toContainText('已保存');
  await fill(other, { 联系人: '第二个窗口' });
  await other.getByRole('button', { name: '保存并返回清单' }).click();
  await expect(other.locator('.banner').first()).toContainText('另一窗口已修改本部分');
  await expect(other.getByRole('main')).toContainText('已保存的内容：第一个窗口');
  await expect(other.getByLabel('联系人', { exact: true })).toHaveValue('第二个窗口');
  await hydrated(other);
  await axe(other);
  // Who has seen both may decide.
  await other.getByRole('button', { name: '保存并返回清单' }).click();
  await expect(other).toHaveURL(/done=saved/);
  await other.goto(`${draft}/contact`);
  await expect(other.getByLabel('联系人', { exact: true })).toHaveValue('第二个窗口');
  await other.close();

  await page.goto(draft);
  await hydrated(page);
  await page.locator('summary', { hasText: '删除草稿' }).click();
  await page.getByRole('button', { name: '删除草稿' }).click();
  await expect(page.locator('.banner').first()).toContainText('草稿已删除');
  await hydrated(page);
  await axe(page);
  await page.goto(draft);
  await hydrated(page);
  await page.getByRole('button', { name: '恢复草稿' }).click();
  await expect(page.locator('.banner').first()).toContainText('草稿已恢复');
  await expect(page.getByTestId('sections')).toBeVisible();
  // Nobody leaves litter on a server that is shared.
  await hydrated(page);
  await page.locator('summary', { hasText: '删除草稿' }).click();
  await page.getByRole('button', { name: '删除草稿' }).click();
});

test('somebody else finds no draft', async ({ page, signIn, watch }) => {
  watch.allow(/40[34]/);
  await signIn(page, 'liaison1');
  expect((await page.goto('/org/lots/drafts/999999'))?.status()).toBe(404);
  await page.context().clearCookies();
  await signIn(page, 'bidder1');
  expect((await page.goto('/org/lots/new'))?.status()).toBe(403);
});
