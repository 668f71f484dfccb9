// Two people on one lot: what one does, the other sees; the same without scripts.
import type { Locator, Page } from '@playwright/test';
import { axe, expect, fits, test } from '../support/portal.ts';
import {
  bidByForms,
  bidOnPractice,
  bidTheMinimum,
  enrol,
  minimum,
  openPracticeLot,
  timeLeft,
} from '../support/bidding.ts';
import { listInTraining } from '../support/rounds.ts';

function price(page: Page): Locator {
  return page.getByTestId('price');
}

/** What the page shows, in yuan. */
async function priceOf(page: Page): Promise<number> {
  return Number((await price(page).textContent())!.replaceAll(',', ''));
}

/** Expects no violation in light and in dark. */
async function lookAtBoth(page: Page): Promise<void> {
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    await axe(page);
  }
}

test('a bid in one browser appears in the other, and the outbid one is told', async ({
  twoBrowsers,
  signIn,
  hydrated,
  watch,
}) => {
  watch.allow(/422/);
  const [anna, ben] = await twoBrowsers();
  await signIn(anna, 'bidder1');
  await signIn(ben, 'bidder2');
  const lot = await openPracticeLot(anna);
  for (const page of [anna, ben]) {
    await page.goto(lot);
    await hydrated(page);
    await enrol(page);
  }
  const bid = await bidTheMinimum(anna);
  // Within a second of the receipt the other browser has the price, or a bot's higher one.
  await expect.poll(() => priceOf(ben), { timeout: 1_000 }).toBeGreaterThanOrEqual(
    Number(bid.replaceAll(',', '')),
  );
  await bidTheMinimum(ben);
  await expect(anna.locator('.standing')).toHaveAttribute('data-standing', 'outbid');
  await expect(anna.locator('#announce-assertive')).toContainText('已被超越');
});

test('the front page moves when somebody bids on a practice lot', async ({
  page,
  anotherBrowser,
  signIn,
  hydrated,
  watch,
}) => {
  watch.allow(/422/);
  const bidder = await anotherBrowser();
  await signIn(bidder, 'bidder1');
  await openPracticeLot(bidder);
  await page.goto('/');
  await hydrated(page);
  const running = page.locator('section', { has: page.locator('#live-title') });
  const card = running.locator('.lot-card', { hasText: '演练' }).first();
  await expect(card).toBeVisible();
  const bids = card.locator('.lot-card-figures dd').last();
  const before = await bids.textContent();
  await bidder.goto((await card.getByRole('link').getAttribute('href'))!);
  await hydrated(bidder);
  await enrol(bidder);
  await bidTheMinimum(bidder);
  await expect(bids).not.toHaveText(before!, { timeout: 2_000 });
});

test('what runs is not shown again among the featured lots @plain', async ({ page }) => {
  await page.goto('/');
  const codes = async (title: string) => {
    const section = page.locator('section', { has: page.locator(title) });
    const links = await section.locator('.lot-card-title a').all();
    return Promise.all(links.map((link) => link.getAttribute('href')));
  };
  const running = await codes('#live-title');
  const featured = await codes('#featured-title');
  expect(featured.length).toBeGreaterThan(0);
  expect(featured.filter((code) => running.includes(code))).toEqual([]);
});

test('practice lots stand under a heading of their own, each with its end @plain', async ({
  page,
}) => {
  await openPracticeLot(page);
  const practice = page.locator('section', { has: page.locator('#practice-title') });
  await expect(practice.getByRole('heading', { level: 2 })).toHaveText('演练');
  const tiles = practice.getByTestId('tile');
  await expect(tiles.last().locator('.tile-end')).toHaveText(/\d{2}:\d{2}:\d{2} 截止$/);
  expect(await tiles.filter({ hasText: '演练' }).count()).toBe(await tiles.count());
  const all = page.getByTestId('tile').filter({ has: page.locator('.badge--practice') });
  expect(await all.count()).toBe(await tiles.count());
});

test('a sold lot says one thing everywhere @plain', async ({ page, hydrated }) => {
  await page.goto('/lots?status=sold');
  const links = await page.locator('.lot-card-title a').all();
  const lots = await Promise.all(links.map((link) => link.getAttribute('href')));
  const panel = page.getByTestId('bid-panel');
  for (const lot of lots) {
    await page.goto(lot!);
    // Some were sold without an auction.
    if ((await panel.getByRole('timer').count()) > 0) break;
  }
  await hydrated(page);
  await expect(panel.getByRole('timer')).toHaveText('已结束');
  await expect(panel.locator('.bid-panel-state')).toContainText('已成交');
  await expect(panel.locator('.bid-panel-label').first()).toHaveText('成交价');
  await expect(panel).not.toContainText('待确认');
  await expect(panel).not.toContainText('当前价');
  await expect(panel.locator('.connection')).toHaveCount(0);
});

