// Notices in browsers. No push service is asked: the browser's side of it is played where scripts run,
// and what a script would send is sent as a form where they do not. What is encrypted, signed and sent is
// tested in Rust.
import { readFileSync } from 'node:fs';
import { runInNewContext } from 'node:vm';
import { axe, expect, fits, test } from '../support/portal.ts';
import type { Page } from '@playwright/test';

const PATH = '/account/notices/settings';
// The keys of the browser in RFC 8291, appendix A.
const KEY =
  'BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4';
const SECRET = 'BTBZMqHH6r4Tts7J_aSIgg';
// A host that the portal lets in and nothing answers to.
const HOST = 'luochui-e2e.push.services.mozilla.com';

/** The projects run beside each other: each has a bidder of its own. */
const bidder = (javaScriptEnabled: boolean): string => (javaScriptEnabled ? 'bidder5' : 'bidder4');

/** Lets a browser be told, as a script would. */
async function add(page: Page, name: string): Promise<void> {
  const endpoint = `https://${HOST}/${name}`;
  const answer = await page.request.post('/fn/push/add', {
    form: { endpoint, public_key: KEY, secret: SECRET },
    headers: { 'sec-fetch-site': 'same-origin' },
  });
  expect(answer.status()).toBe(200);
}

/** Ends what an earlier run has left. */
async function clear(page: Page, hydrated: (page: Page) => Promise<void>): Promise<void> {
  await page.goto(PATH);
  await hydrated(page);
  const ends = page.getByTestId('push').locator('.token-end');
  for (let left = await ends.count(); left > 0; left -= 1) {
    await ends.first().locator('summary').click();
    await ends.first().getByRole('button', { name: '确认关闭' }).click();
    await expect(ends).toHaveCount(left - 1);
  }
}

interface Played {
  permission: string;
  endpoint: string;
  key: string;
  secret: string;
}

/** Plays the browser's side of Web Push: the permission, and a push service that answers at once. */
async function play(page: Page, permission: string, name: string): Promise<void> {
  const played = { permission, endpoint: `https://${HOST}/${name}`, key: KEY, secret: SECRET };
  await page.addInitScript((given: Played) => {
    const bytes = (text: string): ArrayBuffer => {
      const plain = atob(text.replaceAll('-', '+').replaceAll('_', '/'));
      return Uint8Array.from(plain, (letter) => letter.charCodeAt(0)).buffer;
    };
    const kept = 'luochui-e2e-subscribed';
    const subscription = {
      endpoint: given.endpoint,
      getKey: (name: string) => bytes(name === 'auth' ? given.secret : given.key),
      unsubscribe: () => {
        localStorage.removeItem(kept);
        return Promise.resolve(true);
      },
    };
    Object.defineProperty(Notification, 'permission', { get: () => given.permission });
    Notification.requestPermission = () =>
      Promise.resolve(given.permission === 'default' ? 'granted' : 'denied');
    Object.assign(PushManager.prototype, {
      subscribe: () => {
        localStorage.setItem(kept, '1');
        return Promise.resolve(subscription);
      },
      getSubscription: () => Promise.resolve(localStorage.getItem(kept) ? subscription : null),
    });
  }, played);
}

test('a browser that is told is listed, its kinds are chosen, and it is ended @plain', async ({
  page,
  signIn,
  hydrated,
  javaScriptEnabled,
}) => {
  const scripts = javaScriptEnabled !== false;
  await signIn(page, bidder(scripts));
  await clear(page, hydrated);
  const part = page.getByTestId('push');
  await expect(part).toContainText('还没有浏览器接收通知');
  if (!scripts) {
    // What stands in a <noscript> is no text to the driver: read as it was sent.
    const sent = await (await page.request.get(PATH)).text();
    expect(sent).toContain('在此浏览器开启通知须启用脚本');
    await expect(part.getByRole('button', { name: '在此浏览器开启' })).toHaveCount(0);
  }
  await add(page, scripts ? 'listed' : 'listed-plain');
  await page.goto(PATH);
  await hydrated(page);
  const row = page.getByTestId('push-browsers').locator('tbody tr');
  await expect(row).toHaveCount(1);
  await expect(row).toContainText(HOST);
  await expect(row).toContainText('尚无');
  expect(await page.content(), 'the whole address is shown to nobody').not.toContain(`${HOST}/`);
  // Its push service gives it another address: the worker says so, and the row stays.
  const renew = async (from: string, to: string): Promise<number> => {
    const form = {
      old_endpoint: `https://${HOST}/${from}`,
      old_secret: SECRET,
      endpoint: `https://${HOST}/${to}`,
      public_key: KEY,
      secret: SECRET,
    };
    const headers = { 'sec-fetch-site': 'same-origin' };
    const answer = await page.request.post('/fn/push/renew', { form, headers });
    return answer.status();
  };
  const name = scripts ? 'listed' : 'listed-plain';
  expect(await renew(name, `${name}-anew`)).toBe(200);
  expect(await renew(name, `${name}-again`), 'it is no longer there').toBe(404);
  await page.goto(PATH);
  await hydrated(page);
  await expect(row).toHaveCount(1);
  await page.locator('#push-opening').uncheck();
  await page.getByRole('button', { name: '保存发送范围' }).click();
  await expect(page.locator('.banner')).toContainText('已保存');
  await page.goto(PATH);
  await hydrated(page);
  await expect(page.locator('#push-opening')).not.toBeChecked();
  await expect(page.locator('#push-outbid')).toBeChecked();
  await page.locator('#push-opening').check();
  await page.getByRole('button', { name: '保存发送范围' }).click();
  await expect(page.locator('.banner')).toContainText('已保存');
  await clear(page, hydrated);
  await expect(part).toContainText('还没有浏览器接收通知');
});

