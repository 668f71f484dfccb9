// The centre takes the pool of the season away as a file; nobody else does.
import { expect, fits, test } from '../support/portal.ts';

test('the pool comes as CSV and XLSX for the centre alone @plain', async ({
  page,
  signIn,
  hydrated,
}) => {
  await signIn(page, 'center1');
  await page.goto('/admin/selection');
  await hydrated(page);
  await fits(page);
  const links = page.getByTestId('pool-files').getByRole('link');
  await expect(links).toHaveCount(2);
  const [csv, xlsx] = await links.evaluateAll((all) => all.map((one) => one.getAttribute('href')!));
  const values = await page.request.get(csv!);
  expect(values.status()).toBe(200);
  expect(values.headers()['content-disposition']).toContain('attachment');
  const text = (await values.body()).toString('utf8');
  expect(text.startsWith('\ufeff标的编号,')).toBe(true);
  expect(text.split('\r\n').length).toBeGreaterThan(2);
  const book = await page.request.get(xlsx!);
  expect((await book.body()).subarray(0, 2).toString()).toBe('PK');
  await page.context().clearCookies();
  await signIn(page, 'liaison1');
  expect((await page.request.get(csv!)).status()).toBe(403);
});
