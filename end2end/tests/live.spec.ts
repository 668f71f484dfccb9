// What moves by itself on the page of a lot: clock, connection, title of the tab, announcements.
import type { Page } from '@playwright/test';
import { expect, test } from '../support/portal.ts';
import { bidTheMinimum, enrol, openPracticeLot } from '../support/bidding.ts';

/** A lot as the API tells it. */
interface Lot {
  as_of_seq: number;
  ends_at: number;
  server_time: number;
  bids: { seq: number; paddle: number | string; amount: number }[];
}

async function told(page: Page, lot: string): Promise<Lot> {
  return (await page.request.get(`/api/v1${lot}`)).json() as Promise<Lot>;
}

const polite = (page: Page) => page.locator('#announce-polite');
const connection = (page: Page) => page.locator('.connection');

for (const [skew, words] of [
  [60_000, '本机时钟快'],
  [-60_000, '本机时钟慢'],
] as const) {
  test(`the countdown keeps to the server with a clock that is ${skew} ms off`, async ({
    anotherBrowser,
    page,
    hydrated,
  }) => {
    const skewed = await anotherBrowser();
    await skewed.clock.install({ time: new Date(Date.now() + skew) });
    await skewed.clock.resume();
    const lot = await openPracticeLot(page);
    for (const each of [page, skewed]) {
      await each.goto(lot);
      await hydrated(each);
      await expect(connection(each)).toHaveAttribute('data-state', 'live');
    }
    await expect(skewed.locator('.bid-panel-end')).toContainText(words);
    const seconds = (text: string) =>
      text.split(':').reduce((sum, part) => sum * 60 + Number(part), 0);
    const left = async (each: Page) =>
      seconds((await each.getByRole('timer').first().textContent())!);
    await expect
      .poll(async () => {
        const [a, b] = await Promise.all([left(page), left(skewed)]);
        return Math.abs(a - b);
      })
      .toBeLessThanOrEqual(1);
  });
}

test('a silence of twenty seconds is said, and the next sign of life ends it', async ({
  page,
  hydrated,
}) => {
  const lot = await openPracticeLot(page);
  await page.clock.install();
  await page.clock.resume();
  await page.goto(lot);
  await hydrated(page);
  await expect(connection(page)).toHaveAttribute('data-state', 'live');
  // Twenty-five seconds pass for the page, none for the server. A message may come at that moment.
  await expect(async () => {
    await page.clock.fastForward(25_000);
    await expect(connection(page)).toHaveAttribute('data-state', 'late', { timeout: 2_000 });
  }).toPass({ timeout: 30_000, intervals: [6_000] });
  await expect(connection(page)).toContainText('正在核对最新数据');
  await expect(connection(page).getByRole('button')).toHaveCount(0);
  await expect(connection(page)).toHaveAttribute('data-state', 'live', { timeout: 15_000 });
});

test('events that are told again after a break do not set the clock back', async ({ page, hydrated }) => {
  const lot = await openPracticeLot(page);
  const history = await page.request.get(`/api/v1${lot}/bids?from=1`);
  // The first events of the lot are minutes old, and more than the clock keeps measurements of.
  const old = ((await history.json()) as { events: unknown[] }).events.slice(0, 8);
  const { server_time } = await told(page, lot);
  const message = (kind: string, data: unknown) => `event: ${kind}\ndata: ${JSON.stringify(data)}\n\n`;
  const body = [message('hello', { server_time }), ...old.map((event) => message('lot', event))].join('');
  const stream = (url: URL) => url.pathname === '/live' && url.searchParams.has('lots');
  let served = 0;
  await page.route(stream, async (route) => {
    served += 1;
    if (served > 1) return;
    await route.fulfill({ contentType: 'text/event-stream', body });
  });
  await page.goto(lot);
  await hydrated(page);
  // The stream has ended, and the page asks for another one.
  await expect.poll(() => served, { timeout: 20_000 }).toBeGreaterThan(1);
  const { ends_at, server_time: now } = await told(page, lot);
  const left = (await page.getByRole('timer').first().textContent())!;
  const shown = left.split(':').reduce((sum, part) => sum * 60 + Number(part), 0);
  // A bid may move the end meanwhile; minutes it never moves by at once.
  expect(Math.abs(shown - (ends_at - now) / 1_000_000)).toBeLessThanOrEqual(65);
});

