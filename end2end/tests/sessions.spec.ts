// The page of a session: who holds it, what happens when, and its lots, whose figures move.
import type { Locator, Page } from '@playwright/test';
import { bidTheMinimum } from '../support/bidding.ts';
import { payDeposit } from '../support/deposits.ts';
import { axe, expect, fits, test } from '../support/portal.ts';

/** Every address of this kind that the page links to, once. */
async function addresses(links: Locator): Promise<string[]> {
  const all = await links.evaluateAll((each) => each.map((link) => link.getAttribute('href')!));
  return [...new Set(all)];
}

test('a session tells its three roles and its agenda @plain', async ({ page, hydrated }) => {
  await page.goto('/sessions');
  const announced = page.locator('.badge', { hasText: '待公布' });
  const card = page.locator('.session-card').filter({ hasNot: announced }).first();
  await page.goto((await card.getByRole('link').first().getAttribute('href'))!);
  await hydrated(page);
  const holders = page.locator('.session-facts .holders');
  await expect(holders.locator('dt')).toHaveText(['主办', '承办', '联办']);
  for (const names of await holders.locator('dd').all()) {
    await expect(names).toContainText('示例');
  }
  const agenda = page.getByRole('table', { name: '议程' });
  const rows = agenda.locator('tbody tr');
  expect(await rows.count()).toBeGreaterThan(2);
  const starts = await rows.locator('time').evaluateAll((all) =>
    all.map((time) => time.getAttribute('datetime')!),
  );
  expect(starts).toHaveLength(await rows.count());
  expect(starts).toEqual([...new Set(starts)].sort());
  for (const row of await rows.all()) {
    await expect(row.getByRole('rowheader')).toHaveText(/^\d{2}:\d{2}$/);
    await expect(row.locator('.agenda-title')).not.toBeEmpty();
    await expect(row.locator('.agenda-meta')).toContainText(/\d+ 分钟/);
  }
});

test('a page draws its blocks, and its agenda leads to a need @plain', async ({ page, hydrated }) => {
  await page.goto('/sessions');
  const link = page.locator('main a[href$="-suzhou-bio"]').first();
  const address = (await link.getAttribute('href'))!;
  await page.goto(address);
  await hydrated(page);
  const main = page.getByRole('main');
  for (const block of [
    '.session-lots .lot-card',
    '.people .person',
    '.table-box table',
    '.session-map',
    '.session-video a[href^="https:"][rel~="noopener"]',
    '.session-events li',
    '.materials a',
    '.question',
  ]) {
    await expect(main.locator(block).first(), block).toBeVisible();
  }
  const rows = main.getByRole('table', { name: '议程' }).locator('tbody tr');
  const row = rows.filter({ has: page.locator('a[href^="/needs/"]') });
  await expect(row).toHaveCount(1);
  const title = (await row.locator('.agenda-title').innerText()).trim();
  await expect(main.locator('.session-needs')).toContainText(title);
  await row.getByRole('link').click();
  await expect(page).toHaveURL(/\/needs\/X\d{4}-BIO-\d{4}$/);
  await expect(page.getByRole('heading', { level: 1 })).toContainText(title);
  // The need knows its session.
  await expect(main.locator(`a[href="${address}"]`).first()).toBeVisible();
});

test('programs read a session as an event, and one that was called off as such @plain', async ({
  page,
  request,
}) => {
  // Read as it was sent: a crawler runs no script.
  const event = async (address: string): Promise<Record<string, any>> => {
    const sent = await (await request.get(address)).text();
    const data = /<script[^>]*application\/ld\+json[^>]*>([^<]*)<\/script>/.exec(sent);
    return JSON.parse(data![1]!) as Record<string, any>;
  };
  await page.goto('/sessions');
  const cards = page.locator('.session-card').filter({ hasNot: page.getByText('待公布') });
  const links = cards.getByRole('link').and(page.locator('[href^="/sessions/"]:not([href*="."])'));
  const status = new Set<string>();
  const modes = new Set<string>();
  for (const address of await addresses(links)) {
    const one = await event(address);
    expect(one['@type'], address).toBe('Event');
    expect(one.url, address).toContain(address);
    expect(Date.parse(one.endDate), address).toBeGreaterThan(Date.parse(one.startDate));
    // In its place, and where a block names a broadcast from afar as well.
    const places = [one.location].flat();
    const kinds = places.map((place) => place['@type'] as string);
    const mode = kinds.length > 1 ? 'Mixed' : 'Offline';
    const said = `https://schema.org/${mode}EventAttendanceMode`;
    expect(one.eventAttendanceMode, address).toBe(said);
    expect(kinds, address).toEqual(['Place', 'VirtualLocation'].slice(0, kinds.length));
    expect(places[0].name, address).not.toBe('');
    expect(places[0].address.addressLocality, address).not.toBe('');
    if (kinds.length > 1) expect(places[1].url, address).toMatch(/^https:/);
    modes.add(mode);
    // Another test may have moved a session on this server.
    if (one.eventStatus.endsWith('Rescheduled')) {
      expect(Date.parse(one.previousStartDate), address).not.toBe(Date.parse(one.startDate));
      continue;
    }
    expect(one.organizer.length, address).toBeGreaterThan(0);
    status.add(one.eventStatus);
  }
  const words = ['EventCancelled', 'EventScheduled'].map((word) => `https://schema.org/${word}`);
  expect([...status].sort()).toEqual(words);
  expect([...modes].sort()).toEqual(['Mixed', 'Offline']);
});

