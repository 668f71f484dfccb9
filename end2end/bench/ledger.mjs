// What checking a lot's ledger costs in a browser: node bench/ledger.mjs BASE CODE LIMIT, from
// end2end/. Opens the page of the check and reads its own measure of it; then, in the same page,
// hashes the same bytes once with LIMIT, which is hash_once.rs built for the browser. One line of
// JSON.
import { chromium } from 'playwright-core';
import { readFileSync } from 'node:fs';

const [base, code, limit] = process.argv.slice(2);
const PATIENCE_MS = 900_000;

const browser = await chromium.launch({
  executablePath: process.env.LUOCHUI_CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage'],
});
try {
  const page = await browser.newPage();
  page.setDefaultTimeout(PATIENCE_MS);
  await page.addInitScript(() => {
    globalThis.longest = 0;
    const seen = (list) => {
      for (const task of list.getEntries()) globalThis.longest = Math.max(globalThis.longest, task.duration);
    };
    new PerformanceObserver(seen).observe({ type: 'longtask' });
  });
  await page.goto(`${base}/en/verification/${code}`);
  await page.waitForFunction(() => performance.getEntriesByName('ledger-check', 'measure').length > 0);
  await page.waitForFunction(() => !/Checking/.test(document.querySelector('.verification-result').innerText));
  const told = await page.locator('.verification-result').innerText();
  if (!told.startsWith('Verified')) throw new Error(`the ledger does not hold: ${told}`);
  const check = await page.evaluate(() => performance.getEntriesByName('ledger-check', 'measure')[0].duration);
  const longest = await page.evaluate(() => globalThis.longest);
  const memory = await rendererMemory();
  const hashed = await page.evaluate(hashOnce, [code, readFileSync(limit, 'base64')]);
  console.log(JSON.stringify({ check, longest, memory, ...hashed }));
} finally {
  await browser.close();
}

/** The most that the process of the page has ever held, bytes. */
async function rendererMemory() {
  const session = await browser.newBrowserCDPSession();
  const { processInfo } = await session.send('SystemInfo.getProcessInfo');
  const held = processInfo
    .filter((process) => process.type === 'renderer')
    .map((process) => /VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${process.id}/status`, 'utf8')))
    .map((found) => Number(found?.[1] ?? 0) * 1024);
  return Math.max(...held);
}

/** Runs in the page. Only hashing is timed, in Wasm that does nothing else. */
async function hashOnce([code, limit]) {
  const bytes = Uint8Array.from(atob(limit), (letter) => letter.charCodeAt(0));
  const { instance } = await WebAssembly.instantiate(bytes);
  const { memory, page, last, empty, hash } = instance.exports;
  empty();
  const told = [...new Uint8Array(memory.buffer, last(), 32)].map((byte) => byte.toString(16).padStart(2, '0'));
  if (told.join('') !== 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855') throw new Error(`no SHA-256: ${told}`);
  let [from, leaves, spent] = [0, 0, 0];
  for (;;) {
    const read = await (await fetch(`/ledger/lots/${code}/leaves/${from}`)).arrayBuffer();
    if (read.byteLength === 0) return { leaves, hash: spent };
    new Uint8Array(memory.buffer, page(), read.byteLength).set(new Uint8Array(read));
    const start = performance.now();
    leaves = hash(read.byteLength);
    spent += performance.now() - start;
    // The place of the last leaf is found by walking over the leaves.
    const view = new DataView(read);
    for (let at = 0; at < read.byteLength; ) {
      from = Number(view.getBigUint64(at)) + 1;
      at += 10 + view.getUint16(at + 8);
      at += 4 + view.getUint32(at);
    }
  }
}