/** Notes the number of every event that the page is sent, over all its streams. */
async function noteNumbers(page: Page): Promise<() => Promise<number[]>> {
  await page.addInitScript(() => {
    const numbers: number[] = [];
    Object.assign(window, { numbers });
    const Plain = window.EventSource;
    window.EventSource = class extends Plain {
      constructor(address: string | URL) {
        super(address);
        this.addEventListener('lot', (event) => {
          numbers.push(JSON.parse((event as MessageEvent<string>).data).figures.seq);
        });
      }
    };
  });
  return () => page.evaluate(() => (window as unknown as { numbers: number[] }).numbers);
}

test('a lost stream is said and resumed without a gap and without a repetition', async ({
  page,
  anotherBrowser,
  signIn,
  hydrated,
  context,
  watch,
}) => {
  test.setTimeout(120_000);
  watch.allow(/422|ERR_INTERNET_DISCONNECTED/);
  const bidder = await anotherBrowser();
  await signIn(bidder, 'bidder2');
  const lot = await openPracticeLot(page);
  const numbers = await noteNumbers(page);
  await page.goto(lot);
  await hydrated(page);
  await expect(connection(page)).toHaveAttribute('data-state', 'live');
  const known = (await told(page, lot)).as_of_seq;
  await bidder.goto(lot);
  await hydrated(bidder);
  await enrol(bidder);

  await context.setOffline(true);
  await expect(connection(page)).toHaveAttribute('data-state', /offline|lost/);
  await expect(polite(page)).toContainText('实时连接已断开');
  await bidTheMinimum(bidder);
  const meanwhile = (await told(bidder, lot)).bids.filter((bid) => bid.seq > known).length;
  expect(meanwhile).toBeGreaterThan(0);
  await context.setOffline(false);
  await expect(connection(page)).toHaveAttribute('data-state', 'back', { timeout: 40_000 });
  await expect(connection(page)).toContainText(/新增 [1-9]\d* 次出价/);
  await expect(polite(page)).toContainText(/已恢复连接，期间新增 [1-9]\d* 次出价/);

  // Every event came once and in its order.
  await expect.poll(async () => (await numbers()).length).toBeGreaterThan(0);
  const sent = await numbers();
  expect(sent).toEqual(sent.map((_, at) => sent[0]! + at));

  // And the list holds what the record holds.
  const all = page.getByRole('button', { name: '显示全部' });
  if (await all.isVisible()) await all.click();
  const rows = page.locator('.bid-list tbody tr');
  const listed = () => rows.evaluateAll((all) => all.map((row) => Number((row as HTMLElement).dataset.seq)));
  await expect(async () => {
    const shown = (await listed()).reverse();
    const record = (await told(page, lot)).bids.map((bid) => bid.seq);
    expect(shown).toEqual(record);
  }).toPass({ timeout: 15_000 });
});

test('a lost stream is said while the network is there, and tried again at once on demand', async ({
  page,
  hydrated,
  watch,
}) => {
  watch.allow(/ERR_FAILED/);
  const lot = await openPracticeLot(page);
  let refused = 0;
  const stream = (url: URL) => url.pathname === '/live' && url.searchParams.has('lots');
  await page.route(stream, async (route) => {
    refused += 1;
    await route.abort();
  });
  await page.clock.install();
  await page.clock.resume();
  await page.goto(lot);
  await hydrated(page);
  await expect.poll(() => refused).toBeGreaterThan(0);
  await expect(connection(page)).toContainText('数据更新于');
  // Forty seconds without a word; then its clock stands still, and only the button is left to try.
  await page.clock.pauseAt(Date.now() + 45_000);
  await expect(connection(page)).toHaveAttribute('data-state', 'lost');
  expect(await page.evaluate(() => navigator.onLine)).toBe(true);
  await expect(connection(page)).toContainText(/实时连接已断开.+\d+ 秒后重连.+出价仍可提交/);
  const panel = page.getByTestId('bid-panel');
  await expect(panel).toHaveAttribute('data-stale', 'true');
  const before = refused;
  await page.unroute(stream);
  await connection(page).getByRole('button', { name: '立即重试' }).click();
  await expect(connection(page)).toHaveAttribute('data-state', 'back');
  await expect(panel).not.toHaveAttribute('data-stale', 'true');
  expect(refused).toBe(before);
});

