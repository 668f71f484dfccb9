// Bids on practice lots, through the panel and through the plain forms.
import { expect } from '@playwright/test';
import type { Page } from '@playwright/test';

/** How long a practice lot must still be open to be worth opening. */
const PRACTICE_LEFT_MIN_MS = 75_000;

/** How much longer a lot takes bids, by the server's clock. */
export async function timeLeft(page: Page, address: string): Promise<number> {
  const lot = (await (await page.request.get(`/api/v1${address}`)).json()) as Record<string, number>;
  return lot.ends_at! - lot.server_time!;
}

/** A practice lot of the house's bots that is open for more than a minute, found on the board. */
export async function openPracticeLot(page: Page): Promise<string> {
  const links = page
    .locator('[data-testid="tile"]', { hasText: '演练', hasNotText: '培训标的' })
    .filter({ has: page.locator('.tile-timer') })
    .locator('a');
  let found: string | undefined;
  await expect(async () => {
    await page.goto('/live');
    await expect(links.last()).toBeVisible();
    const all = await links.evaluateAll((each) => each.map((link) => link.getAttribute('href')!));
    for (const address of [...new Set(all)].reverse()) {
      if ((await timeLeft(page, address)) > PRACTICE_LEFT_MIN_MS) found ??= address;
    }
    expect(found, 'a practice lot with time left').toBeDefined();
  }).toPass({ timeout: 90_000 });
  return found!;
}

/** Accepts the terms and enrols, where that is still to be done. */
export async function enrol(page: Page): Promise<void> {
  const accept = page.getByLabel('已阅读并接受竞买须知');
  if (await accept.isVisible()) {
    await accept.check();
    await page.getByRole('button', { name: '报名竞买' }).click();
  }
  await expect(page.getByLabel('你的出价（元）')).toBeVisible();
}

/** Bids the minimum that the panel offers, until a bid of ours is accepted: bots bid as well. */
export async function bidTheMinimum(page: Page): Promise<string> {
  const commit = page.locator('.bid-form .button--commit');
  for (let attempt = 0; attempt < 5; attempt += 1) {
    // Who leads cannot bid by hand until a bot bids: only then is there an amount to choose.
    await expect(commit).toBeEnabled({ timeout: 45_000 });
    await page.locator('.quick-steps .button').nth(1).click();
    const words = await commit.textContent();
    await commit.click();
    const confirm = page.getByTestId('confirm');
    await expect(confirm).toBeVisible();
    await expect(confirm).toContainText('人民币');
    await confirm.getByRole('button', { name: /^确认出价/ }).click();
    const receipt = page.getByTestId('receipt');
    const refused = confirm.locator('.field-error');
    await expect(receipt.or(refused).first()).toBeVisible();
    // An answer that is late is asked for again: what was a doubt may become a receipt.
    const back = confirm.getByRole('button', { name: '返回修改' });
    await expect(async () => {
      if (!(await receipt.isVisible())) await back.click({ timeout: 1_000 });
    }).toPass();
    if (await receipt.isVisible()) {
      await expect(receipt).toContainText('竞买号');
      await receipt.getByRole('button').click();
      return words!.replace(/[^0-9,]/g, '');
    }
  }
  throw new Error('no bid was accepted in five attempts');
}

/** The least that may be bid on the lot, in yuan. */
export async function minimum(page: Page, lot: string): Promise<number> {
  const answer = await page.request.get(`/api/v1${lot}`);
  const live = (await answer.json()) as { figures: { quick_steps: number[] } };
  return live.figures.quick_steps[1]! / 100;
}

/** Waits until something happens on the lot. */
async function untilMoved(page: Page, lot: string): Promise<void> {
  const seq = async () => (await (await page.request.get(`/api/v1${lot}`)).json()).as_of_seq;
  const before = await seq();
  await expect.poll(seq, { timeout: 45_000 }).not.toBe(before);
}

/** The confirmation page in a language, and what has to happen before its button is pressed. */
export interface ConfirmationPage {
  prefix: string;
  button: string;
  ready: (page: Page) => Promise<void>;
}

const CHINESE: ConfirmationPage = { prefix: '', button: '确认出价', ready: async () => {} };

/** Bids the minimum through the confirmation page, which needs no scripts, until a bid is accepted. */
export async function bidByForms(
  page: Page,
  lot: string,
  { prefix, button, ready } = CHINESE,
): Promise<void> {
  for (let attempt = 0; attempt < 5; attempt += 1) {
    await page.goto(`${prefix}${lot}/bid?amount=${await minimum(page, lot)}`);
    await ready(page);
    await page.getByRole('button', { name: button }).click();
    const answered = page.getByTestId('receipt').or(page.locator('.error-summary'));
    await expect(answered.first()).toBeVisible();
    if (await page.getByTestId('receipt').isVisible()) return;
    // Who leads cannot bid by hand until a bot bids.
    if (/领先|leading/.test((await answered.first().textContent())!)) await untilMoved(page, lot);
  }
  throw new Error('no bid was accepted in five attempts');
}

/** Bids once on an open practice lot through the plain forms; the address of the lot. */
export async function bidOnPractice(page: Page): Promise<string> {
  const lot = await openPracticeLot(page);
  await page.goto(lot);
  await enrol(page);
  await bidByForms(page, lot);
  return lot;
}
