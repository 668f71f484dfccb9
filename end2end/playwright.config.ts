// Two projects over the same release build: `hydrated` runs every test, `no-script` runs those
// tagged @plain with JavaScript switched off.
import { defineConfig } from '@playwright/test';
import { chooseAddress } from './support/address.ts';

// Chosen once in the process that starts the run; its workers inherit the environment.
process.env.LUOCHUI_BASE_URL ??= await chooseAddress();

export default defineConfig({
  testDir: './tests',
  outputDir: './test-results',
  globalSetup: './support/server.ts',
  // One worker: the server, the browser and two machines' cores are part of what is timed.
  workers: Number(process.env.LUOCHUI_E2E_WORKERS ?? 1),
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
    trace: 'retain-on-failure',
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
