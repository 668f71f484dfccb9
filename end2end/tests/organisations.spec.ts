// An organisation signs up, is approved, and looks after its people; two persons grant a role.
import type { Page } from '@playwright/test';
import { axe, expect, fits, test } from '../support/portal.ts';

const letter = {
  name: '授权书（示例）.pdf',
  mimeType: 'application/pdf',
  buffer: Buffer.from('%PDF-1.4\n% sample\n'),
};
const password = 'drei Worte am Hammer';

/** What a run signs up with: one with scripts and one without do not get in each other's way. */
function applicant(plain: boolean) {
  return plain
    ? { name: '沭阳传感器件有限公司（示例）', code: '12329999DM0010A127', login: 'shuyang' }
    : { name: '滆湖光电有限公司（示例）', code: '91329999MA9DEMQ15L', login: 'gehu' };
}

async function fill(page: Page, who: ReturnType<typeof applicant>): Promise<void> {
  await page.getByLabel('单位全称').fill(who.name);
  await page.getByLabel('统一社会信用代码').fill(who.code);
  await page.getByLabel('单位类别').selectOption('ENT');
  await page.getByLabel('所在城市或省份').selectOption('3204');
  await page.getByLabel('联系人', { exact: true }).fill('示例联系人');
  await page.getByLabel('联系电话').fill('19900001234');
  await page.getByLabel('账号名').fill(who.login);
}

async function secrets(page: Page): Promise<void> {
  await page.getByLabel('密码', { exact: true }).fill(password);
  await page.getByLabel('再次输入密码').fill(password);
  await page.locator('input[type="file"]').setInputFiles(letter);
}

test('sign up, returned, sent again, approved, a colleague joins @plain', async ({
  page,
  anotherBrowser,
  signIn,
  hydrated,
  watch,
  javaScriptEnabled,
}) => {
  test.setTimeout(180_000);
  watch.allow(/422/);
  const who = applicant(javaScriptEnabled === false);
  await page.goto('/login');
  await page.getByRole('link', { name: '提交入驻申请' }).click();
  await expect(page).toHaveURL(/\/signup$/);
  await hydrated(page);
  // A wrong code is named, and nothing that was typed is lost but the secrets.
  await fill(page, { ...who, code: `${who.code.slice(0, 17)}Z` });
  await secrets(page);
  await page.getByRole('button', { name: '提交申请' }).click();
  await expect(page.locator('.error-summary')).toContainText('统一社会信用代码');
  await hydrated(page);
  await expect(page.getByLabel('单位全称')).toHaveValue(who.name);
  await expect(page.getByLabel('密码', { exact: true })).toHaveValue('');
  await page.getByLabel('统一社会信用代码').fill(who.code);
  await secrets(page);
  await page.getByRole('button', { name: '提交申请' }).click();
  await expect(page).toHaveURL(/\/application\/[0-9a-f]{32}$/);
  await hydrated(page);
  await expect(page.getByTestId('application-state')).toHaveText('待审核');

  // The staff returns it first, and then approves it.
  const staff = await anotherBrowser();
  await signIn(staff, 'center1');
  await staff.goto('/admin/organisations');
  await hydrated(staff);
  await staff.getByTestId('applications').getByRole('link', { name: who.name }).click();
  await expect(staff.getByTestId('application')).toContainText('19900001234');
  await hydrated(staff);
  const download = staff.waitForEvent('download');
  await staff.getByRole('link', { name: letter.name }).click();
  expect((await download).suggestedFilename()).toBe(letter.name);
  await staff.getByLabel('退回原因').fill('请补盖公章');
  await staff.getByRole('button', { name: '退回申请' }).click();
  await expect(staff.locator('.banner').first()).toContainText('申请已退回');
  await page.reload();
  await hydrated(page);
  await expect(page.getByTestId('application')).toContainText('请补盖公章');
  await expect(page.getByLabel('单位全称')).toHaveValue(who.name);
  await secrets(page);
  await page.getByRole('button', { name: '重新提交申请' }).click();
  await expect(page.getByTestId('application-state')).toHaveText('待审核');
  await staff.reload();
  await hydrated(staff);
  await staff.getByRole('button', { name: '通过申请' }).click();
  await expect(staff.getByTestId('application-state')).toHaveText('已通过');
  await page.reload();
  await expect(page.getByTestId('application-state')).toHaveText('已通过');

  // The first person signs in and invites a colleague, who joins by the link.
  await signIn(page, who.login, password);
  await page.goto('/org/people');
  await hydrated(page);
  await page.getByLabel('邀请对象').fill('销售部');
  await page.getByRole('button', { name: '生成邀请链接' }).click();
  const link = await page.getByTestId('secret').textContent();
  expect(link).toMatch(/\/invitation\/[0-9a-f]{32}$/);
  expect(page.url()).not.toContain(link!.slice(-32));
  const colleague = await anotherBrowser();
  await colleague.goto(new URL(link!).pathname);
  await hydrated(colleague);
  await expect(colleague.getByRole('main')).toContainText(who.name);
  await colleague.getByLabel('账号名').fill(`${who.login}.two`);
  await colleague.getByLabel('显示名称').fill('同事（示例）');
  await colleague.getByLabel('密码', { exact: true }).fill(password);
  await colleague.getByLabel('再次输入密码').fill(password);
  await colleague.getByRole('button', { name: '加入并创建账号' }).click();
  await expect(colleague).toHaveURL(/\/login$/);
  await signIn(colleague, `${who.login}.two`, password);
  await colleague.goto(new URL(link!).pathname);
  await expect(colleague.getByRole('main')).toContainText('此邀请已使用');

  // The account of the colleague is ended, and with it the sign-in.
  await page.goto('/org/people');
  await hydrated(page);
  const row = page.getByTestId('people').locator('li', { hasText: `${who.login}.two` });
  await row.locator('summary').click();
  await row.getByRole('button', { name: '停用账号' }).click();
  await expect(page.getByTestId('people')).toContainText('已停用');
});

