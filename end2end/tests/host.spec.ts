// The host edits and publishes the page of a session; an anonymous visitor reads it.
import { axe, expect, test } from '../support/portal.ts';

test('what the host publishes, an anonymous visitor sees', async ({
  page,
  anotherBrowser,
  signIn,
  hydrated,
}) => {
  await signIn(page, 'organiser1');
  const desk = await page.locator('a[href^="/host/sessions/"]').first().getAttribute('href');
  await page.goto(desk!);
  await hydrated(page);
  const title = `产业专场路演（端到端 ${Date.now() % 10_000}）`;
  await page.locator('#title-zh').fill(title);
  await page.locator('button[value="publish"]').first().click();
  await expect(page.getByRole('main')).toContainText('已发布');
  await axe(page);
  const visitor = await anotherBrowser();
  await visitor.goto('/sessions');
  await expect(visitor.getByRole('main')).toContainText(title);
  await visitor.getByRole('link', { name: title }).first().click();
  await expect(visitor.getByRole('heading', { level: 1 })).toContainText(title);
});