test('the tab says what is left and where one stands', async ({
  page,
  signIn,
  hydrated,
  watch,
}) => {
  watch.allow(/422|ERR_INTERNET_DISCONNECTED/);
  await signIn(page, 'bidder3');
  const lot = await openPracticeLot(page);
  await page.goto(lot);
  await hydrated(page);
  const name = (await page.getByRole('heading', { level: 1 }).textContent())!;
  // Search engines and shared links get the name alone.
  const sent = await (await page.request.get(lot)).text();
  expect(sent).toContain(`<title>${name} - `);
  await expect(page).toHaveTitle(/^(\d{2}:)?\d{2}:\d{2} ·\s/);
  const before = await page.title();
  expect(before).toContain(name);
  await expect.poll(() => page.title()).not.toBe(before);
  await enrol(page);
  await bidTheMinimum(page);
  await expect(page).toHaveTitle(/^(\d{2}:)?\d{2}:\d{2} ·\s(领先|已被超越) ·\s/);
  const standing = page.locator('.standing');
  await expect(async () => {
    const word = (await standing.getAttribute('data-standing')) === 'leading' ? '领先' : '已被超越';
    expect(await page.title()).toContain(word);
  }).toPass({ timeout: 5_000 });
  // The next page has its own title again.
  await page.locator('header a[href="/lots"]').click();
  await expect(page).toHaveTitle(/^标的/);
});

test('a minute before the end is announced once, and the ticking never', async ({
  page,
  hydrated,
}) => {
  const lot = await openPracticeLot(page);
  await page.clock.install();
  await page.clock.resume();
  await page.goto(lot);
  await hydrated(page);
  await expect(connection(page)).toHaveAttribute('data-state', 'live');
  await expect(page.getByRole('timer').first()).not.toHaveAttribute('aria-live', /polite|assertive/);
  const said: string[] = [];
  await page.exposeFunction('heard', (words: string) => said.push(words));
  await page.evaluate(() => {
    const region = document.getElementById('announce-polite')!;
    const heard = (window as unknown as { heard(words: string): void }).heard;
    new MutationObserver(() => heard(region.textContent!)).observe(region, { childList: true, characterData: true, subtree: true });
  });
  const { ends_at, server_time } = await told(page, lot);
  const left = (ends_at - server_time) / 1_000;
  await page.clock.fastForward(Math.max(0, left - 63_000));
  const minute = () => said.filter((words) => words === '距截止还有 1 分钟').length;
  await expect.poll(minute, { timeout: 20_000 }).toBe(1);
  await page.waitForTimeout(3_000);
  expect(minute(), 'once').toBe(1);
  // The leap of the clock may have passed an earlier one as well.
  const times = said.filter((words) => words.startsWith('距截止还有'));
  expect(times.length, said.join(' / ')).toBeLessThanOrEqual(2);
});

test('new bids of others are announced when they are wanted, gathered in one sentence', async ({
  page,
  twoBrowsers,
  signIn,
  hydrated,
  watch,
}) => {
  test.setTimeout(180_000);
  watch.allow(/422/);
  const others = await twoBrowsers();
  await signIn(others[0], 'bidder2');
  await signIn(others[1], 'bidder4');
  const lot = await openPracticeLot(page);
  for (const other of others) {
    await other.goto(lot);
    await hydrated(other);
    await enrol(other);
  }
  await page.goto(lot);
  await hydrated(page);
  await expect(page.getByRole('log', { name: '出价记录' })).toHaveAttribute('aria-live', 'off');
  const choice = page.getByLabel('朗读新出价');
  await expect(choice).toHaveValue('mine');
  // Whoever has not bid here hears nothing of it.
  await bidTheMinimum(others[0]);
  await page.waitForTimeout(6_000);
  await expect(polite(page)).not.toContainText('新增');
  await choice.selectOption('all');
  await bidTheMinimum(others[1]);
  await expect(polite(page)).toContainText(/新增 \d+ 次出价，当前价 [\d,]+\s元/, { timeout: 50_000 });
  // The browser remembers.
  await page.reload();
  await hydrated(page);
  await expect(choice).toHaveValue('all');
});