test('without the tick there is no number, and the box says so @plain', async ({
  page,
  signIn,
  hydrated,
  watch,
  javaScriptEnabled,
}) => {
  watch.allow(/422/);
  await signIn(page, 'enterprise1');
  const lot = await openPracticeLot(page);
  await page.goto(lot);
  await hydrated(page);
  await page.getByRole('button', { name: '报名竞买' }).click();
  const tick = page.getByLabel('已阅读并接受竞买须知');
  await expect(tick).toHaveAttribute('aria-invalid', 'true');
  await expect(tick).toHaveAccessibleDescription('报名须先接受竞买须知');
  if (javaScriptEnabled === false) return;
  await expect(tick).toBeFocused();
  await axe(page);
});

test('the button names only an amount that could be taken', async ({
  page,
  signIn,
  hydrated,
}) => {
  await signIn(page, 'bidder4');
  const lot = await openPracticeLot(page);
  await page.goto(lot);
  await hydrated(page);
  await enrol(page);
  const button = page.locator('.bid-form .button--commit');
  await page.getByLabel('你的出价（元）').fill('1');
  await expect(button).toHaveText('出价');
  await page.locator('.quick-steps .button').nth(2).click();
  await expect(button).toHaveText(/^出价 [0-9,]+\s元$/);
  await expect(page.getByRole('link', { name: '查看竞价规则' })).toHaveAttribute('href', '#rules');
  await expect(page.locator('#rules')).toBeAttached();
  // The escape key leaves the confirmation, and the amount has the focus again.
  await button.click();
  await expect(page.getByRole('button', { name: '返回修改' })).toBeFocused();
  await lookAtBoth(page);
  await page.getByRole('button', { name: '返回修改' }).focus();
  await page.keyboard.press('Escape');
  await expect(page.getByTestId('confirm')).toHaveCount(0);
  await expect(page.getByLabel('你的出价（元）')).toBeFocused();
});

test('counters move by themselves for anybody who watches', async ({ page, hydrated }) => {
  await page.goto('/live');
  await hydrated(page);
  // House bots bid on some lot of the board within half a minute (domain.md §7.1).
  const practice = page.locator('section', { has: page.locator('#practice-title') });
  const tiles = practice.getByTestId('tile');
  await expect(tiles.first()).toBeVisible({ timeout: 45_000 });
  const figures = () =>
    tiles.evaluateAll((all) =>
      all.map((tile): [string, string] => [
        tile.querySelector('a')!.getAttribute('href')!,
        tile.querySelector('.tile-figures')!.textContent!,
      ]),
    );
  const before = new Map(await figures());
  const moved = async () =>
    (await figures()).some(([lot, now]) => before.has(lot) && before.get(lot) !== now);
  await expect.poll(moved, { timeout: 30_000 }).toBe(true);
});

test('an extension moves both clocks', async ({ twoBrowsers, signIn, hydrated }) => {
  test.setTimeout(180_000);
  const [anna, ben] = await twoBrowsers();
  const lot = await lotInAShortRound(anna, signIn, hydrated);
  await signIn(anna, 'bidder1');
  await signIn(ben, 'bidder2');
  for (const page of [anna, ben]) {
    await page.goto(lot);
    await hydrated(page);
    await enrol(page);
  }
  const end = anna.locator('.bid-panel-end');
  const planned = await end.textContent();
  await bidTheMinimum(anna);
  for (const page of [anna, ben]) {
    await expect(page.locator('.bid-panel-state')).toContainText('延时竞价中', { timeout: 2_000 });
    await expect(page.locator('.bid-panel-end')).not.toHaveText(planned!);
  }
  expect(await anna.locator('.bid-panel-end').textContent()).toContain(
    (await ben.locator('.bid-panel-end').textContent())!.slice(0, 20),
  );
});

/**
 * A training lot in a round in which any bid extends: the centre opens one and lists the lot, unless
 * an earlier run has.
 */
async function lotInAShortRound(
  page: Page,
  signIn: (page: Page, login: string) => Promise<void>,
  hydrated: (page: Page) => Promise<void>,
): Promise<string> {
  const lot = '/lots/D-0007';
  const tile = page.locator(`[data-testid="tile"] a[href="${lot}"]`);
  await page.goto('/live');
  if ((await tile.count()) > 0) {
    // One that is about to end takes nobody in any more: it is waited out.
    if ((await timeLeft(page, lot)) > 45_000) return lot;
    await expect(async () => {
      await page.goto('/live');
      await expect(tile).toHaveCount(0, { timeout: 2_000 });
    }).toPass({ timeout: 90_000 });
  }
  await signIn(page, 'center1');
  await listInTraining(page, hydrated, { code: 'D-0007', words: '培训标的一' }, 4);
  return lot;
}

