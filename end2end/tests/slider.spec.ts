// The playback of a finished lot, the bidder's own clock, and the figures of a round.
import type { Page } from '@playwright/test';
import { bidOnPractice, enrol, openPracticeLot } from '../support/bidding.ts';
import { axe, expect, fits, test } from '../support/portal.ts';

/** A finished lot with several bids, found in the catalogue. */
async function finishedLot(page: Page): Promise<{ path: string; last: number }> {
  await page.goto('/lots?status=sold');
  const links = page.locator('.lot-card-title a');
  for (const link of (await links.all()).slice(0, 12)) {
    const path = (await link.getAttribute('href'))!;
    const answer = await page.request.get(`/api/v1${path}`);
    if (!answer.ok()) continue;
    const lot = await answer.json();
    if (lot.bids.length >= 3) return { path, last: lot.as_of_seq };
  }
  throw new Error('no finished lot with three bids in the demo season');
}

const fact = (page: Page, name: string) => page.getByTestId(`playback-${name}`);

test('a moment of a finished lot is what the event left behind @plain', async ({
  page,
  hydrated,
}) => {
  const { path, last } = await finishedLot(page);
  const events = await (await page.request.get(`/api/v1${path}/bids?from=1`)).json();
  const bid = events.events.find((e: { bids: unknown[] }) => e.bids.length > 0);
  await page.goto(`${path}?at=${bid.figures.seq}`);
  await hydrated(page);
  const price = (bid.figures.price / 100).toLocaleString('en-US');
  await expect(fact(page, 'price')).toContainText(price);
  await expect(page.getByTestId('playback-event')).toContainText('出价');
  // Marked in the chart and in the list.
  await expect(page.locator('.price-chart-mark')).toHaveCount(1);
  await expect(page.locator('.bid-list tr[data-played]').first()).toContainText('回放至此');
  // One further, and to the end by its number.
  await page.getByRole('link', { name: '下一步' }).click();
  await expect(page).toHaveURL(new RegExp(`at=${bid.figures.seq + 1}(#|$)`));
  const number = page.locator('.playback-number input');
  await expect(number).toHaveValue(String(bid.figures.seq + 1));
  await number.fill(String(last));
  await page.getByRole('button', { name: '查看' }).click();
  await expect(page).toHaveURL(new RegExp(`at=${last}(#|$)`));
  await expect(page.getByTestId('playback-event')).toContainText('落槌');
});

test('an event that no round has is said in a sentence @plain', async ({ page, hydrated }) => {
  const { path, last } = await finishedLot(page);
  for (const at of ['999999', '-3', 'x']) {
    const answer = await page.goto(`${path}?at=${at}`);
    expect(answer!.status()).toBe(200);
    await hydrated(page);
    await expect(page.getByTestId('playback-missing')).toContainText(`至 ${last}`);
  }
});

test('the arrow keys move the slider and the address follows', async ({ page, hydrated }) => {
  const { path, last } = await finishedLot(page);
  await page.goto(path);
  await hydrated(page);
  const slider = page.getByRole('slider', { name: '回放位置' });
  await slider.focus();
  await page.keyboard.press('ArrowLeft');
  await expect(page).toHaveURL(new RegExp(`at=${last - 1}$`));
  await page.keyboard.press('ArrowLeft');
  await expect(page).toHaveURL(new RegExp(`at=${last - 2}$`));
  await expect(slider).toHaveAttribute('aria-valuetext', /出价/);
  await expect(slider).toBeFocused();
  await page.keyboard.press('Home');
  await expect(page.getByTestId('playback-event')).toContainText('列入竞价场次');
  await expect(fact(page, 'price')).toHaveText('—');
  // The address is replaced, not piled up: one step back leaves the lot.
  await page.goBack();
  await expect(page).toHaveURL(/\/lots\?status=sold/);
});

test('the playback is accessible and fits every screen', async ({ page, hydrated }) => {
  const { path, last } = await finishedLot(page);
  for (const address of [`${path}?at=${last - 1}`, `/en${path}?at=${last - 1}`]) {
    for (const scheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme: scheme });
      await page.goto(address);
      await hydrated(page);
      await axe(page);
    }
    await fits(page);
  }
});