test('a session that is over tells what came of it and who wrote about it @plain', async ({
  page,
  hydrated,
  javaScriptEnabled,
}) => {
  // The sessions of the season before are all over.
  await page.goto('/sessions?year=2022');
  await hydrated(page);
  const over = page.locator('.session-card-title[data-state="SUMMARISED"] a');
  const sessions = await addresses(over);
  // Those of both programmes are one group.
  expect(sessions).toHaveLength(17);
  await expect(page.getByTestId('session-group')).toHaveText(/17\D+17/);
  let written = 0;
  for (const session of sessions.slice(0, 4)) {
    await page.goto(session);
    await hydrated(page);
    await expect(page.getByRole('heading', { level: 2, name: '活动成果' })).toBeVisible();
    const figures = page.getByTestId('session-figures').locator('dd');
    expect(await figures.count()).toBeGreaterThan(2);
    for (const figure of await figures.all()) await expect(figure).toHaveText(/^\d+$/);
    const articles = page.getByTestId('coverage').getByRole('link');
    for (const article of await articles.all()) {
      await expect(article).toHaveAttribute('rel', /noopener/);
      await expect(article).toHaveAttribute('href', /^https?:/);
    }
    written += await articles.count();
  }
  expect(written, 'articles about the sessions').toBeGreaterThan(0);
  await fits(page);
  if (javaScriptEnabled !== false) await axe(page);
});

/** The page of the first session in the list that carries this badge. */
async function badged(page: Page, words: string): Promise<string> {
  await page.goto('/sessions');
  const badge = page.locator('.badge', { hasText: words });
  const card = page.locator('.session-card').filter({ has: badge }).first();
  return (await card.getByRole('link').first().getAttribute('href'))!;
}

