// Anybody checks the public ledger: in the browser, and with what the page hands out.
import type { Page } from '@playwright/test';
import {
  contentChanged,
  ForgedLedger,
  honest,
  leafChanged,
  leafMissing,
  leavesOfALot,
  priceForged,
  type Leaf,
  type Log,
} from '../support/ledger.ts';
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

test('a lot that was never put up for bidding has nothing to verify, which is no break', async ({
  page,
}) => {
  const listed = await page.request.get('/ledger/lots');
  const lots = (await listed.json()) as string[];
  await page.goto('/lots?status=display');
  const links = page.locator('.lot-card-title a');
  const shown = await links.evaluateAll((all) => all.map((one) => one.getAttribute('href')!));
  const lot = shown.map((to) => to.split('/').pop()!).find((code) => !lots.includes(code));
  expect(lot, 'a lot on display without a ledger').toBeTruthy();
  for (const [address, words] of [
    [`/verification/${lot}`, '没有可校验的内容'],
    [`/en/verification/${lot}`, 'Nothing to verify'],
  ] as const) {
    await page.goto(address);
    await expect(page.locator('.verification-result')).toContainText(words, { timeout: 20_000 });
    await expect(page.locator('.verification-steps [data-state="breaks"]')).toHaveCount(0);
    await expect(page.locator('.verification-steps [data-state="skipped"]')).toHaveCount(2);
    await axe(page);
  }
  await fits(page);
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

/** What the page says of a lie, in both languages. */
interface Lie {
  name: string;
  /** The step that breaks, from 0. */
  step: number;
  zh: string;
  en: string;
  tell: (ledger: ForgedLedger, leaves: Leaf[]) => void;
}

const showing = (forge: (leaves: Leaf[]) => Log) => (ledger: ForgedLedger, leaves: Leaf[]) =>
  ledger.show(forge(leaves));

const LIES: Lie[] = [
  {
    name: 'a head signed by somebody else',
    step: 0,
    zh: '树头的签名无效',
    en: 'the signature of the head is not good',
    tell: (ledger, leaves) => ledger.showSignedByAnother(honest(leaves)),
  },
  {
    name: 'a forked head',
    step: 1,
    zh: '日志与本浏览器上次所见不一致',
    en: 'the log differs from what this browser saw last',
    tell: showing(priceForged),
  },
  {
    name: 'a log that has become shorter',
    step: 1,
    zh: '日志与本浏览器上次所见不一致',
    en: 'the log differs from what this browser saw last',
    tell: showing((leaves) => honest(leaves.slice(0, -1))),
  },
  {
    name: 'a changed leaf',
    step: 2,
    zh: '叶子已被改动',
    en: 'a leaf was changed',
    tell: showing(leafChanged),
  },
  {
    name: 'a missing leaf',
    step: 3,
    zh: '缺少叶子',
    en: 'a leaf is missing',
    tell: showing(leafMissing),
  },
  {
    name: 'a public part that is not what its leaf commits to',
    step: 3,
    zh: '公开的内容已被改动',
    en: 'what is shown was changed',
    tell: showing(contentChanged),
  },
];

/** Expects that this step is the first that breaks, with its own words, and none after it was taken. */
async function breaksAt(page: Page, step: number, sentence: string): Promise<void> {
  const steps = page.locator('.verification-steps li');
  await expect(steps.nth(step)).toHaveAttribute('data-state', 'breaks', { timeout: 20_000 });
  await expect(steps.nth(step)).toContainText(sentence);
  await expect(page.locator('.verification-steps [data-state="breaks"]')).toHaveCount(1);
  await expect(page.locator('.verification-steps [data-state="holds"]')).toHaveCount(step);
  await expect(page.locator('.verification-steps [data-state="skipped"]')).toHaveCount(3 - step);
}

/** A ledger of our own with these leaves, which this browser has checked once and found good. */
async function seenOnce(page: Page, lot: string, leaves: Leaf[]): Promise<ForgedLedger> {
  const ledger = new ForgedLedger();
  await ledger.serve(page, lot);
  ledger.show(honest(leaves));
  await page.goto(`/verification/${lot}`);
  await expect(page.locator('.verification-steps [data-state="holds"]')).toHaveCount(4, {
    timeout: 20_000,
  });
  return ledger;
}

for (const { name, step, zh, en, tell } of LIES) {
  test(`${name} breaks its own step, in its own words`, async ({ page }) => {
    const { lot, leaves } = await leavesOfALot(page);
    // Without a lie nothing breaks: what is served is a whole ledger.
    const ledger = await seenOnce(page, lot, leaves);
    tell(ledger, leaves);
    await page.goto(`/verification/${lot}`);
    await breaksAt(page, step, zh);
    await axe(page);
    await page.goto(`/en/verification/${lot}`);
    await breaksAt(page, step, en);
    await fits(page);
  });
}

test('a price that the rules do not lead to is found in a log that is otherwise whole', async ({
  page,
}) => {
  const { lot, leaves } = await leavesOfALot(page);
  const ledger = new ForgedLedger();
  await ledger.serve(page, lot);
  ledger.show(priceForged(leaves));
  for (const [address, sentence] of [
    [`/verification/${lot}`, '按规则重放，结果与公布的不同'],
    [`/en/verification/${lot}`, 'the rules lead to another result than the one that was published'],
  ] as const) {
    await page.goto(address);
    await breaksAt(page, 3, sentence);
    await expect(page.locator('.verification-steps [data-state="breaks"]')).toContainText('Price');
  }
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

test('the rules of a lot name the key that the ledger is checked with @plain', async ({ page }) => {
  const published = (await (await page.request.get('/ledger/vkey')).text()).trim();
  expect(published).toMatch(/^\S+\+[0-9a-f]{8}\+\S+$/);
  const listed = await page.request.get('/ledger/lots');
  const lot = ((await listed.json()) as string[]).find((code) => code.startsWith('P'));
  for (const language of ['', '/en']) {
    await page.goto(`${language}/lots/${lot}#rules`);
    const rules = page.locator('#rules').getByTestId('log-keys');
    await expect(rules.locator('code')).toHaveText(published);
    await fits(page);
  }
});
