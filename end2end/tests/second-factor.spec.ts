// Second factors: setting one up with an authenticator, signing in with it, recovery codes, turning it
// off; and the page that takes a fresh proof of identity.
import { createHmac } from 'node:crypto';
import type { Page } from '@playwright/test';
import { DEMO_PASSWORD, axe, expect, fits, test } from '../support/portal.ts';

const STEP_MS = 30_000;
const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/** The bytes of a base32 text in groups. */
function bytesOf(text: string): Buffer {
  const bits = [...text.replaceAll('-', '')]
    .map((letter) => ALPHABET.indexOf(letter).toString(2).padStart(5, '0'))
    .join('');
  const bytes = bits.match(/.{8}/g)!.map((byte) => parseInt(byte, 2));
  return Buffer.from(bytes);
}

/** What an authenticator shows (RFC 6238), `ahead` steps from now. */
function codeOf(secret: string, ahead = 0): string {
  const step = Buffer.alloc(8);
  step.writeBigInt64BE(BigInt(Math.floor(Date.now() / STEP_MS) + ahead));
  const mac = createHmac('sha1', bytesOf(secret)).update(step).digest();
  const at = mac[19]! & 0x0f;
  const word = mac.readUInt32BE(at) & 0x7fff_ffff;
  return String(word % 1_000_000).padStart(6, '0');
}

/** Types name and password; with a second factor that is the first step. */
async function passFirstStep(page: Page, login: string): Promise<void> {
  await page.goto('/login?next=%2Faccount');
  const form = page.locator('form', { has: page.locator('[name="password"]') });
  await form.locator('[name="login"]').fill(login);
  await form.locator('[name="password"]').fill(DEMO_PASSWORD);
  await form.locator('[type="submit"]').click();
  await page.waitForURL((url) => url.pathname === '/login/second');
}

async function typeCode(page: Page, code: string): Promise<void> {
  await page.locator('#code').fill(code);
  await page.getByRole('main').getByRole('button', { name: '登录', exact: true }).click();
}

async function signOut(page: Page): Promise<void> {
  await page.locator('.account-out [type="submit"]').click();
  await page.waitForURL((url) => url.pathname === '/');
}

test('a factor is set up, asked for at the sign-in, and turned off @plain', async ({
  page,
  signIn,
  hydrated,
  watch,
  javaScriptEnabled,
}) => {
  watch.allow(/422/);
  const scripts = javaScriptEnabled !== false;
  // Nobody else's: another test may not be asked for a code.
  const login = scripts ? 'enterprise1' : 'regulator1';
  await signIn(page, login);
  await page.goto('/account');
  await hydrated(page);
  await page.getByRole('link', { name: '设置或更改两步验证' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('两步验证');
  await hydrated(page);
  const state = page.getByTestId('factor-state');
  await expect(state).toHaveText('未启用');
  await page.getByRole('button', { name: '设置两步验证' }).click();
  const shown = page.getByTestId('factor-secret');
  await expect(shown).toHaveText(/^([A-Z2-7]{4}-){7}[A-Z2-7]{4}$/);
  await hydrated(page);
  const secret = (await shown.textContent())!;
  await expect(page.locator('svg.qr')).toBeVisible();
  if (scripts) {
    await fits(page);
    await axe(page);
  }

  // A wrong code changes nothing.
  await page.locator('#code').fill('12');
  await page.getByRole('button', { name: '确认并启用' }).click();
  await expect(page.locator('.error-summary a')).toHaveAttribute('href', '#code');
  await page.locator('#code').fill(codeOf(secret));
  await page.getByRole('button', { name: '确认并启用' }).click();
  const codes = page.getByTestId('recovery-codes').locator('li');
  await expect(codes).toHaveCount(10);
  await expect(state).toContainText('已启用');
  const recovery = (await codes.first().textContent())!.trim();
  const file = page.getByRole('link', { name: '下载为文本文件' });
  const inFile = decodeURIComponent((await file.getAttribute('href'))!);
  expect(inFile).toContain(recovery);
  if (scripts) {
    await fits(page);
    await axe(page);
  }
  await page.goto('/account/second-factor');
  await hydrated(page);
  await expect(codes).toHaveCount(0);
  await expect(page.getByRole('main')).toContainText('尚余 10 个');

  // Of a step no code counts twice: the authenticator's next one.
  await page.goto('/account');
  await hydrated(page);
  await signOut(page);
  await passFirstStep(page, login);
  await hydrated(page);
  if (scripts) {
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      await axe(page);
    }
    await fits(page);
  }
  await typeCode(page, codeOf(secret, -9));
  await expect(page.locator('.error-summary')).toContainText('验证码不正确或已使用');
  await typeCode(page, codeOf(secret, 1));
  await page.waitForURL((url) => url.pathname === '/account');

  await hydrated(page);
  await signOut(page);
  await passFirstStep(page, login);
  await hydrated(page);
  await typeCode(page, recovery);
  await page.waitForURL((url) => url.pathname === '/account');

  await page.goto('/account/second-factor');
  await hydrated(page);
  await expect(page.getByRole('main')).toContainText('尚余 9 个');
  await page.locator('summary', { hasText: '停用两步验证' }).click();
  await page.getByRole('button', { name: '确认停用' }).click();
  await expect(page.locator('.banner')).toContainText('两步验证已停用');
  await expect(state).toHaveText('未启用');
});

test('the second step needs a first @plain', async ({ page, hydrated }) => {
  await page.goto('/login/second');
  await hydrated(page);
  await expect(page.locator('.banner')).toContainText('没有等待中的登录');
  await expect(page.locator('#code')).toHaveCount(0);
});

test('a proof of identity is taken and leads back @plain', async ({
  page,
  signIn,
  hydrated,
  watch,
  javaScriptEnabled,
}) => {
  watch.allow(/422/);
  await signIn(page, 'enterprise1');
  await page.goto('/account/confirm?next=%2Flots');
  await hydrated(page);
  if (javaScriptEnabled !== false) {
    await fits(page);
    await axe(page);
  }
  const send = page.getByRole('button', { name: '确认', exact: true });
  await page.locator('#proof').fill('wrong');
  await send.click();
  await expect(page.locator('.error-summary')).toContainText('密码不正确');
  await page.locator('#proof').fill(DEMO_PASSWORD);
  await send.click();
  await page.waitForURL((url) => url.pathname === '/lots');
});

test('the pages of the factor are accessible in light and dark', async ({
  page,
  signIn,
  hydrated,
}) => {
  await signIn(page, 'expert2');
  const places = ['/account/second-factor', '/account/confirm', '/login/second'];
  for (const address of places.flatMap((place) => [place, `/en${place}`])) {
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
