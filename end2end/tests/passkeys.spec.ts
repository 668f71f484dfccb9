// Passkeys with Chromium's virtual authenticator: adding one, signing in and confirming an identity with
// it, refusals of the browser, and what is there without scripts.
import type { CDPSession, Page } from '@playwright/test';
import { DEMO_PASSWORD, axe, expect, fits, test } from '../support/portal.ts';

// Browsers give passkeys to names and not to numbers.
test.use({
  baseURL: async ({ baseURL }, use) => use(baseURL!.replace('127.0.0.1', 'localhost')),
});

/** A phone that unlocks itself, unless `unlocks` says that its owner does not. */
async function authenticator(page: Page, unlocks = true): Promise<CDPSession> {
  const session = await page.context().newCDPSession(page);
  await session.send('WebAuthn.enable');
  await session.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2',
      transport: 'internal',
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: unlocks,
      automaticPresenceSimulation: true,
    },
  });
  return session;
}

async function signOut(page: Page): Promise<void> {
  await page.locator('.account-out [type="submit"]').click();
  await page.waitForURL((url) => url.pathname === '/');
}

async function passFirstStep(page: Page, login: string): Promise<void> {
  await page.goto('/login?next=%2Faccount');
  const form = page.locator('form', { has: page.locator('[name="password"]') });
  await form.locator('[name="login"]').fill(login);
  await form.locator('[name="password"]').fill(DEMO_PASSWORD);
  await form.locator('[type="submit"]').click();
  await page.waitForURL((url) => url.pathname === '/login/second');
}

test('a passkey is added, signs in, confirms an identity, and is removed', async ({
  page,
  signIn,
  hydrated,
  watch,
}) => {
  watch.allow(/422/);
  await authenticator(page);
  // Nobody else's: another test may not be asked for a passkey.
  const login = 'liaison2';
  await signIn(page, login);
  await page.goto('/account/second-factor');
  await hydrated(page);
  const list = page.getByTestId('passkeys').locator('li');
  const add = page.getByRole('button', { name: '添加通行密钥' });

  // Without a name nothing is asked of the device.
  await add.click();
  await expect(page.locator('.error-summary a')).toHaveAttribute('href', '#passkey-name');
  await page.locator('#passkey-name').fill('工作手机');
  await add.click();
  await expect(list).toHaveCount(1);
  await expect(list).toContainText('工作手机');
  await expect(list).toContainText('尚未使用');
  await expect(page.getByTestId('recovery-codes').locator('li')).toHaveCount(10);
  await expect(page.getByTestId('factor-state')).toHaveText('已启用（通行密钥）');
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    await axe(page);
  }
  await fits(page);

  await page.goto('/account');
  await hydrated(page);
  await signOut(page);
  await passFirstStep(page, login);
  await hydrated(page);
  await axe(page);
  await fits(page);
  await page.getByRole('button', { name: '使用通行密钥' }).click();
  await page.waitForURL((url) => url.pathname === '/account');

  await page.goto('/account/confirm?next=%2Flots');
  await hydrated(page);
  await axe(page);
  await page.getByRole('button', { name: '使用通行密钥' }).click();
  await page.waitForURL((url) => url.pathname === '/lots');

  await page.goto('/account/second-factor');
  await hydrated(page);
  await expect(list).toContainText('最近使用于');
  await list.locator('summary', { hasText: '改名' }).click();
  await list.locator('input[name="name"]').fill('旧手机');
  await list.getByRole('button', { name: '保存名称' }).click();
  await expect(list).toContainText('旧手机');
  await list.locator('summary', { hasText: '删除' }).click();
  await list.getByRole('button', { name: '确认删除' }).click();
  await expect(page.locator('.banner')).toContainText('通行密钥已删除');
  await expect(list).toHaveCount(0);
  await expect(page.getByTestId('factor-state')).toHaveText('未启用');
});

test('a device that its owner does not unlock adds nothing', async ({
  page,
  signIn,
  hydrated,
}) => {
  await authenticator(page, false);
  await signIn(page, 'liaison2');
  await page.goto('/en/account/second-factor');
  await hydrated(page);
  await page.locator('#passkey-name').fill('Phone');
  await page.getByRole('button', { name: 'Add a passkey' }).click();
  await expect(page.locator('.error-summary')).toContainText('No passkey was used');
  await expect(page.getByTestId('passkeys')).toHaveCount(0);
});

test('without scripts the page says what passkeys need @plain', async ({
  page,
  signIn,
  hydrated,
  javaScriptEnabled,
}) => {
  await signIn(page, 'liaison2');
  await page.goto('/account/second-factor');
  await hydrated(page);
  const add = page.getByRole('button', { name: '添加通行密钥' });
  await expect(page.getByRole('heading', { name: '通行密钥' })).toBeVisible();
  if (javaScriptEnabled === false) {
    // The browser under test hides what stands in <noscript>; what was sent holds it.
    const sent = await page.request.get('/account/second-factor');
    expect(await sent.text()).toMatch(/<noscript><p>[^<]*使用通行密钥须启用脚本/);
    await expect(add).toBeHidden();
  } else {
    await expect(add).toBeVisible();
  }
});
