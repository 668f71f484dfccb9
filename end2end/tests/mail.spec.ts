// Mails: an address is confirmed, and a password recovered, by what lies in the outbox of the server. What
// a mail server is told, and who is written to, is tested in Rust.
import type { Page } from '@playwright/test';
import { hasOutbox, linkIn, mailTo } from '../support/mails.ts';
import { axe, DEMO_PASSWORD, expect, fits, test } from '../support/portal.ts';

const NEW_PASSWORD = 'vier kleine Enten baden';

/** Opens a link as a person does: with scripts it fills itself in, without them the code is copied. */
async function follow(page: Page, link: URL, scripts: boolean | undefined): Promise<void> {
  const code = link.hash.slice(1);
  await page.goto(`${link.pathname}${link.hash}`);
  if (scripts === false) await page.locator('#code').fill(code);
  await expect(page.locator('#code')).toHaveValue(code);
  if (scripts !== false) expect(page.url(), 'the code is out of the address').not.toContain(code);
}

/** Asks for a mail to recover the password of whoever has this name. */
async function forget(page: Page, hydrated: (page: Page) => Promise<void>, name: string) {
  await page.goto('/login');
  await hydrated(page);
  await page.getByRole('link', { name: '忘记密码？' }).click();
  await expect(page).toHaveURL(/\/recovery$/);
  await hydrated(page);
  await page.locator('#name').fill(name);
  await page.getByRole('button', { name: '发送链接' }).click();
  await expect(page.locator('.banner')).toContainText('如有这样的账号');
}

test('an address is confirmed and the password recovered with a mail @plain', async ({
  page,
  anotherBrowser,
  signIn,
  hydrated,
  javaScriptEnabled,
  watch,
}) => {
  if (!hasOutbox()) {
    // Said in the report: without its folder nothing of this is looked at.
    const description = 'a server that somebody else runs keeps its mails to itself: not tested';
    test.info().annotations.push({ type: 'note', description });
    return;
  }
  // Whoever is signed out by the new password is told so.
  watch.allow(/401|422/);
  // Each try changes a password: nobody else uses these accounts.
  const unused = javaScriptEnabled === false ? ['system1', 'expert3'] : ['regulator8', 'audit1'];
  const login = unused[test.info().retry]!;
  const address = `${login}@example.com`;
  await signIn(page, login);
  await page.goto('/account');
  await hydrated(page);
  await page.getByRole('link', { name: '邮箱与邮件提醒' }).click();
  await expect(page.getByTestId('address')).toContainText('尚未登记');
  await hydrated(page);
  await page.locator('#address').fill('not an address');
  await page.getByRole('button', { name: '发送链接' }).click();
  await expect(page.locator('.error-summary a')).toHaveAttribute('href', '#address');
  await page.locator('#address').fill(address);
  await page.getByRole('button', { name: '发送链接' }).click();
  await expect(page.getByTestId('pending')).toContainText(address);
  const confirmation = await mailTo(address, 1);
  expect(confirmation).toContain(login);
  await follow(page, linkIn(confirmation), javaScriptEnabled);
  await page.getByRole('button', { name: '确认邮箱' }).click();
  await expect(page.locator('.banner')).toContainText('邮箱已确认');
  await page.goto('/account/mail');
  await hydrated(page);
  await expect(page.getByTestId('address')).toContainText(address);
  await page.locator('#mail-won').uncheck();
  await page.getByRole('button', { name: '保存' }).click();
  await expect(page.locator('.banner')).toContainText('已保存');
  await expect(page.locator('#mail-won')).not.toBeChecked();

  const other = await anotherBrowser();
  await forget(other, hydrated, login);
  const recovery = linkIn(await mailTo(address, 2));
  await follow(other, recovery, javaScriptEnabled);
  await other.locator('#password').fill('short');
  await other.locator('#again').fill('short');
  await other.getByRole('button', { name: '设置密码' }).click();
  await expect(other.locator('.error-summary a')).toHaveAttribute('href', '#password');
  expect(other.url(), 'no code stands in an address').not.toContain(recovery.hash.slice(1));
  if (javaScriptEnabled === false) await follow(other, recovery, javaScriptEnabled);
  await other.locator('#password').fill(NEW_PASSWORD);
  await other.locator('#again').fill(NEW_PASSWORD);
  await other.getByRole('button', { name: '设置密码' }).click();
  await expect(other.locator('.banner')).toContainText('密码已设置');
  expect(await mailTo(address, 3)).toContain('密码刚刚被修改');
  await signIn(other, login, NEW_PASSWORD);

  // The browser that was signed in is not any more, and the link works no second time.
  await page.goto('/account');
  await expect(page.getByRole('main')).not.toContainText(login);
  await follow(page, recovery, javaScriptEnabled);
  await page.locator('#password').fill(NEW_PASSWORD);
  await page.locator('#again').fill(NEW_PASSWORD);
  await page.getByRole('button', { name: '设置密码' }).click();
  await expect(page.locator('.error-summary')).toContainText('链接已使用');
});

test('asking for nobody is answered alike, and nothing is written @plain', async ({
  page,
  hydrated,
}) => {
  await forget(page, hydrated, 'nobody-here-either');
  await expect(page.getByRole('main')).not.toContainText('nobody-here-either');
});

test('a link that was not made here switches nothing off @plain', async ({ page, hydrated }) => {
  await page.goto('/mail/off/1.WON.00');
  await hydrated(page);
  await expect(page.getByRole('main')).toContainText('此链接无效');
  const answer = await page.request.post('/mail/off/1.WON.00', {
    form: { 'List-Unsubscribe': 'One-Click' },
  });
  expect(answer.status()).toBe(404);
});

test('the pages are accessible in light and dark and fit every width', async ({
  page,
  signIn,
  hydrated,
}) => {
  for (const path of ['/recovery', '/recovery/new', '/mail/confirm', '/en/recovery']) {
    await page.goto(path);
    await hydrated(page);
    await axe(page);
    await fits(page);
  }
  await signIn(page, 'bidder5', DEMO_PASSWORD);
  for (const scheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme: scheme });
    await page.goto('/account/mail');
    await hydrated(page);
    await axe(page);
    await fits(page);
  }
});
