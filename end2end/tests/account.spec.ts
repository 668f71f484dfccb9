// A person's own page and the tokens of his programs; the page of the API that they are for.
import type { APIRequestContext, Page } from '@playwright/test';
import { axe, expect, fits, test } from '../support/portal.ts';

/** What the API answers to a program that asks in somebody's name. */
async function statusWith(request: APIRequestContext, secret: string): Promise<number> {
  const headers = { authorization: `Bearer ${secret}` };
  const answer = await request.get('/api/v1/lots/D-0001', { headers });
  return answer.status();
}

/** Fills the form for a token and sends it. */
async function ask(page: Page, name: string, days: string): Promise<void> {
  await page.locator('#token-name').fill(name);
  await page.locator('#token-scope-bid').check();
  await page.locator('#token-days').fill(days);
  await page.getByRole('button', { name: '生成令牌' }).click();
}

test('a token is shown once, works, and is ended by its owner @plain', async ({
  page,
  request,
  signIn,
  hydrated,
  javaScriptEnabled,
}) => {
  const scripts = javaScriptEnabled !== false;
  await signIn(page, 'bidder4');
  await page.getByRole('banner').locator('a[href="/account"]').click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('账号与令牌');
  await hydrated(page);
  await expect(page.getByRole('main')).toContainText('竞买人');
  const name = `报价程序${scripts ? '甲' : '乙'}`;
  await ask(page, name, '30');
  const shown = page.getByTestId('secret');
  await expect(shown).toHaveText(/^luochui_[0-9a-f]{64}$/);
  await expect(page.getByRole('main')).toContainText('只显示这一次');
  const secret = (await shown.textContent())!;
  expect(page.url(), 'the secret stands in no address').toMatch(/\/account$/);
  expect(await statusWith(request, secret)).toBe(200);
  if (scripts) {
    await fits(page);
    await axe(page);
  }

  await page.goto('/account');
  await hydrated(page);
  await expect(shown).toHaveCount(0);
  const row = page.locator('tbody tr', { hasText: name });
  await expect(row).toContainText('竞价');
  await row.locator('summary').click();
  await expect(row).toContainText('不能恢复');
  await row.getByRole('button', { name: '确认结束' }).click();
  await expect(page.locator('.banner')).toContainText('令牌已结束');
  await expect(page.locator('tbody tr', { hasText: name })).toHaveCount(0);
  await expect.poll(() => statusWith(request, secret)).toBe(401);
});

test('a refused form for a token keeps what was typed @plain', async ({
  page,
  signIn,
  hydrated,
  watch,
}) => {
  watch.allow(/422/);
  await signIn(page, 'bidder5');
  await page.goto('/account');
  await hydrated(page);
  await ask(page, '报价程序', '0');
  await expect(page).toHaveTitle(/^错误：/);
  await expect(page.locator('.error-summary a')).toHaveAttribute('href', '#token-days');
  await expect(page.locator('#token-name')).toHaveValue('报价程序');
  await expect(page.locator('#token-days')).toHaveValue('0');
  await expect(page.locator('#token-scope-bid')).toBeChecked();
});

test('the secret is copied, and who may not bid is offered no bidding token', async ({
  page,
  context,
  baseURL,
  signIn,
  hydrated,
}) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write'], { origin: baseURL! });
  await signIn(page, 'regulator1');
  await page.goto('/account');
  await hydrated(page);
  await expect(page.locator('#token-scope-bid')).toHaveCount(0);
  await page.locator('#token-name').fill('统计程序');
  await page.getByRole('button', { name: '生成令牌' }).click();
  await page.getByRole('button', { name: '复制令牌' }).click();
  await expect(page.locator('.token-said')).toHaveText('已复制到剪贴板。');
  const copied = await page.evaluate(() => navigator.clipboard.readText());
  expect(copied).toBe(await page.getByTestId('secret').textContent());
});

test('the account page is accessible in light and dark and fits a narrow screen', async ({
  page,
  signIn,
  hydrated,
}) => {
  await signIn(page, 'organiser1');
  for (const address of ['/account', '/en/account']) {
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

test('the page of the API tells every operation of its description @plain', async ({
  page,
  request,
  baseURL,
}) => {
  interface Described {
    paths: Record<string, Record<string, { summary: string }>>;
  }
  const described = (await (await request.get('/api/openapi.json')).json()) as Described;
  await page.goto('/');
  await page.getByRole('contentinfo').getByRole('link', { name: '接口文档' }).click();
  await expect(page).toHaveURL(/\/api\/docs$/);
  const main = page.getByRole('main');
  await expect(main.getByRole('heading', { level: 1 })).toHaveText('接口文档');
  for (const [path, methods] of Object.entries(described.paths)) {
    for (const method of Object.keys(methods)) {
      await expect(main).toContainText(`${method.toUpperCase()} ${path}`);
    }
  }
  await expect(main).toContainText(`curl -X POST '${baseURL}/api/v1/lots/`);
  await page.goto('/en/api/docs');
  const summary = described.paths['/api/v1/lots/{code}']!.get!.summary;
  await expect(page.getByRole('heading', { name: summary })).toBeVisible();
});
