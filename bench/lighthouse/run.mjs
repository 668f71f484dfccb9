// What Lighthouse says of a page on a phone: node run.mjs ADDRESS. One line of JSON.
import { launch } from 'chrome-launcher';
import lighthouse from 'lighthouse';

const [address] = process.argv.slice(2);
const chrome = await launch({
  chromePath: process.env.LUOCHUI_CHROMIUM ?? '/usr/bin/chromium',
  chromeFlags: ['--headless', '--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage'],
  logLevel: 'silent',
});
try {
  // Without options it measures a phone of the middle class on a slow mobile network.
  const { lhr } = await lighthouse(address, { port: chrome.port, onlyCategories: ['performance'], logLevel: 'silent' });
  if (lhr.runtimeError) throw new Error(lhr.runtimeError.message);
  const value = (audit) => lhr.audits[audit].numericValue;
  console.log(
    JSON.stringify({
      score: lhr.categories.performance.score * 100,
      blocked: value('total-blocking-time'),
      shift: value('cumulative-layout-shift'),
      painted: value('largest-contentful-paint'),
    }),
  );
} finally {
  chrome.kill();
}
