// A technology need comes in by its form, is diagnosed and published by the centre, and is read by everybody
// without what its enterprise keeps to itself.
import type { Page } from '@playwright/test';
import { axe, expect, fits, test } from '../support/portal.ts';

const HEADERS = [
  '序号',
  '需求名称*',
  '企业名称*',
  '统一社会信用代码*',
  '企业类型',
  '所在地区*',
  '所属园区',
  '产业领域*',
  '需求类型*',
  '需求背景及主要问题*',
  '主要技术指标*',
  '现有基础',
  '意向投入金额（万元）*',
  '合作方式*',
  '有效期限*',
  '意向合作单位',
  '关键词*',
  '公开范围*',
  '隐去内容说明',
  '是否同意公开比拼*',
  '需求来源',
  '推荐人及单位',
  '联系人*',
  '联系电话*',
  '电子邮箱',
  '备注',
];

/** A need form with one row; its enterprise does not want to be named. */
function form(title: string, enterprise: string): Buffer {
  const until = new Date(Date.now() + 200 * 86_400_000).toISOString().slice(0, 10);
  const problem =
    '现有产线依靠人工抽检，异常发现滞后，整批返工的情况时有发生。企业已具备中试条件，可提供样品和数据，希望联合攻关。';
  const row = [
    '1',
    title,
    enterprise,
    '91329999MA9DEMQ15L',
    '',
    '常州市武进区',
    '',
    '其他',
    '技术改造',
    problem,
    '检测精度不低于99%，节拍不超过6秒，连续运行不少于5000小时。',
    '',
    '120',
    '合作开发',
    until,
    '',
    '在线检测；产线',
    '隐去企业名称',
    '',
    '是',
    '',
    '',
    '示例联系人',
    '19900001234',
    '',
    '',
  ];
  return Buffer.from(`\ufeff${HEADERS.join(',')}\r\n${row.join(',')}\r\n`);
}

async function imported(page: Page, buffer: Buffer): Promise<void> {
  const file = { name: '需求征集表.csv', mimeType: 'text/csv', buffer };
  await page.locator('input[name="file"]').setInputFiles(file);
  const sheet = page.locator('form', { has: page.locator('input[name="file"]') });
  await sheet.locator('[type="submit"]').click();
  await expect(page).toHaveURL(/id=\d+/, { timeout: 20_000 });
  await page.locator('button[name="mode"]').first().click();
  await expect(page.getByRole('main')).toContainText('需求已提交');
}

test('a need is imported, diagnosed, published, read by everybody, and closed @plain', async ({
  page,
  signIn,
  hydrated,
  watch,
  anotherBrowser,
}) => {
  test.setTimeout(120_000);
  watch.allow(/422/);
  watch.allow(/404/);
  const mark = Date.now().toString(36).slice(-7);
  const [title, enterprise] = [`产线在线检测升级${mark}`, `隐名甲${mark}有限公司（示例）`];
  await signIn(page, 'center1');
  await page.goto('/org/import');
  await hydrated(page);
  await imported(page, form(title, enterprise));

  await page.goto('/org/needs?state=SUBMITTED');
  await hydrated(page);
  const desk = page.getByTestId('need-desk');
  await expect(desk.locator('tr', { hasText: title })).toContainText(enterprise);
  await axe(page);
  await fits(page);
  await desk.getByRole('link', { name: title }).click();
  await expect(page).toHaveURL(/\/org\/needs\/X\d{4}-/);
  await hydrated(page);
  const code = new URL(page.url()).pathname.split('/').pop()!;
  await expect(page.getByRole('main')).toContainText('19900001234');
  await axe(page);
  await fits(page);

  // Nobody finds it before.
  const visitor = await anotherBrowser();
  const early = await visitor.request.get(`/needs/${code}`);
  expect(early.status()).toBe(404);

  await page.locator('#need-verdict').selectOption('RETURNED');
  await page.getByRole('button', { name: '保存诊断结论' }).click();
  await expect(page.locator('.error-summary')).toContainText('请说明理由');
  await hydrated(page);
  await page.locator('#need-verdict').selectOption('PASSED');
  await page.getByRole('button', { name: '保存诊断结论' }).click();
  await expect(page.locator('.banner').first()).toContainText('诊断已通过');
  await hydrated(page);
  await page.getByRole('button', { name: '发榜', exact: true }).click();
  await expect(page.locator('.banner').first()).toContainText('已发榜');

  await visitor.goto('/needs?industry=OTH');
  await hydrated(visitor);
  await visitor.getByRole('link', { name: title }).click();
  await expect(visitor).toHaveURL(new RegExp(`/needs/${code}$`));
  await hydrated(visitor);
  const main = visitor.getByRole('main');
  await expect(main).toContainText('江苏某企业');
  await expect(main).toContainText('检测精度不低于99%');
  const whole = await (await visitor.request.get(`/needs/${code}`)).text();
  expect(whole).not.toContain(enterprise);
  expect(whole).not.toContain('19900001234');
  await axe(visitor);
  await fits(visitor);
  const map = await (await visitor.request.get('/sitemaps/pages.xml')).text();
  expect(map).toContain(`/needs/${code}<`);

  await page.goto(`/org/needs/${code}`);
  await hydrated(page);
  await page.locator('#need-reason').fill('已自行解决（示例）');
  await page.getByRole('button', { name: '关闭该需求' }).click();
  await expect(page.locator('.banner').first()).toContainText('已关闭');
  const late = await visitor.request.get(`/needs/${code}`);
  expect(late.status()).toBe(404);
});

test('the list of needs reads well and filters by industry @plain', async ({ page, hydrated }) => {
  await page.goto('/needs');
  await hydrated(page);
  await expect(page.getByTestId('needs').locator('li').first()).toBeVisible();
  await axe(page);
  await fits(page);
  await page.getByRole('main').getByRole('link', { name: /^新材料/ }).click();
  await expect(page).toHaveURL(/industry=MAT/);
  await expect(page.getByTestId('needs').locator('li').first()).toContainText('新材料');
  await page.goto('/en/needs');
  await hydrated(page);
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Technology needs');
  await axe(page);
});
