// Two projects over the same release build: `hydrated` runs every test, `no-script` runs those
// tagged @plain with JavaScript switched off as well, and those tagged @bare only so.
import { defineConfig } from '@playwright/test';
import { chooseAddresses } from './support/address.ts';

// A browser test waits more than it computes, so two on two cores take little more than half the
// time of one after the other. A file of tests is run by one worker, against its own server.
const servers = await chooseAddresses(Number(process.env.LUOCHUI_E2E_SERVERS ?? 1));
const mine = servers[Number(process.env.TEST_PARALLEL_INDEX ?? 0)];

export default defineConfig({
  testDir: './tests',
  outputDir: './test-results',
  globalSetup: './support/server.ts',
  // One worker a server: tests of one season share its lots and accounts.
  workers: servers.length,
  forbidOnly: Boolean(process.env.CI),
  // At a desk, a test that passes only sometimes is a failure. Where nobody is there to run it again it
  // gets one chance more on a machine that may have been busy; what needed it is named as `flaky`.
  retries: process.env.CI ? 1 : 0,
  // Whoever leads waits up to 45 s for a bid of the house before he can bid himself.
  timeout: 120_000,
  expect: { timeout: 15_000 },
  reporter: [['list']],
  use: {
    baseURL: mine,
    locale: 'zh-CN',
    timezoneId: 'Asia/Shanghai',
    viewport: { width: 1280, height: 800 },
    screenshot: 'only-on-failure',
    // Recording costs every test a quarter of its time; a failed one is run again with it.
    trace: process.env.LUOCHUI_E2E_TRACE === 'yes' ? 'retain-on-failure' : 'off',
    launchOptions: {
      executablePath: process.env.LUOCHUI_CHROMIUM ?? '/usr/bin/chromium',
      args: [
        '--no-sandbox',
        '--disable-gpu',
        '--disable-dev-shm-usage',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
        '--disable-quic',
        '--no-first-run',
      ],
    },
  },
  projects: [
    { name: 'hydrated', grepInvert: /@bare/ },
    { name: 'no-script', grep: /@plain|@bare/, use: { javaScriptEnabled: false } },
  ],
});
