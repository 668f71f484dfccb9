// Two projects over the same release build: `hydrated` runs every test, `no-script` runs those
// tagged @plain with JavaScript switched off.
import { defineConfig } from '@playwright/test';
import { chooseAddress } from './support/address.ts';

/** Which half of the tests this is, where they run in two (scripts/e2e.sh). */
const part = process.env.LUOCHUI_E2E_PART ?? '';

// Chosen once in the process that starts the run; its workers inherit the environment.
process.env.LUOCHUI_BASE_URL ??= await chooseAddress();

export default defineConfig({
  testDir: './tests',
  outputDir: `./test-results/${part}`,
  globalSetup: './support/server.ts',
  // One worker a server: tests of one season share its lots and accounts.
  workers: 1,
  forbidOnly: Boolean(process.env.CI),
  // A test that passes only sometimes is a failure.
  retries: 0,
  timeout: 60_000,
  expect: { timeout: 10_000 },
  reporter: [['list']],
  use: {
    baseURL: process.env.LUOCHUI_BASE_URL,
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
    { name: 'hydrated' },
    { name: 'no-script', grep: /@plain/, use: { javaScriptEnabled: false } },
  ],
});
