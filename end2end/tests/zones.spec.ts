// Whatever zone a reader's machine is set to: clocks and days are those of Beijing, for everybody.
import type { Page } from '@playwright/test';
import { expect, test } from '../support/portal.ts';

/** Each with what its clocks were behind UTC when 1970 began, minutes. */
const ZONES = { 'Asia/Shanghai': -480, UTC: 0, 'America/Los_Angeles': 480 };

/** Every line of a page on which a day or a time of day stands. */
async function clocks(page: Page): Promise<string[]> {
  const text = await page.locator('main').innerText();
  return text.split('\n').filter((line) => /\d{1,2}:\d{2}|\d{4}-\d{2}-\d{2}|\d月\d/.test(line));
}

/** Where a visitor comes to by a link of a list, and what he finds it by. */
const WAYS = [
  { list: '/lots?status=sold', link: '.lot-card-title a' },
  { list: '/calendar', link: 'main a[href^="/rounds/"]' },
];

test('clocks and days are the same in every zone', async ({ browser, watch, hydrated }) => {
  const pages: Page[] = [];
  for (const [timezoneId, behind] of Object.entries(ZONES)) {
    const context = await browser.newContext({ timezoneId });
    watch.attach(context);
    const page = await context.newPage();
    expect(await page.evaluate(() => new Date(0).getTimezoneOffset())).toBe(behind);
    pages.push(page);
  }
  for (const { list, link } of WAYS) {
    let sent: string[] | undefined;
    for (const page of pages) {
      await page.goto(list);
      await hydrated(page);
      const to = page.locator(link).first();
      const path = (await to.getAttribute('href'))!;
      // As the server sends it, which knows nothing of the reader's zone …
      if (!sent) {
        await page.goto(path);
        await hydrated(page);
        sent = await clocks(page);
        expect(sent.length, `${path} tells the time`).toBeGreaterThan(0);
        await page.goto(list);
        await hydrated(page);
      }
      // … and as the browser itself draws it.
      await to.click();
      await page.waitForURL(`**${path}`);
      await expect.poll(() => clocks(page), { message: path }).toEqual(sent);
    }
  }
  for (const page of pages) await page.context().close();
});