test('price, being outbid and an extension are seen after a reload @plain', async ({
  twoBrowsers,
  signIn,
  hydrated,
  watch,
}) => {
  test.setTimeout(180_000);
  watch.allow(/422/);
  const [anna, ben] = await twoBrowsers();
  const lot = await lotInAShortRound(anna, signIn, hydrated);
  await signIn(anna, 'bidder3');
  await signIn(ben, 'bidder4');
  for (const page of [anna, ben]) {
    await page.goto(lot);
    await hydrated(page);
    await enrol(page);
  }
  const end = (page: Page) => page.locator('.bid-panel-end');
  const planned = (await end(ben).textContent())!;
  const least = await minimum(anna, lot);
  await bidByForms(anna, lot);
  await anna.goto(lot);
  await ben.reload();
  expect(await priceOf(ben)).toBeGreaterThanOrEqual(least);
  for (const page of [anna, ben]) {
    await hydrated(page);
    await expect(page.locator('.bid-panel-state')).toContainText('延时竞价中');
    await expect(end(page)).not.toHaveText(planned);
  }
  await expect(anna.locator('.standing')).toHaveAttribute('data-standing', 'leading');
  await bidByForms(ben, lot);
  await anna.reload();
  await expect(anna.locator('.standing')).toHaveAttribute('data-standing', 'outbid');
  await expect(anna.locator('.standing')).toContainText(/已被竞买号 \S+ 超越/);
  expect(await priceOf(anna)).toBeGreaterThan(least);
});

test('a bid through the plain forms: enrol, confirm, receipt @plain', async ({
  page,
  signIn,
  watch,
  javaScriptEnabled,
}) => {
  // A bot may be faster: Chromium notes the refusal of a bid in its console.
  watch.allow(/422/);
  test.setTimeout(120_000);
  // Whoever led from the other run of this test could not bid.
  await signIn(page, javaScriptEnabled === false ? 'bidder2' : 'bidder3');
  const lot = await bidOnPractice(page);
  const receipt = page.getByTestId('receipt');
  await expect(receipt).toContainText('出价已受理');
  // It is kept: it names its lot and the day.
  await expect(receipt).toContainText(lot.split('/').at(-1)!);
  await expect(receipt).toContainText(/\d{4}年\d+月\d+日/);
  if (javaScriptEnabled === false) return;
  await lookAtBoth(page);
  await fits(page);
  await page.goto(`${lot}/bid?amount=${await minimum(page, lot)}`);
  await expect(page.getByRole('button', { name: '确认出价' })).toBeVisible();
  await lookAtBoth(page);
  await fits(page);
});

test('a bid confirmed on the English page leads to its English receipt', async ({
  page,
  signIn,
  hydrated,
  watch,
}) => {
  watch.allow(/422/);
  await signIn(page, 'bidder1');
  const lot = await openPracticeLot(page);
  await page.goto(lot);
  await enrol(page);
  await bidByForms(page, lot, { prefix: '/en', button: 'Confirm bid', ready: hydrated });
  await expect(page).toHaveURL(new RegExp(`^[^/]+//[^/]+/en${lot}/bid/[^/]+$`));
  await expect(page.getByTestId('receipt')).toContainText('Bid accepted');
});

test('a bid below the minimum keeps what was typed and says the least @plain', async ({
  page,
  signIn,
}) => {
  await signIn(page, 'bidder4');
  const lot = await openPracticeLot(page);
  await page.goto(lot);
  await enrol(page);
  await page.goto(`${lot}/bid?amount=1`);
  // Nothing has been sent yet: the field says what it asks for, and nothing was refused.
  const amount = page.getByLabel('你的出价（元）');
  await expect(amount).toHaveAccessibleDescription(/^出价须不低于/);
  await expect(page.locator('.error-summary')).toHaveCount(0);
  await expect(amount).toHaveValue('1');
});

test('a ceiling is confirmed, told to its owner and bids by itself @plain', async ({
  page,
  signIn,
  hydrated,
  watch,
  javaScriptEnabled,
}) => {
  watch.allow(/422/);
  await signIn(page, 'bidder5');
  const lot = await openPracticeLot(page);
  await page.goto(lot);
  await hydrated(page);
  await enrol(page);
  const answer = await page.request.get(`/api/v1${lot}`);
  const live = (await answer.json()) as { figures: { quick_steps: number[] } };
  const ceiling = String(live.figures.quick_steps[2]! / 100);
  if (javaScriptEnabled === false) {
    await page.goto(`${lot}/bid?order=cap&amount=${ceiling}`);
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('确认委托出价');
    await page.getByRole('button', { name: '确认委托出价' }).click();
  } else {
    await page.getByText('委托出价', { exact: true }).click();
    await page.getByLabel('委托上限（元）').fill(ceiling);
    await page.locator('.bid-form .button--commit').click();
    await expect(page.getByTestId('confirm')).toContainText('确认委托出价');
    const title = await page.getByRole('heading', { level: 1 }).textContent();
    await expect(page.getByTestId('confirm')).toContainText(title!);
    await lookAtBoth(page);
    await page.getByRole('button', { name: /^确认委托至/ }).click();
  }
  const receipt = page.getByTestId('receipt');
  await expect(receipt).toContainText('委托出价已受理');
  await expect(receipt).toContainText('领先');
  await page.goto(lot);
  await expect(page.getByTestId('bid-panel')).toContainText('你的委托上限');
  await expect(page.locator('.bid-list')).toContainText('自动');
});
