// What somebody else has written into a page: the content policy stops it and reports it, and what
// people may type never becomes anything but text.
import { readFileSync } from 'node:fs';
import type { Page } from '@playwright/test';
import { expect, test } from '../support/portal.ts';

/** The attacks that the server's own test puts into every text of a site. */
const CORPUS = JSON.parse(
  readFileSync(new URL('../../server/src/routes/tests/xss/corpus.json', import.meta.url), 'utf8'),
) as string[];

/** Notes whatever runs that should not: calls of `__xss`, and dialogs. */
async function trap(page: Page): Promise<() => Promise<unknown[]>> {
  const ran: unknown[] = [];
  page.on('dialog', async (dialog) => {
    ran.push(dialog.message());
    await dialog.dismiss();
  });
  await page.exposeFunction('__xss', (what: unknown) => ran.push(what));
  return async () => {
    // A picture that fails and what has the focus do so a moment after the page.
    await page.waitForTimeout(200);
    return ran;
  };
}

/** Puts `markup` before the end of the body of the page at `path`, as if the server had sent it. */
async function plant(page: Page, path: string, markup: string): Promise<void> {
  await page.route(
    (url) => url.pathname === path,
    async (route) => {
      if (route.request().resourceType() !== 'document') return route.continue();
      const response = await route.fetch();
      const body = (await response.text()).replace('</body>', `${markup}</body>`);
      await route.fulfill({ response, body });
    },
  );
}

const PLANTED: [string, string, string][] = [
  ['a script without the nonce', '<script>__xss("inline")</script>', 'inline'],
  ['a handler in an attribute', '<img src="data:," onerror="__xss(\'handler\')">', 'inline'],
  ['a script from elsewhere', '<script src="https://evil.example/x.js"></script>', 'https://evil.example/x.js'],
  ['a file of the portal that nobody asked for', '<script src="/robots.txt"></script>', '/robots.txt'],
];

for (const [what, markup, blocked] of PLANTED) {
  test(`${what} does not run and is reported`, async ({ page, hydrated, watch }) => {
    watch.allow(/Content Security Policy/);
    // Chromium tells of a request that it has stopped as of one that was made.
    watch.allowHost('evil.example');
    const ran = await trap(page);
    await plant(page, '/sitemap', markup);
    const reported = page.waitForRequest('**/policy-reports');
    await page.goto('/sitemap');
    await hydrated(page);
    const report = await reported;
    const told = (JSON.parse(report.postData()!) as { 'csp-report': Record<string, string> })['csp-report'];
    expect(told['effective-directive']).toContain('script-src');
    expect(told['blocked-uri']).toContain(blocked);
    expect((await report.response())?.status()).toBe(204);
    expect(await ran()).toEqual([]);
  });
}

test('a planted script with the nonce of another answer does not run', async ({ page, watch }) => {
  watch.allow(/Content Security Policy/);
  const other = await page.request.get('/sitemap');
  const nonce = /'nonce-([^']+)'/.exec(other.headers()['content-security-policy']!)![1];
  const ran = await trap(page);
  await plant(page, '/sitemap', `<script nonce="${nonce}">__xss("old nonce")</script>`);
  const reported = page.waitForRequest('**/policy-reports');
  await page.goto('/sitemap');
  await reported;
  expect(await ran()).toEqual([]);
});

test('what an address says is shown as text', async ({ page, hydrated }) => {
  const ran = await trap(page);
  const places = ['/lots?q=', '/en/lots?q=', '/login?next=', '/lots?industry='];
  for (const words of [...CORPUS, CORPUS.join('')]) {
    await page.goto(`${places[0]}${encodeURIComponent(words)}`);
    await hydrated(page);
    await expect(page.locator('xss-5, xss-12')).toHaveCount(0);
  }
  for (const place of places.slice(1)) {
    await page.goto(`${place}${encodeURIComponent(CORPUS.join(''))}`);
    await hydrated(page);
  }
  expect(await ran()).toEqual([]);
});

test('what a person types is shown as text, to him and to others @plain', async ({
  page,
  signIn,
  hydrated,
  javaScriptEnabled,
}) => {
  const ran = await trap(page);
  // An account has so many tokens and no more: both projects may run on one server.
  await signIn(page, javaScriptEnabled === false ? 'center2' : 'regulator1');
  for (const words of CORPUS.filter((text) => text.length <= 40)) {
    await page.goto('/account');
    await hydrated(page);
    // None is left when this is a second try.
    if ((await page.locator('#token-name').count()) === 0) break;
    await page.locator('#token-name').fill(words);
    await page.locator('#token-days').fill('1');
    await page.locator('.token-new [type="submit"]').click();
    await page.waitForLoadState();
    await expect(page.locator('main xss-5, main xss-12, main img[src="x"], main iframe')).toHaveCount(0);
  }
  await page.goto('/account');
  await hydrated(page);
  await expect(page.getByText('__xss(4)').first()).toBeVisible();
  expect(await ran()).toEqual([]);
});

test('a bid for other terms than the page shows is told to look again @plain', async ({
  page,
  signIn,
  hydrated,
  javaScriptEnabled,
}) => {
  await signIn(page, 'bidder1');
  await page.goto('/live');
  const lot = await page.locator('[data-testid="tile"] a').first().getAttribute('href');
  if (javaScriptEnabled !== false) {
    // The form with scripts on has no field to change: what it posts is sent by hand.
    const answer = await page.request.post('/fn/bidding/place_bid', {
      form: {
        lot: lot!.split('/').pop()!,
        amount: '100000',
        key: 'planted-other-terms',
        terms: '0'.repeat(64),
      },
      headers: { accept: 'application/json', 'sec-fetch-site': 'same-origin' },
    });
    expect(await answer.text()).toContain('TERMS_CHANGED');
    return;
  }
  await page.goto(`${lot}/bid?amount=100000&terms=${'0'.repeat(64)}`);
  await hydrated(page);
  await page.locator('.confirm [type="submit"]').click();
  await expect(page.locator('.error-summary')).toContainText('竞价条件已变更');
});
