// What stands beside the catalogue: the order of the featured lots, the terms of open licences, saved filters.
import { axe, expect, fits, test } from '../support/portal.ts';

test('the centre orders the featured lots, and everybody sees them so @plain', async ({
  page,
  anotherBrowser,
  signIn,
  hydrated,
  watch,
}) => {
  watch.allow(/422/);
  const visitor = await anotherBrowser();
  await signIn(page, 'center2');
  await page.goto('/admin/featured');
  await hydrated(page);
  const rows = page.getByTestId('featured').locator('tbody tr');
  const code = async (place: number) =>
    /[A-Z]\d{4}-[A-Z]+-\d+/.exec((await rows.nth(place).locator('th').textContent())!)![0];
  const [first, second] = [await code(0), await code(1)];
  const shown = async (): Promise<string[]> => {
    await visitor.goto('/featured');
    const links = visitor.locator('#results .lot-card-title a');
    const all = await links.evaluateAll((links) =>
      links.map((link) => link.getAttribute('href')!.split('/').pop()!),
    );
    return all.filter((code) => [first, second].includes(code));
  };
  await page.getByRole('button', { name: `下移${first}` }).click();
  await expect(page.locator('.banner')).toContainText('已调整顺序');
  await expect(rows.first()).toContainText(second);
  expect(await shown()).toEqual([second, first]);
  await hydrated(page);
  await page.getByRole('button', { name: `上移${first}` }).click();
  await expect(rows.first()).toContainText(first);
  expect(await shown()).toEqual([first, second]);
  await hydrated(page);
  // What is no code is named where it was typed.
  await page.locator('#featured-lot').fill('第一个');
  await page.getByRole('button', { name: '添加' }).click();
  await expect(page.locator('.error-summary')).toContainText('请填写标的编号');
  await expect(page.locator('#featured-lot')).toHaveValue('第一个');
});

test('an enterprise takes an open licence by its notice and has its record @plain', async ({
  page,
  signIn,
  hydrated,
  javaScriptEnabled,
}) => {
  await signIn(page, 'bidder4');
  await page.goto('/featured/open-licence');
  // A licence is taken once: each project takes that of another lot.
  const lots = page.locator('#results .lot-card-title a');
  await lots.nth(javaScriptEnabled === false ? 1 : 0).click();
  await expect(page.getByTestId('open-licence')).toContainText('许可使用费标准');
  await hydrated(page);
  const licences = page.getByTestId('licences');
  const take = licences.getByRole('button', { name: '发出通知，取得许可' });
  // Whoever tries again after a failure has it already.
  if ((await take.count()) > 0) {
    await take.click();
    await expect(licences.getByRole('status')).toContainText('通知已发出');
  }
  await expect(take).toHaveCount(0);
  await expect(licences).toContainText(/[A-Z]\d{4}-[A-Z]+-\d{4}-L\d+/);
  await hydrated(page);
  await axe(page);
  await fits(page);
});

test('an open licence has its terms, and the centre keeps them @plain', async ({
  page,
  signIn,
  hydrated,
  watch,
}) => {
  watch.allow(/422/);
  await page.goto('/featured/open-licence');
  await page.locator('#results .lot-card-title a').first().click();
  const section = page.getByTestId('open-licence');
  await expect(section).toContainText('许可使用费标准');
  await expect(section).toContainText('本标的不参加竞价');
  const code = new URL(page.url()).pathname.split('/').pop()!;
  await signIn(page, 'center2');
  await page.goto(`/en/admin/lots/${code}/open-licence`);
  await hydrated(page);
  await page.locator('#licence-payment').fill(' ');
  await page.getByRole('button', { name: 'Keep the terms' }).click();
  await expect(page.locator('.error-summary')).toContainText(
    'An open licence needs the standard of its fee and the way it is paid',
  );
  await page.goto(`/admin/lots/${code}/open-licence`);
  await hydrated(page);
  await page.locator('#licence-fee').fill('');
  await page.locator('#licence-payment').fill('签订后三十日内一次付清');
  await page.getByRole('button', { name: '保存声明' }).click();
  await expect(page.locator('.error-summary')).toContainText(
    '开放许可须填写许可使用费标准和支付方式',
  );
  await expect(page.locator('#licence-payment')).toHaveValue('签订后三十日内一次付清');
  await hydrated(page);
  await page.locator('#licence-fee').fill('每年二万八千元（示例）');
  await page.getByRole('button', { name: '保存声明' }).click();
  await expect(page.locator('.banner')).toContainText('声明已保存');
  await page.goto(`/lots/${code}`);
  await expect(section).toContainText('每年二万八千元（示例）');
});

test('a filter is saved with a name, its digest ends, and it goes @plain', async ({
  page,
  signIn,
  hydrated,
  watch,
}) => {
  watch.allow(/422/);
  await signIn(page, 'bidder2');
  await page.goto('/lots?industry=ENER&dual_carbon=1');
  await hydrated(page);
  await page.getByRole('link', { name: '保存此筛选' }).click();
  await expect(page).toHaveURL(/\/account\/filters\?industry=ENER&dual_carbon=1$/);
  await hydrated(page);
  await page.getByRole('button', { name: '保存并接收每日摘要' }).click();
  await expect(page.locator('.error-summary')).toContainText('名称须为1至40个字');
  await hydrated(page);
  const name = `新能源双碳${Date.now()}`;
  await page.locator('#filter-name').fill(name);
  await page.getByRole('button', { name: '保存并接收每日摘要' }).click();
  await expect(page.locator('.banner').filter({ hasText: '筛选已保存' })).toBeVisible();
  await hydrated(page);
  const row = page.getByTestId('saved-filters').locator('section').filter({ hasText: name });
  await expect(row.getByRole('link', { name })).toHaveAttribute(
    'href',
    '/lots?industry=ENER&dual_carbon=1',
  );
  await row.getByRole('button', { name: `停止摘要 ${name}` }).click();
  await expect(row).toContainText('不接收摘要邮件');
  await hydrated(page);
  await row.getByRole('button', { name: `删除 ${name}` }).click();
  await expect(row).toHaveCount(0);
});

test('these pages are accessible and fit a narrow screen', async ({ page, signIn, hydrated }) => {
  await page.goto('/featured/open-licence');
  const lot = (await page
    .locator('#results .lot-card-title a')
    .first()
    .getAttribute('href'))!;
  const look = async (address: string) => {
    await page.goto(address);
    await hydrated(page);
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      await axe(page);
    }
    await fits(page);
  };
  await look('/featured');
  await look(lot);
  await signIn(page, 'center2');
  await look('/admin/featured');
  await look(`/admin${lot}/open-licence`);
  await look('/account/filters?industry=ENER');
  await look('/en/account/filters');
});