test('a role takes two persons @plain', async ({
  page,
  anotherBrowser,
  signIn,
  hydrated,
  javaScriptEnabled,
}) => {
  test.setTimeout(120_000);
  const [role, words] = javaScriptEnabled === false ? ['REG', '主管部门'] : ['EXP', '专家'];
  await signIn(page, 'security1');
  await page.goto('/admin/roles');
  await hydrated(page);
  await page.getByLabel('账号名').fill('service1');
  await page.getByLabel('角色', { exact: true }).selectOption(role);
  await page.getByLabel('理由').fill('岗位调整');
  await page.getByRole('button', { name: '提交提议' }).click();
  await expect(page.locator('.banner').first()).toContainText('提议已提交');
  const own = page.getByTestId('proposals').locator('li', { hasText: words });
  await expect(own).toContainText('须由另一位安全管理员批准');
  const second = await anotherBrowser();
  await signIn(second, 'security2');
  await second.goto('/admin/roles');
  await hydrated(second);
  const asked = second.getByTestId('proposals').locator('li', { hasText: words });
  await asked.getByRole('button', { name: '批准' }).click();
  await expect(second.locator('.banner').first()).toContainText('角色已变更');
  await expect(second.getByTestId('staff')).toContainText('service1');
});

test('the pages are accessible and fit a narrow screen', async ({ page, signIn, hydrated }) => {
  test.setTimeout(180_000);
  const look = async (address: string) => {
    await page.goto(address);
    await hydrated(page);
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      await axe(page);
    }
    await fits(page);
  };
  for (const address of ['/signup', '/en/signup', '/application/none', '/invitation/none']) {
    await look(address);
  }
  await signIn(page, 'center1');
  await look('/admin/organisations');
  await page.getByTestId('applications').getByRole('link').first().click();
  await expect(page.getByTestId('application')).toBeVisible();
  await look(new URL(page.url()).pathname);
  await page.context().clearCookies();
  await signIn(page, 'liaison1');
  await look('/org/people');
  await look('/en/org/people');
  await page.context().clearCookies();
  await signIn(page, 'security1');
  await look('/admin/roles');
});