test('an open lot is not played back @plain', async ({ page, hydrated }) => {
  await page.goto('/live');
  const open = page.getByTestId('tile').first().getByRole('link').first();
  await page.goto(`${await open.getAttribute('href')}?at=1`);
  await hydrated(page);
  await expect(page.locator('#playback')).toHaveCount(0);
});

for (const minutes of [-1, 1]) {
  test(`a clock ${minutes} min off is measured, and the last safe moment keeps to the server`, async ({
    page,
    anotherBrowser,
    signIn,
    hydrated,
  }) => {
    const lot = await openPracticeLot(page);
    const bidder = await anotherBrowser();
    await signIn(bidder, minutes > 0 ? 'bidder1' : 'bidder2');
    // From here on the machine's clock is off; the server's is not.
    await bidder.addInitScript((off) => {
      const now = Date.now.bind(Date);
      Date.now = () => now() + off;
    }, minutes * 60_000);
    await bidder.goto(lot);
    await hydrated(bidder);
    await enrol(bidder);
    const line = bidder.getByTestId('network');
    const said = minutes > 0 ? /本机时钟快 (59\.9|60\.[0-2]) 秒/ : /本机时钟慢 (59\.[89]|60\.[01]) 秒/;
    await expect(line.getByTestId('clock-offset')).toHaveText(said);
    await expect(line).toContainText(/往返 \d+ 毫秒/);
    // The margin of one second and a round trip on the same machine, by the end as it stands.
    const seconds = (clock: string) =>
      clock.split(':').reduce((sum, part) => sum * 60 + Number(part), 0);
    await expect(async () => {
      const words = (await line.getByTestId('safe-moment').textContent())!;
      const { ends_at } = await (await page.request.get(`/api/v1${lot}`)).json();
      const end = (ends_at / 1_000_000 + 8 * 3600) % 86_400;
      const before = end - seconds(words.match(/[\d:.]+$/)![0]);
      expect(before).toBeGreaterThan(1);
      expect(before).toBeLessThan(3);
    }).toPass({ timeout: 10_000 });
    await line.locator('summary').click();
    await expect(line.locator('p')).toContainText('以服务器收到的时间为准');
    for (const scheme of ['light', 'dark'] as const) {
      await bidder.emulateMedia({ colorScheme: scheme });
      await axe(bidder);
    }
    await fits(bidder);
  });
}

test('the figures of a round are public @plain', async ({
  page,
  signIn,
  hydrated,
  watch,
  javaScriptEnabled,
}) => {
  // A bot may be faster: Chromium notes the refusal of a bid in its console.
  watch.allow(/422/);
  test.setTimeout(120_000);
  await signIn(page, javaScriptEnabled === false ? 'bidder1' : 'bidder3');
  const lot = await bidOnPractice(page);
  await page.goto(lot);
  const link = page.getByRole('link', { name: '查看本场与受理时延' });
  const round = (await link.getAttribute('href'))!;
  const shown = page.getByTestId('latency');
  // The figures are written every few seconds.
  await expect(async () => {
    await page.goto(round);
    await expect(shown.getByRole('table')).toBeVisible({ timeout: 1_000 });
  }).toPass({ timeout: 20_000 });
  await hydrated(page);
  await expect(page.getByTestId('round-lots').locator(`a[href="${lot}"]`).first()).toBeVisible();
  await expect(shown.getByRole('rowheader', { name: '裁定 → 落盘' })).toBeVisible();
  const data = await (await page.request.get(`/api/v1${round}/latency`)).json();
  expect(data.decision.count).toBeGreaterThan(0);
  expect(data.decision.count).toBe(data.durable.count);
  expect(data.durable.p50_us).toBeLessThanOrEqual(data.durable.p99_us);
  expect((await page.request.get('/api/v1/rounds/987654/latency')).status()).toBe(404);
  await fits(page);
  if (javaScriptEnabled === false) return;
  for (const scheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme: scheme });
    await axe(page);
  }
});
