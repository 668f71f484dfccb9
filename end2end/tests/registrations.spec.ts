// Units register for a session, wait, show their codes at the door, and book talks.
import type { APIRequestContext, Page } from '@playwright/test';
import { axe, expect, fits, test } from '../support/portal.ts';

const ALPHABET = '0123456789ABCDEFGHJKLMNPQRTUWXY';
const WEIGHTS = [1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28];

/** What a page of the portal sends with its calls. */
const SAME_SITE = { accept: 'application/json', 'sec-fetch-site': 'same-origin' };

/** A credit code with its check character, another one each time (GB 32100-2015). */
let made = Date.now() % 1_000_000;
function creditCode(): string {
  made += 1;
  const first = `9132010${String(made).padStart(10, '0')}`;
  const sum = WEIGHTS.reduce((sum, weight, place) => sum + ALPHABET.indexOf(first[place]!) * weight, 0);
  return first + ALPHABET[(31 - (sum % 31)) % 31];
}

/** The second session of organiser1 with scripts, the first without: each run has its own. */
async function mySession(page: Page, scripts: boolean): Promise<string> {
  const desks = page.locator('a[href^="/host/sessions/"]');
  const desk = await desks.nth(scripts ? 1 : 0).getAttribute('href');
  return /\/host\/sessions\/(\d+)/.exec(desk!)![1]!;
}

/** A Beijing hour so many days from now, as a form wants it. */
function hour(days: number): string {
  const at = new Date(Date.now() + days * 86_400_000 + 8 * 3_600_000);
  return at.toISOString().slice(0, 16);
}

async function taken(page: Page): Promise<number> {
  const words = await page.getByTestId('taken').textContent();
  return Number(words!.split('/')[0]);
}

