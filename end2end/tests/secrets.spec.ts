// What the portal gives to everybody holds nothing of the server: no statement of the database, no name of a
// secret, no path of the machine that built it (reliability.md S-32).
import { expect, test } from '../support/portal.ts';

/** Words that stand in the server's half alone. */
const OF_THE_SERVER = [
  'INSERT INTO ',
  'password_hash',
  'LUOCHUI_DATABASE_URL',
  'LUOCHUI_SMTP_PASSWORD',
  'secrets.key',
  'BEGIN PRIVATE KEY',
  'PRIVATE+KEY+',
  '/.cargo/registry',
];
/** A word that stands in the browser's half: without it nothing was searched. */
const OF_THE_BROWSER = 'data-hydrated';

test('the site that browsers load holds nothing of the server @plain', async ({ page }) => {
  const found: string[] = [];
  const seen = new Set<string>();
  const waiting = ['/', '/login'];
  let all = '';
  while (waiting.length > 0) {
    const address = waiting.pop()!;
    if (seen.has(address)) continue;
    seen.add(address);
    const answer = await page.request.get(address);
    // A name that only looks like a file is none.
    if (!answer.ok()) continue;
    const text = (await answer.body()).toString('latin1');
    for (const word of OF_THE_SERVER) {
      if (text.includes(word)) found.push(`${address}: ${word}`);
    }
    all += text.includes(OF_THE_BROWSER) ? OF_THE_BROWSER : '';
    // Scripts and parts of the Wasm, as pages and other scripts name them.
    const names = text.match(/(?:\/pkg-[0-9a-f]+\/|\.\/)[A-Za-z0-9_.-]+\.(?:js|wasm|css)/g) ?? [];
    for (const name of names) waiting.push(new URL(name, new URL(address, 'http://site')).pathname);
  }
  expect(found).toEqual([]);
  const files = [...seen].filter((address) => address.endsWith('.wasm'));
  expect(files.length, [...seen].join(' ')).toBeGreaterThan(0);
  expect(all).toContain(OF_THE_BROWSER);
});