test('this browser is switched on and off by a press', async ({ page, signIn, hydrated }) => {
  await play(page, 'default', 'pressed');
  await signIn(page, 'bidder3');
  await clear(page, hydrated);
  const here = page.getByTestId('push-here');
  await expect(here).toHaveAttribute('data-state', 'off');
  await here.getByRole('button', { name: '在此浏览器开启' }).click();
  await expect(here).toHaveAttribute('data-state', 'on');
  await expect(page.locator('.banner')).toContainText('浏览器通知已开启');
  await expect(page.getByTestId('push-browsers').locator('tbody tr')).toHaveCount(1);
  // The worker is there, and nothing of the page goes through it.
  const script = await page.evaluate(async () => {
    const registration = await navigator.serviceWorker.getRegistration('/');
    return registration?.active?.scriptURL;
  });
  expect(script).toMatch(/\/push\.js$/);
  await page.goto(PATH);
  await hydrated(page);
  await expect(here).toHaveAttribute('data-state', 'on');
  await here.getByRole('button', { name: '在此浏览器关闭' }).click();
  await expect(here).toHaveAttribute('data-state', 'off');
  await expect(page.getByTestId('push-none')).toBeVisible();
});

test('a browser that was told no, or has none of it, says so', async ({
  page,
  anotherBrowser,
  signIn,
  hydrated,
}) => {
  await play(page, 'denied', 'refused');
  await signIn(page, 'bidder2');
  await page.goto(PATH);
  await hydrated(page);
  await expect(page.getByTestId('push-here')).toHaveAttribute('data-state', 'refused');
  await expect(page.getByTestId('push-here')).toContainText('您已在此浏览器中拒绝本站的通知');
  await expect(page.getByTestId('push-here').getByRole('button')).toHaveCount(0);
  const bare = await anotherBrowser();
  await bare.addInitScript(() => {
    Reflect.deleteProperty(window, 'PushManager');
  });
  await signIn(bare, 'bidder2');
  await bare.goto(PATH);
  await hydrated(bare);
  await expect(bare.getByTestId('push-here')).toHaveAttribute('data-state', 'unable');
  await expect(bare.getByTestId('push-here').getByRole('button')).toHaveCount(0);
});

test('the worker is served as a script from the root and pages may start it', async ({ request }) => {
  const worker = await request.get('/push.js');
  expect(worker.status()).toBe(200);
  expect(worker.headers()['content-type']).toMatch(/^(text|application)\/javascript/);
  expect(worker.headers()['x-content-type-options']).toBe('nosniff');
  const page = await request.get('/', { headers: { accept: 'text/html' } });
  expect(page.headers()['content-security-policy']).toContain("worker-src 'self'");
});

test('the worker tells the portal of another subscription @plain', () => {
  const given = (name: string, secret: string) => ({
    endpoint: `https://${HOST}/${name}`,
    options: { applicationServerKey: 'key' },
    getKey: (key: string) => Buffer.from(key === 'auth' ? secret : KEY, 'base64url'),
  });
  const [before, after] = [given('before', SECRET), given('after', 'AAECAwQFBgcICQoLDA0ODw')];
  const heard: Record<string, (event: unknown) => void> = {};
  const sent: { path: string; body: string }[] = [];
  const asked: unknown[] = [];
  const subscribe = (options: unknown) => {
    asked.push(options);
    return Promise.resolve(after);
  };
  const worker = {
    self: {
      addEventListener: (name: string, listener: (event: unknown) => void) => {
        heard[name] = listener;
      },
      registration: { pushManager: { subscribe } },
    },
    fetch: (path: string, init: { body: URLSearchParams }) => {
      sent.push({ path, body: init.body.toString() });
      return Promise.resolve();
    },
    URLSearchParams,
    btoa,
  };
  runInNewContext(readFileSync(new URL('../../public/push.js', import.meta.url), 'utf8'), worker);
  const change = (oldSubscription: unknown, newSubscription: unknown): Promise<unknown> => {
    let waits: Promise<unknown> = Promise.resolve();
    const waitUntil = (work: Promise<unknown>) => {
      waits = work;
    };
    heard['pushsubscriptionchange']?.({ oldSubscription, newSubscription, waitUntil });
    return waits;
  };
  const told = new URLSearchParams({
    old_endpoint: before.endpoint,
    old_secret: SECRET,
    endpoint: after.endpoint,
    public_key: KEY,
    secret: 'AAECAwQFBgcICQoLDA0ODw',
  }).toString();
  return change(before, after)
    .then(() => change(before, null))
    .then(() => change(null, after))
    .then(() => {
      const body = { path: '/fn/push/renew', body: told };
      expect(sent, 'twice: what is not known cannot be told').toEqual([body, body]);
      expect(asked, 'with the key of the portal').toEqual([before.options]);
    });
});

test('the part is accessible in light and dark and fits every width', async ({
  page,
  signIn,
  hydrated,
}) => {
  await play(page, 'default', 'looked-at');
  await signIn(page, 'bidder1');
  await clear(page, hydrated);
  await add(page, 'looked-at');
  for (const address of [PATH, `/en${PATH}`]) {
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      await page.goto(address);
      await hydrated(page);
      await expect(page.getByTestId('push-browsers')).toBeVisible();
      await axe(page);
    }
    await fits(page);
  }
  await clear(page, hydrated);
});