test('a stop of the torch express names its document and rules, a low-carbon session its mark @plain', async ({
  page,
  hydrated,
}) => {
  await page.goto(await badged(page, '火炬科技成果直通车'));
  await hydrated(page);
  const banner = page.locator('.session-torch');
  await expect(banner).toContainText('国科火字〔2022〕94号');
  await expect(banner).toContainText('不少于 10 项');
  await banner.getByRole('link', { name: '全部专场' }).click();
  await hydrated(page);
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('火炬科技成果直通车');
  const cards = page.locator('.session-card');
  await expect(cards.first()).toBeVisible();
  await expect(cards.filter({ hasNotText: '火炬科技成果直通车' })).toHaveCount(0);
  await page.getByTestId('session-choice').getByRole('link', { name: '全部专场' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('产业专场');
  await page.goto(await badged(page, '低碳专场'));
  await hydrated(page);
  await expect(page.locator('.session-cover')).toContainText('低碳专场：');
});

test('of many lots a few stand open and the rest unfold; the list says who may register @plain', async ({
  page,
  hydrated,
}) => {
  await page.goto('/sessions');
  const coming = page.locator('.session-card', { has: page.locator('.session-gate') });
  await expect(coming.first().locator('.session-gate')).toHaveText(/^(报名中|可报名候补|报名未开始|报名已截止)$/);
  const over = page.locator('.session-card', { has: page.locator('[data-state="SUMMARISED"]') });
  await expect(over.first().locator('.session-gate')).toHaveCount(0);
  const rest = page.getByTestId('lots-rest');
  for (const session of await addresses(page.locator('.session-card-title a'))) {
    await page.goto(session);
    if ((await rest.count()) > 0) break;
  }
  await hydrated(page);
  await expect(page.locator('.session-lots > .lot-grid > li')).toHaveCount(6);
  await expect(rest.locator('.lot-card').first()).toBeHidden();
  const count = Number((await rest.locator('summary').textContent())!.replace(/\D/g, ''));
  await rest.locator('summary').click();
  await expect(rest.locator('.lot-card')).toHaveCount(count);
  await expect(rest.locator('.lot-card').last()).toBeVisible();
});

test('the agenda is printed before the page @plain', async ({ page, hydrated }) => {
  await page.goto('/sessions');
  const announced = page.locator('.badge', { hasText: '待公布' });
  const card = page.locator('.session-card').filter({ hasNot: announced }).first();
  await page.goto((await card.getByRole('link').first().getAttribute('href'))!);
  await hydrated(page);
  await page.emulateMedia({ media: 'print' });
  const agenda = (await page.getByRole('table', { name: '议程' }).boundingBox())!;
  const blocks = (await page.locator('.session-blocks').boundingBox())!;
  expect(agenda.y + agenda.height).toBeLessThanOrEqual(blocks.y);
  await expect(page.locator('.session-plate')).toBeHidden();
  await expect(page.locator('.main-nav')).toBeHidden();
});

/** A session with a lot under the hammer on which no other test has a deposit waiting. */
async function sessionWithOpenLot(page: Page, staff: Page): Promise<[string, string]> {
  await staff.goto('/admin/deposits?show=declared');
  const taken = await addresses(staff.getByTestId('deposit-rows').getByRole('link'));
  await page.goto('/sessions');
  for (const session of await addresses(page.locator('main a[href^="/sessions/"]'))) {
    await page.goto(session);
    const running = page.locator('.lot-status[data-view="open"], .lot-status[data-view="extended"]');
    const cards = page.locator('.lot-card').filter({ has: running });
    const lots = await addresses(cards.locator('.lot-card-title a'));
    const free = lots.find((lot) => !taken.includes(lot));
    if (free !== undefined) return [session, free];
  }
  throw new Error('no session of the demo season has a lot under the hammer');
}

test('the figures of a lot move on the page of its session when somebody bids', async ({
  page,
  twoBrowsers,
  signIn,
  hydrated,
  watch,
}) => {
  test.setTimeout(120_000);
  watch.allow(/422/);
  const [bidder, staff] = await twoBrowsers();
  await signIn(staff, 'center1');
  const [session, lot] = await sessionWithOpenLot(page, staff);
  await signIn(bidder, 'bidder5');
  await payDeposit(bidder, staff, hydrated, lot, '2026-0501');

  await page.goto(session);
  await hydrated(page);
  const card = page.locator('.lot-card', { has: page.locator(`a[href="${lot}"]`) });
  const figures = card.locator('.lot-card-figures dd');
  const [price, bids] = [figures.first(), figures.last()];
  await expect(card.locator('.lot-card-figures dt').first()).toHaveText(/当前价|起拍价/);
  const count = async () => Number((await bids.textContent())!.replace(/\D/g, ''));
  const before = await count();
  let loads = 0;
  page.on('load', () => (loads += 1));
  const bid = await bidTheMinimum(bidder);
  await expect.poll(count, { timeout: 2_000 }).toBe(before + 1);
  await expect(card.locator('.lot-card-figures dt').first()).toHaveText('当前价');
  const shown = Number((await price.textContent())!.replace(/[^\d.]/g, ''));
  const yuan = Number(bid.replaceAll(',', ''));
  expect([yuan, yuan / 10_000], 'in yuan or in ten thousands').toContain(shown);
  expect(loads, 'without a reload').toBe(0);
});

test('the mark of the agenda moves on while the page stays open', async ({ page, hydrated }) => {
  // Only a browser's clock can be turned; without scripts the mark is that of the loading.
  await page.clock.install();
  await page.clock.resume();
  await page.goto('/sessions');
  // The session of the demo season's day, whatever the hour is; its agenda may be over.
  const days = [0, 24].map((ago) => new Date(Date.now() + (8 - ago) * 3_600_000).toISOString().slice(0, 10));
  const day = page.locator(days.map((one) => `time[datetime="${one}"]`).join(', '));
  await page.locator('.session-card', { has: day }).first().getByRole('heading').getByRole('link').click();
  await hydrated(page);
  const rows = page.getByRole('table', { name: '议程' }).locator('tbody tr');
  const times = await rows.locator('time').evaluateAll((all) =>
    all.map((one) => Date.parse((one as HTMLTimeElement).dateTime)),
  );
  const now = await page.evaluate(() => Date.now());
  const next = times.findIndex((at) => at > now);
  await page.clock.fastForward(next < 0 ? 24 * 3_600_000 : times[next]! - now + 60_000);
  const marked = rows.and(page.locator('[data-now]'));
  if (next < 0) {
    await expect(marked, 'nothing runs any more').toHaveCount(0);
    return;
  }
  await expect(rows.nth(next)).toHaveAttribute('data-now', 'true');
  await expect(marked).toHaveCount(1);
});