/** Opens registration for so many seats beyond those that are taken; answers the slug of the session. */
async function open(page: Page, session: string, seats: number): Promise<string> {
  await page.goto(`/host/sessions/${session}/registrations`);
  const all = (await taken(page)) + seats;
  const settings = page.locator('details', { has: page.locator('#seats') });
  if ((await settings.getAttribute('open')) === null) await settings.locator('summary').click();
  await page.locator('#opens-at').fill(hour(-1));
  await page.locator('#seats').fill(String(all));
  await settings.locator('button[type="submit"]').click();
  await expect(page.getByTestId('taken')).toContainText(`/ ${all}`);
  const link = page.locator('.page-head a[href^="/sessions/"]').first();
  return /\/sessions\/([^/?#]+)/.exec((await link.getAttribute('href'))!)![1]!;
}

/** Registers a unit of one person through HTTP; answers the path of its registration. */
async function register(request: APIRequestContext, slug: string, number: number): Promise<string> {
  const answer = await request.post('/fn/registrations/register', {
    headers: SAME_SITE,
    form: {
      slug,
      back: `/sessions/${slug}/register`,
      'form[credit_code]': creditCode(),
      'form[unit]': `端到端单位${number}（示例）`,
      'form[people][0][name]': `端到端人员${number}`,
      'form[people][0][phone]': `1990000${String(number).padStart(4, '0')}`,
      'form[people][0][email]': `e2e${number}@example.com`,
      'form[people][0][role]': 'TECHNICAL',
      'form[consent]': '1',
      'form[disclaimer]': '1',
    },
  });
  expect(answer.status(), await answer.text()).toBe(200);
  return JSON.parse(await answer.text()) as string;
}

test('a unit registers two people, keeps its link, and cancels @plain', async ({
  page,
  anotherBrowser,
  signIn,
  hydrated,
  javaScriptEnabled,
}) => {
  const scripts = javaScriptEnabled !== false;
  await signIn(page, 'organiser1');
  const session = await mySession(page, scripts);
  const slug = await open(page, session, 10);
  const visitor = await anotherBrowser();
  await visitor.goto(`/sessions/${slug}`);
  await expect(visitor.getByTestId('registration-state')).toContainText('席位');
  await visitor.goto(`/sessions/${slug}/register`);
  await hydrated(visitor);
  const unit = `江澜端到端（示例）${Date.now() % 100_000}`;
  await visitor.locator('#unit').fill(unit);
  await visitor.locator('#credit-code').fill('91320100000000000X');
  await visitor.locator('button[value="add"]').click();
  await expect(visitor.locator('.registration-person')).toHaveCount(2);
  await expect(visitor.locator('#unit')).toHaveValue(unit);
  for (const [row, name] of ['陈一鸣', '林晓舟'].entries()) {
    await visitor.locator(`#person-${row}-name`).fill(name);
    await visitor.locator(`#person-${row}-phone`).fill(`1990000777${row}`);
    await visitor.locator(`#person-${row}-email`).fill(`person${row}@example.com`);
  }
  await visitor.locator('#consent').check();
  if (await visitor.locator('#disclaimer').count()) await visitor.locator('#disclaimer').check();
  await visitor.getByTestId('submit').click();
  // The code is wrong: everything typed is still there.
  await expect(visitor.locator('.error-summary')).toContainText('统一社会信用代码');
  await expect(visitor.locator('#person-1-name')).toHaveValue('林晓舟');
  await hydrated(visitor);
  if (scripts) {
    for (const colorScheme of ['light', 'dark'] as const) {
      await visitor.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      await axe(visitor);
    }
    await fits(visitor);
  }
  await visitor.locator('#credit-code').fill(creditCode());
  await visitor.getByTestId('submit').click();
  await expect(visitor).toHaveURL(/\/registration\//);
  await hydrated(visitor);
  await expect(visitor.getByTestId('badge-code')).toHaveCount(2);
  await expect(visitor.locator('main')).not.toContainText('1990000777');
  if (scripts) {
    await axe(visitor);
    await fits(visitor);
  }
  // One talk at a time; given back it is free again.
  const offers = visitor.getByTestId('talk-offers').getByRole('button');
  const free = await offers.count();
  expect(free).toBeGreaterThan(0);
  await offers.first().click();
  await expect(visitor.getByTestId('talk-booked')).toContainText('已预约');
  await expect(offers).toHaveCount(0);
  await hydrated(visitor);
  await visitor.getByRole('button', { name: '取消预约' }).click();
  await expect(offers).toHaveCount(free);
  await hydrated(visitor);
  await visitor.locator('.registration-cancel summary').click();
  await visitor.getByTestId('cancel').click();
  await expect(visitor.getByTestId('registration-state')).toContainText('已取消');
});

test('sixty register at once for fifty seats', async ({ page, signIn, request }) => {
  await signIn(page, 'organiser1');
  const session = await mySession(page, true);
  const slug = await open(page, session, 50);
  const paths = await Promise.all(
    Array.from({ length: 60 }, (_, number) => register(request, slug, 1_000 + number)),
  );
  expect(new Set(paths).size).toBe(60);
  await page.goto(`/host/sessions/${session}/registrations`);
  const [now, all] = (await page.getByTestId('taken').textContent())!.split('/').map(Number);
  expect(now).toBe(all);
  await expect(page.getByTestId('waiting')).toHaveText('10');
  // Everybody goes again: other runs find the session as it was.
  for (const path of paths) {
    const code = /\/registration\/([^?]+)/.exec(path)![1]!;
    const gone = await request.post('/fn/registrations/cancel', {
      headers: SAME_SITE,
      form: { code },
    });
    expect(gone.status()).toBe(200);
  }
  await page.reload();
  await expect(page.getByTestId('waiting')).toHaveText('0');
});

test('fifty-five check in while the network is cut, and each counts once', async ({
  page,
  context,
  signIn,
  hydrated,
  request,
  watch,
}) => {
  watch.allow(/ERR_INTERNET_DISCONNECTED/);
  await signIn(page, 'organiser1');
  const session = await mySession(page, true);
  const slug = await open(page, session, 55);
  const codes: string[] = [];
  for (let number = 0; number < 55; number += 1) {
    const path = await register(request, slug, 2_000 + number);
    const own = await request.get(path);
    codes.push(/data-testid="badge-code">([^<]+)</.exec(await own.text())![1]!);
  }
  await page.setViewportSize({ width: 390, height: 844 });
  await page.goto(`/host/sessions/${session}/check-in`);
  await hydrated(page);
  const state = page.getByTestId('door-state');
  await expect(state).toContainText('已同步');
  const before = Number(/到场 (\d+) 人/.exec((await page.getByTestId('door-here').textContent())!)![1]);
  const enter = async (code: string) => {
    await page.locator('#door-code').fill(code);
    await page.locator('#door-code').press('Enter');
    await expect(page.getByTestId('door-answer')).toBeVisible();
  };
  for (const code of codes.slice(0, 20)) await enter(code);
  await context.setOffline(true);
  for (const code of codes.slice(20)) await enter(code);
  // The same badge once more, and one that is none.
  await enter(codes[30]!);
  await expect(page.getByTestId('door-answer')).toContainText('此前已签到');
  await enter('nonsense');
  await expect(page.getByTestId('door-answer')).toContainText('没有此签到码');
  await expect(state).toContainText('离线');
  await expect(page.getByTestId('door-here')).toContainText(`到场 ${before + 55} 人`);
  await context.setOffline(false);
  await expect(state).toContainText('全部已同步', { timeout: 30_000 });
  await page.reload();
  await hydrated(page);
  await expect(page.getByTestId('door-here')).toContainText(`到场 ${before + 55} 人`);
  await axe(page);
  await fits(page);
});

test('at the door a code is typed without scripts too @plain', async ({
  page,
  signIn,
  hydrated,
  request,
  javaScriptEnabled,
}) => {
  const scripts = javaScriptEnabled !== false;
  await signIn(page, 'organiser1');
  const session = await mySession(page, scripts);
  const slug = await open(page, session, 5);
  const path = await register(request, slug, scripts ? 3_001 : 3_002);
  const own = await request.get(path);
  const code = /data-testid="badge-code">([^<]+)</.exec(await own.text())![1]!;
  await page.goto(`/host/sessions/${session}/check-in`);
  await hydrated(page);
  await page.locator('#door-code').fill(code);
  await page.locator('#door-code').press('Enter');
  await expect(page.getByTestId('door-answer')).toContainText('已签到');
});
