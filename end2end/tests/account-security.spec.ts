// Where an account is signed in, ending that, changing the password, and being slowed down.
import type { Page } from '@playwright/test';
import { axe, DEMO_PASSWORD, expect, fits, test } from '../support/portal.ts';

const NEW_PASSWORD = 'vier kleine Enten baden';

/** Fills the form for the password and sends it. */
async function change(page: Page, old: string, password: string, again = password): Promise<void> {
  await page.locator('#old').fill(old);
  await page.locator('#new').fill(password);
  await page.locator('#again').fill(again);
  await page.getByRole('button', { name: '修改密码' }).click();
}

/** Tries a password at the sign-in page. */
async function tryPassword(page: Page, login: string, password: string): Promise<void> {
  await page.locator('#login').fill(login);
  await page.locator('#password').fill(password);
  await page.locator('.login-form [type="submit"]').click();
}

test('another device is ended by its owner and has to sign in again @plain', async ({
  page,
  anotherBrowser,
  signIn,
  hydrated,
}) => {
  await signIn(page, 'expert2');
  await page.goto('/account');
  await hydrated(page);
  await page.getByRole('link', { name: '登录与密码' }).first().click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('登录与密码');
  await page.getByRole('button', { name: '结束其他全部登录' }).or(page.getByText('没有其他登录')).first().waitFor();

  const other = await anotherBrowser();
  await signIn(other, 'expert2');
  await page.goto('/account/security');
  await hydrated(page);
  const here = page.locator('tr[data-this="true"]');
  await expect(here).toHaveCount(1);
  await expect(here).toContainText('本机');
  await expect(here).toContainText('Chrome');
  await expect(here).toContainText('127.0.0.*');
  const rows = page.locator('.token-table tbody tr');
  const before = await rows.count();
  const newest = rows.nth(1);
  await newest.locator('summary').click();
  await newest.getByRole('button', { name: '确认结束' }).click();
  await expect(page.locator('.banner')).toContainText('登录已结束');
  await expect(rows).toHaveCount(before - 1);

  await expect(async () => {
    const answer = await other.request.post('/fn/accounts/page', {
      form: {},
      headers: { 'sec-fetch-site': 'same-origin' },
    });
    expect(answer.status()).toBe(401);
  }).toPass({ timeout: 5_000 });
  await page.reload();
  await hydrated(page);
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('登录与密码');
});

test('all other sign-ins are ended at once @plain', async ({
  page,
  anotherBrowser,
  signIn,
  hydrated,
}) => {
  for (const other of [await anotherBrowser(), await anotherBrowser()]) {
    await signIn(other, 'expert3');
  }
  await signIn(page, 'expert3');
  await page.goto('/account/security');
  await hydrated(page);
  await page.getByRole('button', { name: '结束其他全部登录' }).click();
  await expect(page.locator('.banner')).toContainText(/已结束其他 \d+ 处登录/);
  await expect(page.locator('.token-table tbody tr')).toHaveCount(1);
  await expect(page.getByRole('main')).toContainText('没有其他登录');
});

test('a password is changed with the old one, and a weak one is refused @plain', async ({
  page,
  anotherBrowser,
  signIn,
  hydrated,
  javaScriptEnabled,
  watch,
}) => {
  watch.allow(/401|422/);
  // Accounts that nobody else signs in with afterwards.
  const login = javaScriptEnabled === false ? 'service1' : 'audit1';
  const other = await anotherBrowser();
  await signIn(other, login);
  await signIn(page, login);
  await page.goto('/account/security');
  await hydrated(page);
  for (const [old, password, again, control, words] of [
    [DEMO_PASSWORD, 'short', 'short', 'new', '12 至 256'],
    [DEMO_PASSWORD, 'password123456', 'password123456', 'new', '最常被猜测'],
    [DEMO_PASSWORD, `it is ${login} again`, `it is ${login} again`, 'new', '账号名'],
    [DEMO_PASSWORD, NEW_PASSWORD, 'another one', 'again', '不一致'],
    ['not the old one', NEW_PASSWORD, NEW_PASSWORD, 'old', '现用密码不正确'],
  ] as const) {
    await change(page, old, password, again);
    await expect(page.locator('.error-summary a')).toHaveAttribute('href', `#${control}`);
    await expect(page.locator('.error-summary')).toContainText(words);
    await expect(page).toHaveTitle(/^错误：/);
    expect(page.url(), 'no password stands in an address').not.toContain('Enten');
  }
  await change(page, DEMO_PASSWORD, NEW_PASSWORD);
  await expect(page.locator('.banner')).toContainText('密码已修改');
  await expect(page.locator('.token-table tbody tr')).toHaveCount(1);
  await other.goto('/account');
  await expect(other.getByRole('main')).not.toContainText(login);
  await signIn(other, login, NEW_PASSWORD);
});

test('guesses are slowed down, and say for how long @plain', async ({ page, hydrated, watch }) => {
  watch.allow(/422|429/);
  // One of its own for each run: the guesses of the other project at the same name would count too.
  const { project, retry } = test.info();
  const login = `nobody-${project.name}-${retry}`;
  await page.goto('/login');
  await hydrated(page);
  const summary = page.locator('.error-summary');
  for (let guess = 0; guess < 5; guess += 1) {
    await tryPassword(page, login, `wrong guess ${guess}`);
    await expect(summary).toContainText('不匹配');
    await page.goto('/login');
    await hydrated(page);
  }
  await tryPassword(page, login, 'wrong guess');
  await expect(summary).toContainText(/请等待 \d+ 秒/);
  const answer = await page.request.post('/fn/accounts/sign_in', {
    form: { login, password: 'x' },
    headers: { accept: 'application/json' },
  });
  expect(answer.status()).toBe(429);
  expect(Number(answer.headers()['retry-after'])).toBeGreaterThan(0);
});

test('signing out clears what the browser keeps', async ({ page, signIn, hydrated }) => {
  await signIn(page, 'expert2');
  await page.goto('/account');
  await hydrated(page);
  await page.evaluate(() => localStorage.setItem('left-behind', 'x'));
  const out = page.waitForResponse((response) => response.url().endsWith('/fn/accounts/sign_out'));
  await page.locator('.account-out button').first().click();
  const header = (await (await out).allHeaders())['clear-site-data'];
  expect(header).toBe('"cache", "storage"');
  // The page that follows may still be on its way.
  await expect(async () => {
    expect(await page.evaluate(() => localStorage.getItem('left-behind'))).toBeNull();
  }).toPass();
});

test('the page is accessible in light and dark and fits a narrow screen', async ({
  page,
  signIn,
  hydrated,
}) => {
  await signIn(page, 'organiser1');
  for (const address of ['/account/security', '/en/account/security']) {
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
