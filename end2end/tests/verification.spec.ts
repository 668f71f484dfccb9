// Anybody checks the public ledger: in the browser, and with what the page hands out.
import { axe, expect, fits, test } from '../support/portal.ts';

test('a visitor verifies a lot of the season in the browser @plain', async ({
  page,
  hydrated,
  javaScriptEnabled,
}) => {
  const listed = await page.request.get('/ledger/lots');
  const lots = (await listed.json()) as string[];
  const lot = lots.find((code) => code.startsWith('P'));
  expect(lot, 'lots of the demo season are in the ledger').toBeTruthy();
  await page.goto(`/verification/${lot}`);
  await expect(page.getByRole('heading', { level: 1 })).toContainText(`${lot}`);
  await expect(page.getByRole('link', { name: 'zip' })).toBeVisible();
  if (javaScriptEnabled === false) {
    // The browser under test hides what stands in <noscript>; what was sent holds it.
    const sent = await page.request.get(`/verification/${lot}`);
    expect(await sent.text()).toMatch(/<noscript><p>[^<]*须启用脚本/);
    return;
  }
  await hydrated(page);
  await expect(page.getByRole('status').filter({ hasText: '校验通过' })).toBeVisible({
    timeout: 20_000,
  });
  await expect(page.locator('.verification-steps [data-state="holds"]')).toHaveCount(4);
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    await axe(page);
  }
  await fits(page);
  // The log has grown or not since then: it must be consistent with what was seen.
  await page.reload();
  await expect(page.locator('.verification-steps [data-state="holds"]')).toHaveCount(4, {
    timeout: 20_000,
  });
});

test('a changed leaf is found and named', async ({ page }) => {
  const listed = await page.request.get('/ledger/lots');
  const lot = ((await listed.json()) as string[]).find((code) => code.startsWith('P'));
  await page.route(`**/ledger/lots/${lot}/leaves/0`, async (route) => {
    const answer = await route.fetch();
    const body = await answer.body();
    // The page ends with the public part of the last leaf: its last digit becomes the next one.
    const digit = body.findLastIndex((byte) => byte >= 0x30 && byte <= 0x39);
    body[digit] = 0x30 + ((body[digit]! - 0x30 + 1) % 10);
    await route.fulfill({ response: answer, body });
  });
  await page.goto(`/verification/${lot}`);
  await expect(page.locator('.verification-steps [data-state="breaks"]')).toHaveCount(1, {
    timeout: 20_000,
  });
  await expect(page.getByText('校验未通过')).toBeVisible();
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    await axe(page);
  }
  await fits(page);
});

test('a forged signature of the checkpoint is the first break', async ({ page }) => {
  const listed = await page.request.get('/ledger/lots');
  const lot = ((await listed.json()) as string[]).find((code) => code.startsWith('P'));
  await page.route('**/ledger/checkpoint', async (route) => {
    const answer = await route.fetch();
    // "— NAME BASE64": past the number of the key, which is four bytes, stands the signature.
    const body = (await answer.text()).replace(
      /(\u2014 \S+ .{20})(.)/u,
      (_, before: string, sign: string) => before + (sign === 'A' ? 'B' : 'A'),
    );
    await route.fulfill({ response: answer, body });
  });
  await page.goto(`/verification/${lot}`);
  const steps = page.locator('.verification-steps li');
  await expect(steps.nth(0)).toHaveAttribute('data-state', 'breaks', { timeout: 20_000 });
  await expect(steps.nth(0)).toContainText('树头的签名无效');
  // Nothing is said of what the signature would have stood for.
  await expect(page.locator('.verification-steps [data-state="skipped"]')).toHaveCount(3);
  await expect(page.getByText('校验未通过')).toBeVisible();
  await axe(page);
});

test('receipts and archives are handed out', async ({ page }) => {
  const listed = await page.request.get('/ledger/lots');
  const lot = ((await listed.json()) as string[])[0];
  const proof = await page.request.get(`/ledger/lots/${lot}/1.tlog-proof`);
  expect(await proof.text()).toMatch(/^c2sp\.org\/tlog-proof@v1\n/);
  const zip = await page.request.get(`/ledger/lots/${lot}.zip`);
  expect(zip.headers()['content-type']).toBe('application/zip');
  const head = await page.request.get('/ledger/checkpoint');
  expect((await head.text()).split('\n')[0]).toMatch(/\/ledger$/);
  expect((await page.request.get('/ledger/tile/0/x1/2')).status()).toBe(404);
});
